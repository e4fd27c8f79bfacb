import { containers, defineRule } from "../../../kit";
import { POD_SECURITY_STANDARDS } from "../references";

export const noPrivilegeEscalation = defineRule({
    name: "no-privilege-escalation",
    title: "Containers cannot gain privileges",
    severity: "high",
    why: "Unless it is forbidden, a set-uid binary in the image gives a process more rights than it was started with.",
    catalogues: {
        pss: ["restricted"],
        cisEks: ["4.2.5"],
        nsa: ["C-0016"],
        checkov: ["CKV_K8S_20"],
        kubeLinter: ["privilege-escalation-container"],
        ksv: ["KSV-0001"],
    },
    remediation: "Set securityContext.allowPrivilegeEscalation: false on each container.",
    url: POD_SECURITY_STANDARDS,
    appliesTo: containers({ os: "linux" }),
    check({ container }, report) {
        const setting = container.at("securityContext", "allowPrivilegeEscalation");
        report.require(setting, (value) => value === false, "be false");
    },
});
