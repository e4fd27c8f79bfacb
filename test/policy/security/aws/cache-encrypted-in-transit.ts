import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { cacheEncryptedInTransit } from "../../../../policies/security/rules/aws/cache-encrypted-in-transit";

function group(props: object): CaseResource {
    return { type: "aws:elasticache/replicationGroup:ReplicationGroup", props };
}

function single(props: object): CaseResource {
    return { type: "aws:elasticache/cluster:Cluster", props };
}

export const table: RuleTable = {
    rule: cacheEncryptedInTransit,
    good: [
        { name: "TLS", given: group({ transitEncryptionEnabled: true }) },
        {
            name: "TLS that is required",
            given: group({ transitEncryptionEnabled: true, transitEncryptionMode: "required" }),
        },
        { name: "a cluster that takes it from its group", given: single({ replicationGroupId: UNKNOWN }) },
    ],
    bad: [
        { name: "a group that says nothing", given: group({ engine: "valkey" }), at: "transitEncryptionEnabled" },
        {
            name: "a group that accepts plain text too",
            given: group({ transitEncryptionEnabled: true, transitEncryptionMode: "preferred" }),
            at: "transitEncryptionMode",
        },
        {
            name: "a group, whatever else it names",
            given: group({ replicationGroupId: "main" }),
            at: "transitEncryptionEnabled",
        },
        { name: "a cluster alone without TLS", given: single({}), at: "transitEncryptionEnabled" },
    ],
    unknown: [
        {
            name: "an unknown setting",
            given: group({ transitEncryptionEnabled: UNKNOWN }),
            at: "transitEncryptionEnabled",
        },
        {
            name: "an unknown mode, and judges the rest",
            given: group({ transitEncryptionEnabled: true, transitEncryptionMode: UNKNOWN }),
            at: "transitEncryptionMode",
        },
    ],
};
