import { containers, defineRule, firstSet } from "../../../kit";
import { POD_SECURITY_STANDARDS } from "../references";

export const noRootUser = defineRule({
    name: "no-root-user",
    title: "No container asks for user 0",
    severity: "high",
    why: "A runAsUser of 0 is root whatever the image says. An unset user is the image's, which run-as-non-root guards.",
    catalogues: {
        pss: ["restricted"],
        nsa: ["C-0013"],
        kubeLinter: ["run-as-non-root"],
        ksv: ["KSV-0105"],
    },
    remediation: "Set securityContext.runAsUser to the image's own non-root user, such as 1000, or remove it.",
    url: POD_SECURITY_STANDARDS,
    appliesTo: containers({ os: "linux" }),
    check({ pod, container }, report) {
        const user = firstSet(container.at("securityContext", "runAsUser"), pod.at("securityContext", "runAsUser"));
        report.require(user, (value) => value !== 0, "not be 0");
    },
});
