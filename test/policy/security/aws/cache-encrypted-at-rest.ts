import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { cacheEncryptedAtRest } from "../../../../policies/security/rules/aws/cache-encrypted-at-rest";

function group(props: object): CaseResource {
    return { type: "aws:elasticache/replicationGroup:ReplicationGroup", props };
}

function single(props: object): CaseResource {
    return { type: "aws:elasticache/cluster:Cluster", props };
}

export const table: RuleTable = {
    rule: cacheEncryptedAtRest,
    good: [
        { name: "an encrypted group", given: group({ engine: "redis", atRestEncryptionEnabled: true }) },
        { name: "a Valkey group that says nothing", given: group({ engine: "valkey" }) },
        { name: "a cluster that takes it from its group", given: single({ replicationGroupId: "leanvibe-dev" }) },
    ],
    bad: [
        { name: "a Redis group that says nothing", given: group({ engine: "redis" }), at: "atRestEncryptionEnabled" },
        { name: "a group without an engine", given: group({}), at: "atRestEncryptionEnabled" },
        {
            name: "a Valkey group that turns it off",
            given: group({ engine: "valkey", atRestEncryptionEnabled: false }),
            at: "atRestEncryptionEnabled",
        },
        { name: "a cluster alone", given: single({ engine: "redis" }), at: "replicationGroupId" },
    ],
    unknown: [
        {
            name: "an unknown setting",
            given: group({ atRestEncryptionEnabled: UNKNOWN }),
            at: "atRestEncryptionEnabled",
        },
        { name: "an unknown engine, where the default counts", given: group({ engine: UNKNOWN }), at: "engine" },
        { name: "an unknown group", given: single({ replicationGroupId: UNKNOWN }), at: "replicationGroupId" },
    ],
};
