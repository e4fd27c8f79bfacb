import { optionalNumber, optionalString } from "../read";
import type { Sheet } from "../sheet";

/** An ElastiCache replication group: (replicas + 1) nodes for each node group, or numCacheClusters nodes. */
export function replicationGroup(sheet: Sheet): void {
    sheet.part(() => {
        const nodeType = optionalString(sheet.props.at("nodeType"));
        // AWS takes Redis if no engine is named.
        const engine = optionalString(sheet.props.at("engine")) ?? "redis";
        if (nodeType === undefined) {
            sheet.unknownPrice("nodeType is not set", "Set nodeType.");
            return;
        }
        sheet.line(`node ${nodeType} (${engine})`, "AmazonElastiCache", `${nodeType}/${engine}`, nodes(sheet));
    });
    sheet.usage("snapshots beyond the free one");
}

function nodes(sheet: Sheet): number {
    const { props } = sheet;
    const replicas = props.at("replicasPerNodeGroup");
    // The count that the program does not set is an output that a preview does not know, so the set one decides.
    if (replicas.state.kind === "known") {
        return ((optionalNumber(replicas) ?? 0) + 1) * (optionalNumber(props.at("numNodeGroups")) ?? 1);
    }
    return optionalNumber(props.at("numCacheClusters")) ?? optionalNumber(props.at("numNodeGroups")) ?? 1;
}
