import { containers, defineRule } from "../../../kit";
import { POD_SECURITY_STANDARDS } from "../references";

export const noPrivilegedContainer = defineRule({
    name: "no-privileged-container",
    title: "No container is privileged",
    severity: "critical",
    why: "A privileged container has every right on its node, which makes all other settings here void.",
    catalogues: {
        pss: ["baseline"],
        cisEks: ["4.2.1"],
        nsa: ["C-0057"],
        checkov: ["CKV_K8S_16"],
        kubeLinter: ["privileged-container"],
        ksv: ["KSV-0017"],
    },
    remediation: "Remove securityContext.privileged, and add the one capability that is needed, if any.",
    url: POD_SECURITY_STANDARDS,
    appliesTo: containers({ os: "linux" }),
    check({ container }, report) {
        report.require(container.at("securityContext", "privileged"), (value) => value !== true, "not be true");
    },
});
