import { defineRule, resources } from "../../../kit";
import { securityHubControl } from "../references";

export const iamNoAdministrator = defineRule({
    name: "iam-no-administrator",
    title: "Nothing is given AWS's AdministratorAccess",
    severity: "critical",
    why: "It is the same as a policy of the action * on the resource *, by another name.",
    catalogues: { fsbp: ["IAM.1"], cisAws: ["1.16"], checkov: ["CKV_AWS_274", "CKV2_AWS_56"] },
    remediation: "Attach a policy that names the actions and the resources that are needed.",
    url: securityHubControl("IAM.1"),
    appliesTo: resources(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        "aws:iam/policyAttachment:PolicyAttachment",
        "aws:iam/role:Role",
    ),
    check({ type, props }, report) {
        const attached = type === "aws:iam/role:Role" ? props.at("managedPolicyArns").items() : [props.at("policyArn")];
        for (const arn of attached) {
            report.require(arn, (value) => !isAdministrator(value), "not be AdministratorAccess");
        }
    },
});

function isAdministrator(arn: unknown): boolean {
    return typeof arn === "string" && /^arn:[\w-]+:iam::aws:policy\/AdministratorAccess$/.test(arn);
}
