import { fixed, made, ResourceDefinition } from "../definition";
import { makeUuid } from "../ids";
import { policyDocument } from "../policy-document";
import { conflicts, exactlyOne, matches, not } from "../rules";

const SECRET = "aws:secretsmanager/secret:Secret";

/** Secrets and their values. */
export const secretsmanager: Readonly<Record<string, ResourceDefinition>> = {
    [SECRET]: {
        // Six characters follow the name, so that a secret made anew has another ARN.
        id: (facts) => {
            const name = facts.text("name") || `${facts.text("namePrefix")}${facts.digits(26, "name")}`;
            return facts.arn("secretsmanager", `secret:${name}-${facts.hex(6, "suffix")}`);
        },
        autoname: { property: "name", max: 512 },
        defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
        replaceOn: ["name", "namePrefix"],
        documents: ["policy"],
        computed: {
            arn: made((facts) => facts.id),
            name: made((facts) => facts.id.replace(/^.*:secret:/, "").slice(0, -7)),
            namePrefix: fixed(""),
            policy: fixed(""),
            replicas: fixed([]),
        },
        rules: [
            matches("name", /^[\w/+=.@-]{1,512}$/, "expected 1 to 512 letters, digits and /_+=.@-"),
            conflicts("name", "namePrefix"),
            policyDocument("policy", "resource"),
            not("recoveryWindowInDays", "expected 0 or a number in the range (7 - 30)", (inputs) => {
                const days = inputs.number("recoveryWindowInDays") ?? 0;
                return days !== 0 && (days < 7 || days > 30);
            }),
        ],
        notFound: () => "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
        unique: {
            by: "name",
            error: (name) => `ResourceExistsException: The operation failed because the secret ${name} already exists.`,
        },
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {
        id: (facts) => `${facts.text("secretId")}|${makeUuid(facts.urn, facts.hex(32, "version"))}`,
        untagged: true,
        required: ["secretId"],
        replaceOn: ["secretBinary", "secretId", "secretString", "secretStringWoVersion"],
        sets: ["versionStages"],
        computed: {
            arn: made((facts) => facts.id.split("|")[0] ?? ""),
            hasSecretStringWo: made((facts) => facts.input("secretStringWo") !== undefined),
            secretArn: made((facts) => facts.id.split("|")[0] ?? ""),
            versionId: made((facts) => facts.id.split("|")[1] ?? ""),
            versionStages: fixed(["AWSCURRENT"]),
        },
        rules: [exactlyOne("secretString", "secretBinary", "secretStringWo")],
        refers: [{ path: "secretId", type: SECRET, by: "arn" }],
    },
};
