import { containers, defineRule } from "../../../kit";
import { POD_SECURITY_STANDARDS } from "../references";

export const noHostPort = defineRule({
    name: "no-host-port",
    title: "No container takes a port of its node",
    severity: "high",
    why: "A host port is reachable past Services and NetworkPolicies, and two pods that want it cannot share a node.",
    catalogues: {
        pss: ["baseline"],
        nsa: ["C-0044"],
        checkov: ["CKV_K8S_26"],
        ksv: ["KSV-0024"],
    },
    remediation: "Remove hostPort, and reach the pod through a Service.",
    url: POD_SECURITY_STANDARDS,
    // Kubernetes refuses ports on ephemeral containers.
    appliesTo: containers({ roles: ["regular", "init"] }),
    check({ container }, report) {
        for (const port of container.at("ports").items()) {
            report.require(port.at("hostPort"), (value) => value === undefined || value === 0, "not be set");
        }
    },
});
