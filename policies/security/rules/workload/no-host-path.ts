import { defineRule, pods } from "../../../kit";
import { POD_SECURITY_STANDARDS } from "../references";

export const noHostPath = defineRule({
    name: "no-host-path",
    title: "No pod mounts a path of its node",
    severity: "critical",
    why: "A node's path can be the container runtime's socket or the kubelet's credentials.",
    catalogues: {
        pss: ["baseline"],
        nsa: ["C-0058"],
        checkov: ["CKV_K8S_27"],
        kubeLinter: ["sensitive-host-mounts", "docker-sock", "writable-host-mount"],
        ksv: ["KSV-0006", "KSV-0023"],
    },
    remediation: "Use an emptyDir, a ConfigMap, a Secret or a PersistentVolumeClaim in place of hostPath.",
    url: POD_SECURITY_STANDARDS,
    appliesTo: pods(),
    check({ pod }, report) {
        for (const volume of pod.at("volumes").items()) {
            report.require(volume.at("hostPath"), (value) => value === undefined, "not be set");
        }
    },
});
