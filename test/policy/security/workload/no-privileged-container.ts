import { UNKNOWN, badContainer, deployment, deploymentOf, securityContext } from "../../../../policies/kit/testing";
import type { RuleTable } from "../../../../policies/kit/testing";
import { noPrivilegedContainer } from "../../../../policies/security/rules/workload/no-privileged-container";

export const table: RuleTable = {
    rule: noPrivilegedContainer,
    good: [
        { name: "a hardened container", given: deployment() },
        { name: "privileged: false", given: deploymentOf({ securityContext: { privileged: false } }) },
    ],
    bad: [
        ...badContainer(
            "a container with privileged: true",
            { securityContext: securityContext({ privileged: true }) },
            "securityContext.privileged",
        ),
    ],
    unknown: [
        {
            name: "an unknown privileged",
            given: deploymentOf({ securityContext: { privileged: UNKNOWN } }),
            at: "spec.template.spec.containers[0].securityContext.privileged",
        },
    ],
};
