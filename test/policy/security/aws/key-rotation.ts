import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { keyRotation } from "../../../../policies/security/rules/aws/key-rotation";

function key(props: object): CaseResource {
    return { type: "aws:kms/key:Key", props };
}

export const table: RuleTable = {
    rule: keyRotation,
    good: [
        { name: "a key that is rotated", given: key({ enableKeyRotation: true }) },
        { name: "a key for signatures, which KMS does not rotate", given: key({ keyUsage: "SIGN_VERIFY" }) },
        { name: "an RSA key, which KMS does not rotate", given: key({ customerMasterKeySpec: "RSA_4096" }) },
        { name: "a key in a store of one's own", given: key({ customKeyStoreId: UNKNOWN }) },
    ],
    bad: [
        { name: "a key that says nothing", given: key({ description: "data" }), at: "enableKeyRotation" },
        { name: "a key that is not rotated", given: key({ enableKeyRotation: false }), at: "enableKeyRotation" },
        {
            name: "a key that spells out what the defaults are",
            given: key({ keyUsage: "ENCRYPT_DECRYPT", customerMasterKeySpec: "SYMMETRIC_DEFAULT" }),
            at: "enableKeyRotation",
        },
    ],
    unknown: [
        { name: "an unknown setting", given: key({ enableKeyRotation: UNKNOWN }), at: "enableKeyRotation" },
        {
            name: "a key of an unknown kind",
            given: key({ customerMasterKeySpec: UNKNOWN }),
            at: "customerMasterKeySpec",
        },
    ],
};
