import {
    UNKNOWN,
    badContainer,
    container,
    deployment,
    deploymentOf,
    securityContext,
} from "../../../../policies/kit/testing";
import type { RuleTable } from "../../../../policies/kit/testing";
import { noRootUser } from "../../../../policies/security/rules/workload/no-root-user";

export const table: RuleTable = {
    rule: noRootUser,
    good: [
        { name: "a user that is not root", given: deployment() },
        { name: "no user at all", given: deploymentOf({ securityContext: {} }) },
        {
            name: "a container that overrides its pod's root",
            given: deployment({ securityContext: { runAsUser: 0 } }),
        },
    ],
    bad: [
        ...badContainer(
            "a container that runs as root",
            { securityContext: securityContext({ runAsUser: 0 }) },
            "securityContext.runAsUser",
        ),
        {
            name: "a pod that runs as root",
            given: deployment({ securityContext: { runAsUser: 0 }, containers: [container({ securityContext: {} })] }),
            at: "spec.template.spec.securityContext.runAsUser",
        },
    ],
    unknown: [
        {
            name: "an unknown user",
            given: deploymentOf({ securityContext: { runAsUser: UNKNOWN } }),
            at: "spec.template.spec.containers[0].securityContext.runAsUser",
        },
    ],
};
