import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { vpcFlowLog } from "../../../../policies/security/rules/aws/vpc-flow-log";

const vpc: CaseResource = { type: "aws:ec2/vpc:Vpc", name: "main", props: { tags: {} } };
const flowLog: CaseResource = { type: "aws:ec2/flowLog:FlowLog", props: { vpcId: UNKNOWN, trafficType: "ALL" } };

export const table: RuleTable = {
    rule: vpcFlowLog,
    good: [
        {
            name: "one that was computed from it",
            given: [vpc, { ...flowLog, refersTo: { vpcId: "main" } }],
        },
        {
            name: "one of rejected traffic",
            given: [vpc, { ...flowLog, props: { vpcId: UNKNOWN, trafficType: "REJECT" }, refersTo: { vpcId: "main" } }],
        },
        {
            name: "one that holds its id",
            given: [
                { ...vpc, props: { id: "main-1" } },
                { ...flowLog, props: { ...flowLog.props, vpcId: "main-1" } },
            ],
        },
        {
            name: "one that the engine shows by its inputs alone",
            given: [vpc, { ...flowLog, props: {}, inputs: flowLog.props, refersTo: { vpcId: "main" } }],
        },
    ],
    bad: [
        { name: "none", given: [vpc], at: "main: " },
        {
            name: "one of another",
            given: [vpc, { ...vpc, name: "other" }, { ...flowLog, refersTo: { vpcId: "other" } }],
            at: "main: ",
        },
        {
            name: "one of accepted traffic alone",
            given: [vpc, { ...flowLog, props: { vpcId: UNKNOWN, trafficType: "ACCEPT" }, refersTo: { vpcId: "main" } }],
            at: "main: ",
        },
        {
            name: "one of accepted traffic alone, by its inputs",
            given: [
                vpc,
                {
                    ...flowLog,
                    props: {},
                    inputs: { vpcId: UNKNOWN, trafficType: "ACCEPT" },
                    refersTo: { vpcId: "main" },
                },
            ],
            at: "main: ",
        },
    ],
    unknown: [
        {
            name: "one of which only its VPC is known",
            given: [vpc, { ...flowLog, props: {}, refersTo: { vpcId: "main" } }],
            at: "main: trafficType",
        },
        {
            name: "one whose vpcId is unknown and comes from elsewhere",
            given: [vpc, flowLog],
            at: "main: vpcId of 'example'",
        },
    ],
};
