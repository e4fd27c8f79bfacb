import { UNKNOWN, deployment, inEveryHolder, podSpec } from "../../../../policies/kit/testing";
import type { RuleTable } from "../../../../policies/kit/testing";
import { noHostNamespaces } from "../../../../policies/security/rules/workload/no-host-namespaces";

const separate = { hostPID: false, hostIPC: false, hostNetwork: false };

export const table: RuleTable = {
    rule: noHostNamespaces,
    good: [
        { name: "a pod that does not ask for them", given: deployment() },
        { name: "a pod that refuses them", given: deployment(separate) },
    ],
    bad: [
        ...inEveryHolder("the node's processes", podSpec({ ...separate, hostPID: true }), "hostPID"),
        {
            name: "all three at once",
            given: deployment({ hostPID: true, hostIPC: true, hostNetwork: true }),
            at: ["hostPID", "hostIPC", "hostNetwork"].map((key) => `spec.template.spec.${key}`),
        },
    ],
    unknown: [
        {
            name: "an unknown one, and judges the others",
            given: deployment({ hostNetwork: UNKNOWN }),
            at: "spec.template.spec.hostNetwork",
        },
    ],
};
