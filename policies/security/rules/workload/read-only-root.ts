import { containers, defineRule } from "../../../kit";

export const readOnlyRoot = defineRule({
    name: "read-only-root",
    title: "Containers have a read-only root file system",
    severity: "medium",
    why: "What an attacker cannot write cannot be run later, and a container that writes has hidden state.",
    catalogues: {
        nsa: ["C-0017"],
        checkov: ["CKV_K8S_22"],
        kubeLinter: ["no-read-only-root-fs"],
        ksv: ["KSV-0014"],
    },
    remediation: "Set securityContext.readOnlyRootFilesystem: true, and mount an emptyDir where it must write.",
    url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    appliesTo: containers({ os: "linux" }),
    check({ container }, report) {
        const setting = container.at("securityContext", "readOnlyRootFilesystem");
        report.require(setting, (value) => value === true, "be true");
    },
});
