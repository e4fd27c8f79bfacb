import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { clusterSecretsEncrypted } from "../../../../policies/security/rules/aws/cluster-secrets-encrypted";

function cluster(props: object): CaseResource {
    return { type: "aws:eks/cluster:Cluster", props };
}

export const table: RuleTable = {
    rule: clusterSecretsEncrypted,
    good: [
        {
            name: "encrypted secrets",
            given: cluster({ encryptionConfig: { provider: { keyArn: UNKNOWN }, resources: ["secrets"] } }),
        },
    ],
    bad: [
        { name: "a cluster that says nothing", given: cluster({}), at: "encryptionConfig.resources" },
        {
            name: "encryption of nothing",
            given: cluster({ encryptionConfig: { provider: { keyArn: "arn" }, resources: [] } }),
            at: "encryptionConfig.resources",
        },
    ],
    unknown: [
        {
            name: "the block of a first preview, whose key is made in the same update",
            given: cluster({ encryptionConfig: UNKNOWN }),
            at: "encryptionConfig.resources",
        },
    ],
};
