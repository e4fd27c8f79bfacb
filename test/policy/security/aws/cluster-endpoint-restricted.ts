import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { clusterEndpointRestricted } from "../../../../policies/security/rules/aws/cluster-endpoint-restricted";

function cluster(props: object): CaseResource {
    return { type: "aws:eks/cluster:Cluster", props };
}

export const table: RuleTable = {
    rule: clusterEndpointRestricted,
    good: [
        {
            name: "a private endpoint",
            given: cluster({ vpcConfig: { endpointPublicAccess: false, subnetIds: UNKNOWN } }),
        },
        {
            name: "an endpoint for some networks",
            given: cluster({ vpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] } }),
        },
    ],
    bad: [
        { name: "a cluster that says nothing", given: cluster({}), at: "vpcConfig.publicAccessCidrs" },
        {
            name: "a public endpoint without networks",
            given: cluster({ vpcConfig: { endpointPublicAccess: true, publicAccessCidrs: [] } }),
            at: "vpcConfig.publicAccessCidrs",
        },
        {
            name: "the world among the networks",
            given: cluster({ vpcConfig: { publicAccessCidrs: ["203.0.113.0/24", "0.0.0.0/0", "128.0.0.0/1"] } }),
            at: ["vpcConfig.publicAccessCidrs[1]", "vpcConfig.publicAccessCidrs[2]"],
        },
    ],
    unknown: [
        {
            name: "an unknown switch",
            given: cluster({ vpcConfig: { endpointPublicAccess: UNKNOWN } }),
            at: "vpcConfig.endpointPublicAccess",
        },
        {
            name: "an unknown network, and judges the others",
            given: cluster({ vpcConfig: { publicAccessCidrs: [UNKNOWN, "203.0.113.0/24"] } }),
            at: "vpcConfig.publicAccessCidrs[0]",
        },
        {
            name: "unknown networks",
            given: cluster({ vpcConfig: { publicAccessCidrs: UNKNOWN } }),
            at: "vpcConfig.publicAccessCidrs",
        },
    ],
};
