import { flag, optionalNumber, optionalString } from "../read";
import type { Sheet } from "../sheet";

/** GiB from which RDS stripes gp3 storage over four volumes and includes more, for PostgreSQL. */
const STRIPED_FROM_GIB = 400;

/**
 * What gp3 storage includes, before provisioned IOPS and throughput cost extra:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
 */
function included(storageGiB: number): { iops: number; mibps: number } {
    return storageGiB < STRIPED_FROM_GIB ? { iops: 3000, mibps: 125 } : { iops: 12_000, mibps: 500 };
}

/** An RDS instance: its class, its storage (worst case: the size that autoscaling may reach), its managed secret. */
export function instance(sheet: Sheet): void {
    sheet.part(() => {
        const engine = optionalString(sheet.props.at("engine"));
        if (engine !== undefined && engine !== "postgres") {
            sheet.unknownPrice(`engine ${engine}: only prices of PostgreSQL are known`);
            return;
        }
        const zones = flag(sheet.props.at("multiAz")) ? "multi-az" : "single-az";
        sheet.part(() => {
            const instanceClass = optionalString(sheet.props.at("instanceClass"));
            if (instanceClass === undefined) {
                sheet.unknownPrice("instanceClass is not set", "Set instanceClass.");
            } else {
                sheet.line(`instance ${instanceClass} (${zones})`, "AmazonRDS", `${instanceClass}/postgres/${zones}`);
                if (/^db\.t\d/.test(instanceClass)) {
                    sheet.usage("CPU credits, when the CPU stays above the class's baseline");
                }
            }
        });
        sheet.part(() => {
            storage(sheet, zones);
        });
    });
    sheet.part(() => {
        if (flag(sheet.props.at("manageMasterUserPassword"))) {
            sheet.line("managed master user secret", "AWSSecretsManager", "secret");
        }
    });
    sheet.part(() => {
        const days = optionalNumber(sheet.props.at("performanceInsightsRetentionPeriod")) ?? 0;
        if (flag(sheet.props.at("performanceInsightsEnabled")) && days > 7) {
            sheet.unknownPrice(
                `Performance Insights kept for ${days} days: only the first 7 days are free, and no price is known for the rest`,
                "Set performanceInsightsRetentionPeriod to 7.",
            );
        }
    });
    sheet.usage(
        "backup storage above the size of the database",
        "log exports and enhanced monitoring (CloudWatch Logs)",
    );
}

function storage(sheet: Sheet, zones: "multi-az" | "single-az"): void {
    // Without a storage type RDS takes gp2, or io1 if IOPS are asked for.
    const type = optionalString(sheet.props.at("storageType")) ?? "gp2";
    const size = optionalNumber(sheet.props.at("allocatedStorage"));
    if (size === undefined) {
        sheet.unknownPrice("allocatedStorage is not set", "Set allocatedStorage, in GiB.");
        return;
    }
    const largest = Math.max(size, optionalNumber(sheet.props.at("maxAllocatedStorage")) ?? 0);
    sheet.line(`storage ${type} (${zones})`, "AmazonRDS", `storage/${type}/postgres/${zones}`, {
        idle: size,
        worst: largest,
    });
    if (type !== "gp3") {
        return;
    }
    const base = included(size);
    for (const [name, key, property, free] of [
        ["provisioned IOPS above the included", "gp3-extra-iops", "iops", base.iops],
        ["provisioned throughput above the included", "gp3-extra-throughput", "storageThroughput", base.mibps],
    ] as const) {
        sheet.part(() => {
            const extra = (optionalNumber(sheet.props.at(property)) ?? 0) - free;
            if (extra > 0) {
                sheet.line(name, "AmazonRDS", `storage/${key}/${zones}`, extra);
            }
        });
    }
}
