import { UNKNOWN, badContainer, deployment, deploymentOf, securityContext } from "../../../../policies/kit/testing";
import type { RuleTable } from "../../../../policies/kit/testing";
import { readOnlyRoot } from "../../../../policies/security/rules/workload/read-only-root";

export const table: RuleTable = {
    rule: readOnlyRoot,
    good: [{ name: "a hardened container", given: deployment() }],
    bad: [
        ...badContainer(
            "a container with readOnlyRootFilesystem: false",
            { securityContext: securityContext({ readOnlyRootFilesystem: false }) },
            "securityContext.readOnlyRootFilesystem",
        ),
        {
            name: "a container that does not set it",
            given: deploymentOf({ securityContext: {} }),
            at: "spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem",
        },
    ],
    unknown: [
        {
            name: "an unknown readOnlyRootFilesystem",
            given: deploymentOf({ securityContext: { readOnlyRootFilesystem: UNKNOWN } }),
            at: "spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem",
        },
    ],
};
