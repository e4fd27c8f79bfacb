import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { iamNoAdministrator } from "../../../../policies/security/rules/aws/iam-no-administrator";

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

function attachment(props: object): CaseResource {
    return { type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", props };
}

function role(props: object): CaseResource {
    return { type: "aws:iam/role:Role", props };
}

export const table: RuleTable = {
    rule: iamNoAdministrator,
    good: [
        {
            name: "an AWS-managed policy as EKS needs it",
            given: attachment({ policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy", role: UNKNOWN }),
        },
        ...[
            "arn:aws:iam::aws:policy/AdministratorAccess-Amplify",
            "x:arn:aws:iam::aws:policy/AdministratorAccess",
            "arn:aws:iam::111111111111:policy/AdministratorAccess",
        ].map((policyArn) => ({ name: `another policy: ${policyArn}`, given: attachment({ policyArn }) })),
        { name: "a role without managed policies", given: role({ assumeRolePolicy: UNKNOWN }) },
    ],
    bad: [
        { name: "an attachment", given: attachment({ policyArn: ADMINISTRATOR }), at: "policyArn" },
        ...["userPolicyAttachment:UserPolicyAttachment", "groupPolicyAttachment:GroupPolicyAttachment"].map((type) => ({
            name: type,
            given: { type: `aws:iam/${type}`, props: { policyArn: ADMINISTRATOR } },
            at: "policyArn",
        })),
        {
            name: "an attachment to several principals",
            given: { type: "aws:iam/policyAttachment:PolicyAttachment", props: { policyArn: ADMINISTRATOR } },
            at: "policyArn",
        },
        {
            name: "an attachment in another partition",
            given: attachment({ policyArn: "arn:aws-us-gov:iam::aws:policy/AdministratorAccess" }),
            at: "policyArn",
        },
        {
            name: "a role",
            given: role({ managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess", ADMINISTRATOR] }),
            at: "managedPolicyArns[1]",
        },
    ],
    unknown: [
        { name: "an unknown policy", given: attachment({ policyArn: UNKNOWN }), at: "policyArn" },
        { name: "unknown policies of a role", given: role({ managedPolicyArns: UNKNOWN }), at: "managedPolicyArns" },
    ],
};
