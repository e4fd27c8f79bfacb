import { containers, defineRule, firstSet } from "../../../kit";
import { POD_SECURITY_STANDARDS } from "../references";

const ALLOWED: readonly unknown[] = ["RuntimeDefault", "Localhost"];

export const seccompProfile = defineRule({
    name: "seccomp-profile",
    title: "Containers run under a seccomp profile",
    severity: "medium",
    why: "Without a profile a container may make every system call, also those that kernel exploits need.",
    catalogues: {
        pss: ["baseline", "restricted"],
        nsa: ["C-0055"],
        checkov: ["CKV_K8S_31"],
        ksv: ["KSV-0030", "KSV-0104"],
    },
    remediation: "Set securityContext.seccompProfile.type: RuntimeDefault on the pod.",
    url: POD_SECURITY_STANDARDS,
    appliesTo: containers({ os: "linux" }),
    check({ pod, container }, report) {
        const type = firstSet(
            container.at("securityContext", "seccompProfile", "type"),
            pod.at("securityContext", "seccompProfile", "type"),
        );
        report.require(type, (value) => ALLOWED.includes(value), "be RuntimeDefault or Localhost");
    },
});
