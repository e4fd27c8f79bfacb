import { UNKNOWN, deployment, inEveryHolder, podSpec } from "../../../../policies/kit/testing";
import type { RuleTable } from "../../../../policies/kit/testing";
import { noServiceAccountToken } from "../../../../policies/security/rules/workload/no-service-account-token";

const PATH = "spec.template.spec.automountServiceAccountToken";
const withToken = { automountServiceAccountToken: true, serviceAccountName: "verifier" };

export const table: RuleTable = {
    rule: noServiceAccountToken,
    good: [
        { name: "a pod without a token", given: deployment() },
        {
            name: "a token for a service account that the configuration names",
            given: deployment(withToken),
            config: { serviceAccounts: ["operator", "verifier"] },
        },
        {
            name: "the token of the Jobs of a release",
            given: deployment({ ...withToken, serviceAccountName: "leanvibe-release" }),
        },
    ],
    bad: [
        ...inEveryHolder("a token", podSpec(withToken), "automountServiceAccountToken"),
        {
            name: "a token for the default service account",
            given: deployment({ automountServiceAccountToken: true }),
            at: PATH,
        },
        {
            name: "a pod that does not say, which gets one",
            given: deployment({ automountServiceAccountToken: undefined }),
            at: PATH,
        },
        {
            name: "a token for another service account",
            given: deployment(withToken),
            config: { serviceAccounts: ["migrator"] },
            at: PATH,
        },
    ],
    unknown: [
        {
            name: "a token in a patch that does not say whose: it may be the release's",
            given: {
                type: "kubernetes:apps/v1:DeploymentPatch",
                props: { spec: { template: { spec: podSpec({ automountServiceAccountToken: true }) } } },
            },
            at: "spec.template.spec.serviceAccountName",
        },
        {
            name: "an unknown setting",
            given: deployment({ automountServiceAccountToken: UNKNOWN }),
            at: PATH,
        },
        {
            name: "a token for an unknown service account",
            given: deployment({ ...withToken, serviceAccountName: UNKNOWN }),
            config: { serviceAccounts: ["verifier"] },
            at: "spec.template.spec.serviceAccountName",
        },
    ],
};
