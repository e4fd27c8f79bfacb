import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { clusterLogsEnabled } from "../../../../policies/security/rules/aws/cluster-logs-enabled";

const TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

function cluster(props: object): CaseResource {
    return { type: "aws:eks/cluster:Cluster", props };
}

export const table: RuleTable = {
    rule: clusterLogsEnabled,
    good: [{ name: "all five types", given: cluster({ enabledClusterLogTypes: TYPES }) }],
    bad: [
        { name: "a cluster that says nothing", given: cluster({}), at: TYPES.map(() => "enabledClusterLogTypes") },
        {
            name: "four of five types",
            given: cluster({ enabledClusterLogTypes: TYPES.filter((type) => type !== "audit") }),
            at: "enabledClusterLogTypes",
        },
    ],
    unknown: [
        {
            name: "an unknown list",
            given: cluster({ enabledClusterLogTypes: UNKNOWN }),
            at: "enabledClusterLogTypes",
        },
        {
            name: "an unknown fifth type",
            given: cluster({ enabledClusterLogTypes: [...TYPES.slice(1), UNKNOWN] }),
            at: "enabledClusterLogTypes[4]",
        },
    ],
};
