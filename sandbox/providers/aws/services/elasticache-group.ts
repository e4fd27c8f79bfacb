import { arn, between, conflicts, length, matches, not, oneOf, Rule } from "../rules";

/** What the provider, or ElastiCache on sight of the request, refuses in a replication group. */
export const replicationGroupRules: readonly Rule[] = [
    matches(
        "replicationGroupId",
        /^[a-z](-?[a-z0-9])*$/i,
        "expected a letter, then letters, digits and single hyphens, not ending with a hyphen",
    ),
    length("replicationGroupId", 1, 40),
    length("description", 1, 1024),
    oneOf("engine", ["redis", "valkey"]),
    (inputs, report) => {
        const engine = inputs.text("engine");
        const form = engine === "valkey" ? /^\d+\.\d+$/ : /^([6-9]|\d{2})\.(x|\d+)$|^[1-5]\.\d+\.\d+$/;
        for (const { path, value, shown } of inputs.each("engineVersion")) {
            if (typeof value === "string" && !form.test(value)) {
                report(
                    path,
                    `${shown} is not a version of ${engine === "valkey" ? engine : "redis"}: expected <major>.<minor>`,
                );
            }
        }
    },
    matches("nodeType", /^cache\.[a-z0-9]+\.[a-z0-9]+$/, "expected a node type such as cache.t4g.small"),
    between("port", 1, 65535),
    between("numCacheClusters", 1, 6),
    between("numNodeGroups", 1, 500),
    between("replicasPerNodeGroup", 0, 5),
    between("snapshotRetentionLimit", 0, 35),
    conflicts("numCacheClusters", "numNodeGroups"),
    conflicts("numCacheClusters", "replicasPerNodeGroup"),
    conflicts("authToken", "userGroupIds", "authTokenWo"),
    oneOf("transitEncryptionMode", ["preferred", "required"]),
    oneOf("clusterMode", ["enabled", "disabled", "compatible"]),
    oneOf("networkType", ["ipv4", "ipv6", "dual_stack"]),
    oneOf("logDeliveryConfigurations[].destinationType", ["cloudwatch-logs", "kinesis-firehose"]),
    oneOf("logDeliveryConfigurations[].logFormat", ["json", "text"]),
    oneOf("logDeliveryConfigurations[].logType", ["slow-log", "engine-log"]),
    length("authToken", 16, 128),
    arn("kmsKeyId"),
    arn("notificationTopicArn"),
    not("multiAzEnabled", "automaticFailoverEnabled must be true if multiAzEnabled is true", (inputs) => {
        return inputs.flag("multiAzEnabled") === true && inputs.flag("automaticFailoverEnabled") === false;
    }),
    not(
        "automaticFailoverEnabled",
        "numCacheClusters must be at least 2 if automaticFailoverEnabled is true",
        (inputs) => {
            const nodes = inputs.number("numCacheClusters");
            return inputs.flag("automaticFailoverEnabled") === true && nodes !== undefined && nodes < 2;
        },
    ),
    not(
        "automaticFailoverEnabled",
        "InvalidParameterCombination: automaticFailoverEnabled needs a replica",
        (inputs) => {
            const isSingle =
                !inputs.has("numCacheClusters") &&
                !inputs.has("numNodeGroups") &&
                !inputs.has("nodeGroupConfigurations");
            return (
                inputs.flag("automaticFailoverEnabled") === true &&
                isSingle &&
                (inputs.number("replicasPerNodeGroup") ?? 0) < 1
            );
        },
    ),
    not("authToken", "InvalidParameterCombination: authToken needs transitEncryptionEnabled", (inputs) => {
        return (
            inputs.has("authToken") &&
            !inputs.isUnknown("transitEncryptionEnabled") &&
            inputs.flag("transitEncryptionEnabled") !== true
        );
    }),
    not("userGroupIds", "InvalidParameterCombination: userGroupIds need transitEncryptionEnabled", (inputs) => {
        const hasGroups = inputs.each("userGroupIds[]").length > 0;
        return (
            hasGroups &&
            !inputs.isUnknown("transitEncryptionEnabled") &&
            inputs.flag("transitEncryptionEnabled") !== true
        );
    }),
    not("kmsKeyId", "InvalidParameterCombination: kmsKeyId needs atRestEncryptionEnabled", (inputs) => {
        return inputs.has("kmsKeyId") && inputs.flag("atRestEncryptionEnabled") === false;
    }),
];
