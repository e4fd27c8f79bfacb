import { UNKNOWN, badContainer, deployment, deploymentOf, securityContext } from "../../../../policies/kit/testing";
import type { RuleTable } from "../../../../policies/kit/testing";
import { noPrivilegeEscalation } from "../../../../policies/security/rules/workload/no-privilege-escalation";

export const table: RuleTable = {
    rule: noPrivilegeEscalation,
    good: [{ name: "a hardened container", given: deployment() }],
    bad: [
        ...badContainer(
            "a container with allowPrivilegeEscalation: true",
            { securityContext: securityContext({ allowPrivilegeEscalation: true }) },
            "securityContext.allowPrivilegeEscalation",
        ),
        {
            name: "a container that does not set it",
            given: deploymentOf({ securityContext: {} }),
            at: "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation",
        },
    ],
    unknown: [
        {
            name: "an unknown allowPrivilegeEscalation",
            given: deploymentOf({ securityContext: { allowPrivilegeEscalation: UNKNOWN } }),
            at: "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation",
        },
    ],
};
