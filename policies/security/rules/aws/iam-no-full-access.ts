import { defineRule, resources } from "../../../kit";
import type { Value } from "../../../kit";
import { securityHubControl } from "../references";
import { statementsOf } from "./policy-document";

export const iamNoFullAccess = defineRule({
    name: "iam-no-full-access",
    title: "No IAM policy allows every action on every resource",
    severity: "critical",
    why: "Such a policy makes whoever gets one credential the owner of the account.",
    catalogues: {
        fsbp: ["IAM.1"],
        cisAws: ["1.16"],
        checkov: ["CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40"],
    },
    remediation: "Name the actions and the resources that are needed.",
    url: securityHubControl("IAM.1"),
    appliesTo: resources(
        "aws:iam/policy:Policy",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/userPolicy:UserPolicy",
        "aws:iam/groupPolicy:GroupPolicy",
        "aws:iam/role:Role",
        "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
    ),
    check({ type, props }, report) {
        for (const document of documentsOf(type, props)) {
            report.require(
                document,
                () =>
                    !statementsOf(document, report).some(({ effect, actions, resources: on }) => {
                        return effect === "Allow" && actions.some(isEveryAction) && on.includes("*");
                    }),
                'not allow the action "*" on the resource "*"',
            );
        }
    },
});

function documentsOf(type: string, props: Value): Value[] {
    switch (type) {
        case "aws:iam/role:Role":
            return props
                .at("inlinePolicies")
                .items()
                .map((inline) => inline.at("policy"));
        case "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy":
            return [props.at("inlinePolicy")];
        default:
            return [props.at("policy")];
    }
}

function isEveryAction(action: unknown): boolean {
    return action === "*" || action === "*:*";
}
