import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { subnetNoPublicAddress } from "../../../../policies/security/rules/aws/subnet-no-public-address";

function subnet(props: object): CaseResource {
    return { type: "aws:ec2/subnet:Subnet", props };
}

export const table: RuleTable = {
    rule: subnetNoPublicAddress,
    good: [
        { name: "a subnet that says nothing", given: subnet({ cidrBlock: "10.10.0.0/20" }) },
        { name: "a subnet that refuses them", given: subnet({ mapPublicIpOnLaunch: false }) },
    ],
    bad: [
        { name: "a subnet that gives them", given: subnet({ mapPublicIpOnLaunch: true }), at: "mapPublicIpOnLaunch" },
        {
            name: "a default subnet that says nothing",
            given: { type: "aws:ec2/defaultSubnet:DefaultSubnet", props: {} },
            at: "mapPublicIpOnLaunch",
        },
    ],
    unknown: [
        { name: "an unknown setting", given: subnet({ mapPublicIpOnLaunch: UNKNOWN }), at: "mapPublicIpOnLaunch" },
    ],
};
