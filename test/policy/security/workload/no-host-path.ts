import { UNKNOWN, deployment, inEveryHolder, podSpec } from "../../../../policies/kit/testing";
import type { RuleTable } from "../../../../policies/kit/testing";
import { noHostPath } from "../../../../policies/security/rules/workload/no-host-path";

const socket = { name: "docker", hostPath: { path: "/var/run/docker.sock" } };

export const table: RuleTable = {
    rule: noHostPath,
    good: [
        { name: "no volumes", given: deployment() },
        { name: "an emptyDir", given: deployment({ volumes: [{ name: "tmp", emptyDir: {} }] }) },
    ],
    bad: inEveryHolder("the runtime's socket", podSpec({ volumes: [socket] }), "volumes[0].hostPath"),
    unknown: [
        { name: "unknown volumes", given: deployment({ volumes: UNKNOWN }), at: "spec.template.spec.volumes" },
        {
            name: "an unknown volume",
            given: deployment({ volumes: [{ name: "tmp", emptyDir: {} }, UNKNOWN] }),
            at: "spec.template.spec.volumes[1].hostPath",
        },
    ],
};
