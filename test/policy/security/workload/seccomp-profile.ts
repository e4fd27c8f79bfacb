import {
    UNKNOWN,
    badContainer,
    container,
    deployment,
    deploymentOf,
    securityContext,
} from "../../../../policies/kit/testing";
import type { RuleTable } from "../../../../policies/kit/testing";
import { seccompProfile } from "../../../../policies/security/rules/workload/seccomp-profile";

const bare = container({ securityContext: {} });

export const table: RuleTable = {
    rule: seccompProfile,
    good: [
        { name: "the runtime's profile", given: deployment() },
        {
            name: "a profile of the pod",
            given: deployment({ securityContext: { seccompProfile: { type: "Localhost" } }, containers: [bare] }),
        },
    ],
    bad: [
        ...badContainer(
            "a container without confinement",
            { securityContext: securityContext({ seccompProfile: { type: "Unconfined" } }) },
            "securityContext.seccompProfile.type",
        ),
        {
            name: "no profile",
            given: deployment({ containers: [bare] }),
            at: "spec.template.spec.containers[0].securityContext.seccompProfile.type",
        },
    ],
    unknown: [
        {
            name: "an unknown profile",
            given: deploymentOf({ securityContext: { seccompProfile: UNKNOWN } }),
            at: "spec.template.spec.containers[0].securityContext.seccompProfile.type",
        },
    ],
};
