import { UNKNOWN, badContainer, deployment, deploymentOf, securityContext } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { capabilitiesDropped } from "../../../../policies/security/rules/workload/capabilities-dropped";

const PATH = "spec.template.spec.containers[0].securityContext.capabilities";

function having(capabilities: unknown): CaseResource {
    return deploymentOf({ securityContext: securityContext({ capabilities }) });
}

export const table: RuleTable = {
    rule: capabilitiesDropped,
    good: [
        { name: "all dropped", given: deployment() },
        { name: "NET_BIND_SERVICE added", given: having({ drop: ["ALL"], add: ["NET_BIND_SERVICE"] }) },
        { name: "ALL beside an unknown element", given: having({ drop: [UNKNOWN, "ALL"] }) },
    ],
    bad: [
        ...badContainer(
            "a container that adds SYS_ADMIN",
            { securityContext: securityContext({ capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } }) },
            "securityContext.capabilities.add[0]",
        ),
        { name: "nothing dropped", given: deploymentOf({ securityContext: {} }), at: `${PATH}.drop` },
        { name: "something else dropped", given: having({ drop: ["NET_RAW"] }), at: `${PATH}.drop` },
        {
            name: "nothing dropped and something added",
            given: having({ add: ["NET_BIND_SERVICE", "NET_RAW"] }),
            at: [`${PATH}.drop`, `${PATH}.add[1]`],
        },
    ],
    unknown: [
        { name: "an unknown list", given: having({ drop: UNKNOWN }), at: `${PATH}.drop` },
        { name: "an unknown element", given: having({ drop: ["NET_RAW", UNKNOWN] }), at: `${PATH}.drop[1]` },
        {
            name: "an unknown addition",
            given: having({ drop: ["ALL"], add: [UNKNOWN] }),
            at: `${PATH}.add[0]`,
        },
    ],
};
