import type { DatabaseConfig } from "../config";

/** The port: not PostgreSQL's own, so that a scan for 5432 finds nothing. */
export const DATABASE_PORT = 5433;
/** The application's database. */
export const DATABASE_NAME = "leanvibe";
/** The master user: not `postgres`, the first name that anyone tries. */
export const DATABASE_USER = "leanvibe_admin";
/** Seconds between two samples of enhanced monitoring. */
export const MONITORING_INTERVAL_SECONDS = 60;
/** Days of Performance Insights that cost nothing. https://aws.amazon.com/rds/performance-insights/pricing/ */
export const PERFORMANCE_INSIGHTS_DAYS = 7;
/** The logs that RDS for PostgreSQL can export. */
export const EXPORTED_LOGS = ["postgresql", "upgrade"];
/**
 * The certificate authority of the server's certificate, valid until 2061.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
 */
export const CA_CERTIFICATE = "rds-ca-rsa2048-g1";
/** Queries slower than this are logged, in ms; the goal is 50. */
const SLOW_QUERY_MS = 250;

/** One parameter of a DB parameter group. */
export interface DatabaseParameter {
    readonly name: string;
    readonly value: string;
    readonly applyMethod: "immediate" | "pending-reboot";
}

/** Parameter group family of an engine version, e.g. `postgres16`. */
export function parameterFamily(engineVersion: string): string {
    return `postgres${engineVersion.split(".")[0] ?? engineVersion}`;
}

/** Parameters that differ from RDS's own. Connections without TLS are refused; DDL and slow queries are logged. */
export function planParameters(): readonly DatabaseParameter[] {
    return [
        { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
        { name: "log_connections", value: "1", applyMethod: "immediate" },
        { name: "log_disconnections", value: "1", applyMethod: "immediate" },
        { name: "log_statement", value: "ddl", applyMethod: "immediate" },
        { name: "log_min_duration_statement", value: String(SLOW_QUERY_MS), applyMethod: "immediate" },
        { name: "shared_preload_libraries", value: "pg_stat_statements", applyMethod: "pending-reboot" },
    ];
}

/** What config and environment decide of the DB instance; the rest is the same everywhere. */
export function planInstance(name: string, database: DatabaseConfig, protect: boolean) {
    return {
        identifier: name,
        engine: "postgres",
        engineVersion: database.engineVersion,
        // No extended support by surprise: RDS upgrades the major version when standard support ends.
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        instanceClass: database.instanceClass,
        allocatedStorage: database.storageGiB,
        maxAllocatedStorage: database.maxStorageGiB,
        storageType: "gp3",
        multiAz: database.multiAz,
        backupRetentionPeriod: database.backupRetentionDays,
        // UTC; one after the other, in the night of the Americas and Europe.
        backupWindow: "03:00-04:00",
        maintenanceWindow: "sun:04:30-sun:05:30",
        deletionProtection: protect,
        skipFinalSnapshot: !protect,
        // A major version is upgraded by naming it. RDS wants the permission, and a parameter group of the new family.
        // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.MajorVersion.Process.html
        allowMajorVersionUpgrade: true,
        // At once and not in the next maintenance window: until then the old parameter group is in use, RDS refuses to
        // delete it, and the update that named the new version would fail.
        applyImmediately: true,
    };
}
