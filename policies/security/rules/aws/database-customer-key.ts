import { defineRule, resources } from "../../../kit";

export const databaseCustomerKey = defineRule({
    name: "database-customer-key",
    title: "Databases are encrypted with a key of their owner",
    severity: "medium",
    why: "The policy of the AWS-managed key cannot be changed, nor the key disabled; snapshots made with it cannot be shared.",
    catalogues: { checkov: ["CKV_AWS_327"] },
    remediation: "Set kmsKeyId to the ARN of a customer-managed KMS key.",
    url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html",
    appliesTo: resources("aws:rds/instance:Instance", "aws:rds/cluster:Cluster"),
    check({ props }, report) {
        report.require(props.at("kmsKeyId"), isCustomerKey, "name a customer-managed key");
    },
});

function isCustomerKey(key: unknown): boolean {
    return typeof key === "string" && key !== "" && !/(^|:)alias\/aws\//.test(key);
}
