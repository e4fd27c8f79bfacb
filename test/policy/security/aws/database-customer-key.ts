import { UNKNOWN } from "../../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../../policies/kit/testing";
import { databaseCustomerKey } from "../../../../policies/security/rules/aws/database-customer-key";

function instance(props: object): CaseResource {
    return { type: "aws:rds/instance:Instance", props };
}

export const table: RuleTable = {
    rule: databaseCustomerKey,
    good: [
        { name: "a key of the owner", given: instance({ kmsKeyId: "arn:aws:kms:us-east-1:111111111111:key/0a1b" }) },
    ],
    bad: [
        { name: "an instance without a key", given: instance({ storageEncrypted: true }), at: "kmsKeyId" },
        { name: "the AWS-managed key", given: instance({ kmsKeyId: "alias/aws/rds" }), at: "kmsKeyId" },
        { name: "an empty key", given: instance({ kmsKeyId: "" }), at: "kmsKeyId" },
        { name: "a cluster without a key", given: { type: "aws:rds/cluster:Cluster", props: {} }, at: "kmsKeyId" },
    ],
    unknown: [
        { name: "a key that is made in the same update", given: instance({ kmsKeyId: UNKNOWN }), at: "kmsKeyId" },
    ],
};
