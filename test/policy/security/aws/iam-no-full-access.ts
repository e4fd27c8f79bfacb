import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { iamNoFullAccess } from "../../../../policies/security/rules/aws/iam-no-full-access";

function policy(document: unknown): CaseResource {
    return { type: "aws:iam/policy:Policy", props: { policy: document } };
}

function allow(action: string | string[], resource: string | string[]): string {
    return JSON.stringify({ Statement: [{ Effect: "Allow", Action: action, Resource: resource }] });
}

export const table: RuleTable = {
    rule: iamNoFullAccess,
    good: [
        { name: "one action on one resource", given: policy(allow("s3:GetObject", "arn:aws:s3:::releases/*")) },
        { name: "all actions on one resource", given: policy(allow("*", "arn:aws:s3:::releases")) },
        { name: "one action on all resources", given: policy(allow(["ec2:DescribeVpcs"], ["*"])) },
        {
            name: "a refusal of everything",
            given: policy(JSON.stringify({ Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] })),
        },
        { name: "statements that are none", given: policy('{ "Statement": [null, "text", {}] }') },
    ],
    bad: [
        { name: "everything on everything", given: policy(allow("*", "*")), at: "policy" },
        {
            name: "the same in lists",
            given: policy(allow(["s3:GetObject", "*:*"], ["arn:aws:s3:::a", "*"])),
            at: "policy",
        },
        { name: "the same as an object", given: policy(JSON.parse(allow("*", "*"))), at: "policy" },
        {
            name: "a single statement that is no list",
            given: policy(JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } })),
            at: "policy",
        },
        {
            name: "an inline policy of a role",
            given: { type: "aws:iam/role:Role", props: { inlinePolicies: [{ name: "all", policy: allow("*", "*") }] } },
            at: "inlinePolicies[0].policy",
        },
        ...["rolePolicy:RolePolicy", "userPolicy:UserPolicy", "groupPolicy:GroupPolicy"].map((type) => ({
            name: `an inline policy: ${type}`,
            given: { type: `aws:iam/${type}`, props: { policy: allow("*", "*") } },
            at: "policy",
        })),
        {
            name: "a policy of a permission set",
            given: {
                type: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
                props: { inlinePolicy: allow("*", "*") },
            },
            at: "inlinePolicy",
        },
    ],
    unknown: [
        { name: "an unknown document", given: policy(UNKNOWN), at: "policy" },
        ...["null", "5", '"text"'].map((text) => ({
            name: `a text that is ${text}`,
            given: policy(text),
            at: "policy",
        })),
        { name: "a text that is no JSON", given: policy("{ Statement: [] }"), at: "policy" },
        {
            name: "an unknown action of a document that is an object",
            given: policy({ Statement: [{ Effect: "Allow", Action: [UNKNOWN], Resource: "*" }] }),
            at: "policy.Statement[0].Action[0]",
        },
    ],
};
