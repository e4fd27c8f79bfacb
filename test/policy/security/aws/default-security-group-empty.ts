import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { defaultSecurityGroupEmpty } from "../../../../policies/security/rules/aws/default-security-group-empty";

function group(props: object): CaseResource {
    return { type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", props };
}

export const table: RuleTable = {
    rule: defaultSecurityGroupEmpty,
    good: [
        { name: "a group that says nothing, which empties it", given: group({ vpcId: UNKNOWN }) },
        { name: "a group with empty lists", given: group({ ingress: [], egress: [] }) },
    ],
    bad: [
        {
            name: "a group that admits itself",
            given: group({ ingress: [{ self: true, protocol: "-1", fromPort: 0, toPort: 0 }] }),
            at: "ingress",
        },
        {
            name: "a group that lets out",
            given: group({ egress: [{ cidrBlocks: ["10.0.0.0/8"], protocol: "-1", fromPort: 0, toPort: 0 }] }),
            at: "egress",
        },
    ],
    unknown: [{ name: "unknown rules", given: group({ ingress: UNKNOWN }), at: "ingress" }],
};
