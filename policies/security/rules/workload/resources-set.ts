import { containers, defineRule, firstSet } from "../../../kit";

export const resourcesSet = defineRule({
    name: "resources-set",
    title: "Containers request and limit CPU and memory",
    severity: "medium",
    why: "Without requests the autoscalers work with nothing; without limits one pod starves its node, and no worst-case cost exists.",
    catalogues: {
        nsa: ["C-0270", "C-0271"],
        checkov: ["CKV_K8S_10", "CKV_K8S_11", "CKV_K8S_12", "CKV_K8S_13"],
        kubeLinter: ["unset-cpu-requirements", "unset-memory-requirements"],
        ksv: ["KSV-0011", "KSV-0015", "KSV-0016", "KSV-0018"],
    },
    remediation: "Set resources.requests and resources.limits, each with cpu and memory.",
    url: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    // Kubernetes refuses resources on ephemeral containers.
    appliesTo: containers({ roles: ["regular", "init"] }),
    check({ pod, container }, report) {
        for (const kind of ["requests", "limits"]) {
            for (const resource of ["cpu", "memory"]) {
                const amount = firstSet(container.at("resources", kind, resource), pod.at("resources", kind, resource));
                report.require(amount, isAmount, "be set");
            }
        }
    },
});

function isAmount(value: unknown): boolean {
    return (typeof value === "string" && value !== "" && value !== "0") || (typeof value === "number" && value > 0);
}
