import type { Value } from "../../../kit/value";
import { gibibytes, optionalNumber, optionalString } from "../read";
import type { Sheet } from "../sheet";
import type { Surroundings } from "../surroundings";

/** An EBS volume. */
export function volume(sheet: Sheet): void {
    sheet.part(() => {
        // EC2 makes gp2 if no type is named.
        line(sheet, optionalString(sheet.props.at("type")) ?? "gp2", optionalNumber(sheet.props.at("size")), 1);
    });
}

/** A claim for a volume; its StorageClass, if the stack makes it, says of which type. */
export function persistentVolumeClaim(sheet: Sheet, surroundings: Surroundings): void {
    sheet.part(() => {
        claim(sheet, sheet.props.at("spec"), 1, surroundings);
    });
}

/** The volumes of a StatefulSet: one of each template for each replica. */
export function statefulSet(sheet: Sheet, surroundings: Surroundings): void {
    for (const template of sheet.props.at("spec", "volumeClaimTemplates").items()) {
        sheet.part(() => {
            claim(sheet, template.at("spec"), optionalNumber(sheet.props.at("spec", "replicas")) ?? 1, surroundings);
        });
    }
}

function claim(sheet: Sheet, spec: Value, volumes: number, surroundings: Surroundings): void {
    const className = optionalString(spec.at("storageClassName"));
    const type = surroundings.volumeType(className);
    if (type === undefined) {
        sheet.unknownPrice(
            `storage class ${className ?? "(the cluster's default)"} is not made by this stack, so its volume type is not known`,
            "Name a StorageClass of this stack in storageClassName.",
        );
        return;
    }
    line(sheet, type, gibibytes(spec.at("resources", "requests", "storage")), volumes);
}

function line(sheet: Sheet, type: string, sizeGiB: number | undefined, volumes: number): void {
    if (sizeGiB === undefined) {
        sheet.unknownPrice("the volume's size is not set", "Set the size.");
        return;
    }
    sheet.line(`volume ${type}`, "AmazonEBS", `${type}/storage`, sizeGiB * volumes);
}
