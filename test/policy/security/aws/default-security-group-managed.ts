import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { defaultSecurityGroupManaged } from "../../../../policies/security/rules/aws/default-security-group-managed";

const vpc: CaseResource = { type: "aws:ec2/vpc:Vpc", name: "main", props: { tags: {} } };
const group: CaseResource = { type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", props: { vpcId: UNKNOWN } };

export const table: RuleTable = {
    rule: defaultSecurityGroupManaged,
    good: [
        {
            name: "one that was computed from it",
            given: [vpc, { ...group, refersTo: { vpcId: "main" } }],
        },
        {
            name: "one that holds its id",
            given: [
                { ...vpc, props: { id: "main-1" } },
                { ...group, props: { ...group.props, vpcId: "main-1" } },
            ],
        },
    ],
    bad: [
        { name: "none", given: [vpc], at: "main: " },
        {
            name: "one of another",
            given: [vpc, { ...vpc, name: "other" }, { ...group, refersTo: { vpcId: "other" } }],
            at: "main: ",
        },
    ],
    unknown: [
        {
            name: "one whose vpcId is unknown and comes from elsewhere",
            given: [vpc, group],
            at: "main: vpcId of 'example'",
        },
        {
            name: "one whose vpcId is unknown, by its inputs",
            given: [vpc, { ...group, props: {}, inputs: group.props }],
            at: "main: vpcId of 'example'",
        },
        {
            name: "one of which nothing is known",
            given: [vpc, { ...group, props: {} }],
            at: "main: vpcId of 'example'",
        },
    ],
};
