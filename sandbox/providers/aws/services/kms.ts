import { fixed, made, ResourceDefinition } from "../definition";
import { makeUuid } from "../ids";
import { policyDocument } from "../policy-document";
import { between, conflicts, length, matches, not, oneOf } from "../rules";

/** Keys and their aliases. */
export const kms: Readonly<Record<string, ResourceDefinition>> = {
    "aws:kms/key:Key": {
        id: (facts) => makeUuid(facts.urn, facts.hex(32, "id")),
        defaults: {
            bypassPolicyLockoutSafetyCheck: false,
            customerMasterKeySpec: "SYMMETRIC_DEFAULT",
            enableKeyRotation: false,
            isEnabled: true,
            keyUsage: "ENCRYPT_DECRYPT",
        },
        replaceOn: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
        documents: ["policy"],
        computed: {
            arn: made((facts) => facts.arn("kms", `key/${facts.id}`)),
            description: fixed(""),
            keyId: made((facts) => facts.id),
            multiRegion: fixed(false),
            policy: made((facts) =>
                // What KMS itself attaches: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
                JSON.stringify({
                    Version: "2012-10-17",
                    Id: "key-default-1",
                    Statement: [
                        {
                            Sid: "Enable IAM User Permissions",
                            Effect: "Allow",
                            Principal: { AWS: facts.globalArn("iam", "root") },
                            Action: "kms:*",
                            Resource: "*",
                        },
                    ],
                }),
            ),
            rotationPeriodInDays: made(
                (facts) => (facts.input("enableKeyRotation") === true ? 365 : 0),
                "enableKeyRotation",
            ),
        },
        rules: [
            length("description", 0, 8192),
            between("deletionWindowInDays", 7, 30),
            between("rotationPeriodInDays", 90, 2560),
            oneOf("keyUsage", ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"]),
            oneOf("customerMasterKeySpec", [
                "SYMMETRIC_DEFAULT",
                "RSA_2048",
                "RSA_3072",
                "RSA_4096",
                "HMAC_224",
                "HMAC_256",
                "HMAC_384",
                "HMAC_512",
                "ECC_NIST_P256",
                "ECC_NIST_P384",
                "ECC_NIST_P521",
                "ECC_SECG_P256K1",
                "ECC_NIST_EDWARDS25519",
                "ML_DSA_44",
                "ML_DSA_65",
                "ML_DSA_87",
                "SM2",
            ]),
            policyDocument("policy", "resource"),
            not(
                "enableKeyRotation",
                "UnsupportedOperationException: only symmetric encryption keys can be rotated",
                (inputs) =>
                    inputs.flag("enableKeyRotation") === true &&
                    (inputs.text("customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT") !== "SYMMETRIC_DEFAULT",
            ),
        ],
        notFound: (id) => `NotFoundException: Key '${id}' does not exist`,
    },
    "aws:kms/alias:Alias": {
        id: (facts) => facts.text("name") || `${facts.text("namePrefix")}${facts.digits(26, "name")}`,
        untagged: true,
        autoname: { property: "name", max: 256, prefix: "alias/" },
        required: ["targetKeyId"],
        replaceOn: ["name", "namePrefix"],
        computed: {
            arn: made((facts) => facts.arn("kms", facts.id)),
            name: made((facts) => facts.id),
            namePrefix: fixed(""),
            targetKeyArn: made((facts) => {
                const key = facts.text("targetKeyId");
                return key.startsWith("arn:") ? key : facts.arn("kms", `key/${key}`);
            }, "targetKeyId"),
        },
        rules: [
            matches(
                "name",
                /^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/,
                'name must begin with "alias/" (not "alias/aws/") and be comprised of only [a-zA-Z0-9/_-]',
            ),
            conflicts("name", "namePrefix"),
        ],
        unique: {
            by: "name",
            error: (name) => `AlreadyExistsException: An alias with the name ${name} already exists`,
        },
    },
};
