import { UNKNOWN, badContainer, deploymentOf } from "../../../../policies/kit/testing";
import type { RuleTable } from "../../../../policies/kit/testing";
import { noHostPort } from "../../../../policies/security/rules/workload/no-host-port";

export const table: RuleTable = {
    rule: noHostPort,
    good: [
        { name: "a container port", given: deploymentOf({ ports: [{ containerPort: 8000 }] }) },
        {
            name: "the host port 0, which is none",
            given: deploymentOf({ ports: [{ containerPort: 8000, hostPort: 0 }] }),
        },
    ],
    bad: badContainer("a host port", { ports: [{ containerPort: 8000, hostPort: 80 }] }, "ports[0].hostPort", {
        ephemeral: false,
    }),
    unknown: [
        {
            name: "an unknown port",
            given: deploymentOf({ ports: [{ containerPort: 8000, hostPort: UNKNOWN }] }),
            at: "spec.template.spec.containers[0].ports[0].hostPort",
        },
        {
            name: "unknown ports",
            given: deploymentOf({ ports: UNKNOWN }),
            at: "spec.template.spec.containers[0].ports",
        },
    ],
};
