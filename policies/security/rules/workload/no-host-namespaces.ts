import { defineRule, pods } from "../../../kit";
import { POD_SECURITY_STANDARDS } from "../references";

export const noHostNamespaces = defineRule({
    name: "no-host-namespaces",
    title: "No pod shares its node's process, IPC or network namespace",
    severity: "critical",
    why: "In the node's namespaces a pod sees the node's processes and traffic, and NetworkPolicies do not hold for it.",
    catalogues: {
        pss: ["baseline"],
        cisEks: ["4.2.2", "4.2.3", "4.2.4"],
        nsa: ["C-0038", "C-0041"],
        checkov: ["CKV_K8S_17", "CKV_K8S_18", "CKV_K8S_19"],
        kubeLinter: ["host-pid", "host-ipc", "host-network"],
        ksv: ["KSV-0008", "KSV-0009", "KSV-0010"],
    },
    remediation: "Remove hostPID, hostIPC and hostNetwork from the pod.",
    url: POD_SECURITY_STANDARDS,
    appliesTo: pods(),
    check({ pod }, report) {
        for (const namespace of ["hostPID", "hostIPC", "hostNetwork"]) {
            report.require(pod.at(namespace), (value) => value !== true, "not be true");
        }
    },
});
