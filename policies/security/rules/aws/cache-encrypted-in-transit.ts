import { defineRule, resources } from "../../../kit";
import { securityHubControl } from "../references";

export const cacheEncryptedInTransit = defineRule({
    name: "cache-encrypted-in-transit",
    title: "Caches speak TLS and nothing else",
    severity: "high",
    why: "Without TLS the password and the data cross the network in plain text. The mode 'preferred' accepts both.",
    catalogues: { fsbp: ["ElastiCache.5"], checkov: ["CKV_AWS_30"] },
    remediation: 'Set transitEncryptionEnabled: true, and transitEncryptionMode to "required" or not at all.',
    url: securityHubControl("ElastiCache.5"),
    appliesTo: resources("aws:elasticache/replicationGroup:ReplicationGroup", "aws:elasticache/cluster:Cluster"),
    check({ type, props }, report) {
        const inGroup = type === "aws:elasticache/cluster:Cluster" && !props.at("replicationGroupId").isAbsent;
        if (inGroup) {
            return;
        }
        report.require(props.at("transitEncryptionEnabled"), (value) => value === true, "be true");
        report.require(props.at("transitEncryptionMode"), (value) => value !== "preferred", 'not be "preferred"');
    },
});
