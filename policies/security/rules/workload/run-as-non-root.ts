import { containers, defineRule, firstSet } from "../../../kit";
import { POD_SECURITY_STANDARDS } from "../references";

export const runAsNonRoot = defineRule({
    name: "run-as-non-root",
    title: "Containers are made to run as non-root",
    severity: "high",
    why: "Root in a container is root on the node after a container escape. Without runAsNonRoot the image decides.",
    catalogues: {
        pss: ["restricted"],
        nsa: ["C-0013"],
        checkov: ["CKV_K8S_23", "CKV_K8S_29", "CKV_K8S_30"],
        kubeLinter: ["run-as-non-root"],
        ksv: ["KSV-0012", "KSV-0118"],
    },
    remediation: "Set securityContext.runAsNonRoot: true on the pod or on each container.",
    url: POD_SECURITY_STANDARDS,
    appliesTo: containers(),
    check({ pod, container }, report) {
        const setting = firstSet(
            container.at("securityContext", "runAsNonRoot"),
            pod.at("securityContext", "runAsNonRoot"),
        );
        report.require(setting, (value) => value === true, "be true");
    },
});
