import { made, ResourceDefinition } from "../definition";
import { json, matches, oneOf } from "../rules";

const REPOSITORY = "aws:ecr/repository:Repository";

/** Container image repositories. */
export const ecr: Readonly<Record<string, ResourceDefinition>> = {
    [REPOSITORY]: {
        id: (facts) => facts.text("name"),
        autoname: { property: "name", max: 256, lowerCase: true },
        defaults: { imageTagMutability: "MUTABLE" },
        replaceOn: ["encryptionConfigurations", "name"],
        computed: {
            arn: made((facts) => facts.arn("ecr", `repository/${facts.id}`)),
            registryId: made((facts) => facts.accountId),
            repositoryUrl: made((facts) => `${facts.accountId}.dkr.ecr.${facts.region}.${facts.dnsSuffix}/${facts.id}`),
        },
        rules: [
            matches(
                "name",
                /^(?=.{2,256}$)[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
                "expected 2 to 256 lowercase letters and digits with single . _ - or / between them",
            ),
            oneOf("imageTagMutability", ["MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"]),
            oneOf("encryptionConfigurations[].encryptionType", ["AES256", "KMS", "KMS_DSSE"]),
        ],
        notFound: (name) =>
            `RepositoryNotFoundException: The repository with name '${name}' does not exist in the registry`,
        unique: {
            by: "name",
            error: (name) =>
                `RepositoryAlreadyExistsException: The repository with name '${name}' already exists in the registry`,
        },
    },
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
        id: (facts) => facts.text("repository"),
        untagged: true,
        required: ["policy", "repository"],
        replaceOn: ["repository"],
        documents: ["policy"],
        computed: { registryId: made((facts) => facts.accountId) },
        rules: [json("policy")],
        refers: [{ path: "repository", type: REPOSITORY, by: "name" }],
    },
};
