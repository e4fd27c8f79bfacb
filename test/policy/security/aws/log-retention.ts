import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { logRetention } from "../../../../policies/security/rules/aws/log-retention";

function group(props: object): CaseResource {
    return { type: "aws:cloudwatch/logGroup:LogGroup", props };
}

export const table: RuleTable = {
    rule: logRetention,
    good: [{ name: "30 days", given: group({ retentionInDays: 30 }) }],
    bad: [
        { name: "a group that says nothing", given: group({ name: UNKNOWN }), at: "retentionInDays" },
        { name: "0, which is for ever", given: group({ retentionInDays: 0 }), at: "retentionInDays" },
        { name: "days as text", given: group({ retentionInDays: "30" }), at: "retentionInDays" },
    ],
    unknown: [{ name: "unknown days", given: group({ retentionInDays: UNKNOWN }), at: "retentionInDays" }],
};
