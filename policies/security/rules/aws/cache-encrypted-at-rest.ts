import { defineRule, resources } from "../../../kit";
import { securityHubControl } from "../references";

export const cacheEncryptedAtRest = defineRule({
    name: "cache-encrypted-at-rest",
    title: "Caches are encrypted at rest",
    severity: "high",
    why: "Streams and sessions in Redis are data like any other. Encryption cannot be switched on later without a new group.",
    catalogues: { fsbp: ["ElastiCache.4"], checkov: ["CKV_AWS_29"] },
    remediation: "Use a ReplicationGroup with atRestEncryptionEnabled: true.",
    url: securityHubControl("ElastiCache.4"),
    appliesTo: resources("aws:elasticache/replicationGroup:ReplicationGroup", "aws:elasticache/cluster:Cluster"),
    check({ type, props }, report) {
        if (type === "aws:elasticache/cluster:Cluster") {
            // A cluster of its own has no such setting; one in a replication group takes it from there.
            const group = props.at("replicationGroupId");
            report.require(group, (value) => value !== undefined, "be set, for a cluster alone cannot be encrypted");
            return;
        }
        const setting = props.at("atRestEncryptionEnabled");
        // Left out, it is on for Valkey and off for Redis, says the provider's documentation.
        report.require(
            setting,
            (value) => value === true || (value === undefined && props.at("engine").read() === "valkey"),
            "be true",
        );
    },
});
