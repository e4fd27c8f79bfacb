import { containers, defineRule } from "../../../kit";
import { POD_SECURITY_STANDARDS } from "../references";

/** The one capability that the restricted Pod Security Standard lets a container add. */
const MAY_ADD = "NET_BIND_SERVICE";

export const capabilitiesDropped = defineRule({
    name: "capabilities-dropped",
    title: "Containers drop all capabilities and add none but NET_BIND_SERVICE",
    severity: "high",
    why: "The runtime's default set holds NET_RAW and others that a web service or worker has no use for.",
    catalogues: {
        pss: ["baseline", "restricted"],
        nsa: ["C-0046"],
        checkov: ["CKV_K8S_25", "CKV_K8S_28", "CKV_K8S_37", "CKV_K8S_39"],
        kubeLinter: ["drop-net-raw-capability"],
        ksv: ["KSV-0003", "KSV-0004", "KSV-0106"],
    },
    remediation: `Set securityContext.capabilities to { drop: ["ALL"] }; add nothing but ${MAY_ADD}.`,
    url: POD_SECURITY_STANDARDS,
    appliesTo: containers({ os: "linux" }),
    check({ container }, report) {
        const dropped = container.at("securityContext", "capabilities", "drop");
        report.require(dropped, () => dropped.contains("ALL"), 'contain "ALL"');
        for (const added of container.at("securityContext", "capabilities", "add").items()) {
            report.require(added, (value) => value === MAY_ADD, `be ${MAY_ADD} or not be there`);
        }
    },
});
