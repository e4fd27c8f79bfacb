import { defineRule, resources } from "../../../kit";
import { securityHubControl } from "../references";

export const keyRotation = defineRule({
    name: "key-rotation",
    title: "KMS keys are rotated",
    severity: "medium",
    why: "A key that is never rotated makes one leak the leak of everything ever encrypted with it.",
    catalogues: { fsbp: ["KMS.4"], cisAws: ["3.6"], checkov: ["CKV_AWS_7"] },
    remediation: "Set enableKeyRotation: true.",
    url: securityHubControl("KMS.4"),
    appliesTo: resources("aws:kms/key:Key"),
    check({ props }, report) {
        // KMS rotates symmetric encryption keys whose material it made itself, and no others.
        const usage = props.at("keyUsage").read() ?? "ENCRYPT_DECRYPT";
        const spec = props.at("customerMasterKeySpec").read() ?? "SYMMETRIC_DEFAULT";
        const rotatable =
            usage === "ENCRYPT_DECRYPT" && spec === "SYMMETRIC_DEFAULT" && props.at("customKeyStoreId").isAbsent;
        if (rotatable) {
            report.require(props.at("enableKeyRotation"), (value) => value === true, "be true");
        }
    },
});
