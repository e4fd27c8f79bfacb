import { fixed, Facts, made, ResourceDefinition } from "../definition";
import { between, conflicts, length, matches, not, oneOf } from "../rules";
import { replicationGroupRules } from "./elasticache-group";
import { hostLabel } from "./hosts";
import { vpcOfSubnets } from "./subnet-groups";

const SUBNET_GROUP = "aws:elasticache/subnetGroup:SubnetGroup";
const PARAMETER_GROUP = "aws:elasticache/parameterGroup:ParameterGroup";
const REPLICATION_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const USER = "aws:elasticache/user:User";
const USER_GROUP = "aws:elasticache/userGroup:UserGroup";
const GROUP_NAME = matches("name", /^[a-z0-9-]{1,255}$/, "expected 1 to 255 lowercase letters, digits and hyphens");

/** A host of the group: `master.NAME.LABEL.use1.cache.amazonaws.com` with encryption in transit, as ElastiCache names them. */
function host(facts: Facts, role: "primary" | "reader" | "config"): string {
    const zone = `${hostLabel(facts).slice(0, 6)}.${facts.region.replace(/^(..).*-(.).*-(\d)$/, "$1$2$3")}`;
    const name = facts.text("replicationGroupId");
    if (facts.input("transitEncryptionEnabled") === true) {
        const label = { primary: "master", reader: "replica", config: "clustercfg" }[role];
        return `${label}.${name}.${zone}.cache.${facts.dnsSuffix}`;
    }
    const label = { primary: "ng.0001", reader: "ro.0001", config: "clustercfg" }[role];
    return `${name}.${label}.${zone}.cache.${facts.dnsSuffix}`;
}

/** Cluster mode spreads the keys over several node groups, behind one configuration endpoint. */
function isClustered(facts: Facts): boolean {
    return facts.number("numNodeGroups", 1) > 1 || facts.text("clusterMode") === "enabled";
}

function nodeCount(facts: Facts): number {
    const shards = facts.number("numNodeGroups", 1);
    return facts.number("numCacheClusters", shards * (1 + facts.number("replicasPerNodeGroup", 0)));
}

const ADDRESS_SOURCES = ["replicationGroupId", "transitEncryptionEnabled", "numNodeGroups", "clusterMode"];

/** Valkey and Redis OSS. */
export const elasticache: Readonly<Record<string, ResourceDefinition>> = {
    [REPLICATION_GROUP]: {
        id: (facts) => facts.text("replicationGroupId").toLowerCase(),
        autoname: { property: "replicationGroupId", max: 40, lowerCase: true },
        required: ["description"],
        defaults: { automaticFailoverEnabled: false, engine: "redis" },
        replaceOn: [
            "atRestEncryptionEnabled",
            "dataTieringEnabled",
            "globalReplicationGroupId",
            "kmsKeyId",
            "networkType",
            "port",
            "preferredCacheClusterAzs",
            "replicationGroupId",
            "securityGroupNames",
            "snapshotArns",
            "snapshotName",
            "subnetGroupName",
        ],
        sets: ["logDeliveryConfigurations", "securityGroupIds", "securityGroupNames", "userGroupIds"],
        computed: {
            applyImmediately: fixed(false),
            arn: made((facts) => facts.arn("elasticache", `replicationgroup:${facts.id}`)),
            atRestEncryptionEnabled: made((facts) => facts.text("engine") === "valkey", "engine"),
            autoMinorVersionUpgrade: fixed(true),
            clusterEnabled: made(isClustered, "numNodeGroups", "clusterMode"),
            clusterMode: made((facts) => (isClustered(facts) ? "enabled" : "disabled"), "numNodeGroups"),
            configurationEndpointAddress: made(
                (facts) => (isClustered(facts) ? host(facts, "config") : ""),
                ...ADDRESS_SOURCES,
            ),
            dataTieringEnabled: fixed(false),
            durability: fixed(""),
            engineVersion: fixed(""),
            engineVersionActual: made((facts) => `${facts.text("engineVersion")}.0`, "engineVersion"),
            globalReplicationGroupId: fixed(""),
            ipDiscovery: fixed("ipv4"),
            maintenanceWindow: fixed("sun:07:00-sun:08:00"),
            memberClusters: made(
                (facts) =>
                    Array.from(
                        { length: nodeCount(facts) },
                        (_, index) => `${facts.id}-${String(index + 1).padStart(3, "0")}`,
                    ),
                "numCacheClusters",
                "numNodeGroups",
                "replicasPerNodeGroup",
            ),
            multiAzEnabled: fixed(false),
            networkType: fixed("ipv4"),
            nodeGroupConfigurations: fixed([]),
            nodeType: fixed("cache.t4g.small"),
            numCacheClusters: made(nodeCount, "numNodeGroups", "replicasPerNodeGroup"),
            numNodeGroups: fixed(1),
            parameterGroupName: made(
                (facts) =>
                    `default.${facts.text("engine")}${facts.text("engineVersion").split(".")[0] ?? ""}${isClustered(facts) ? ".cluster.on" : ""}`,
                "engine",
                "engineVersion",
            ),
            port: fixed(6379),
            primaryEndpointAddress: made(
                (facts) => (isClustered(facts) ? "" : host(facts, "primary")),
                ...ADDRESS_SOURCES,
            ),
            readerEndpointAddress: made(
                (facts) => (isClustered(facts) ? "" : host(facts, "reader")),
                ...ADDRESS_SOURCES,
            ),
            replicasPerNodeGroup: made(
                (facts) => Math.max(0, facts.number("numCacheClusters", 1) - 1),
                "numCacheClusters",
            ),
            securityGroupIds: fixed([]),
            securityGroupNames: fixed([]),
            snapshotRetentionLimit: fixed(0),
            snapshotWindow: fixed("05:00-06:00"),
            subnetGroupName: fixed("default"),
            transitEncryptionEnabled: fixed(false),
            transitEncryptionMode: made(
                (facts) => (facts.input("transitEncryptionEnabled") === true ? "required" : ""),
                "transitEncryptionEnabled",
            ),
        },
        rules: replicationGroupRules,
        refers: [
            { path: "subnetGroupName", type: SUBNET_GROUP, by: "name" },
            { path: "parameterGroupName", type: PARAMETER_GROUP, by: "name" },
            { path: "securityGroupIds[]", type: "aws:ec2/securityGroup:SecurityGroup" },
            { path: "userGroupIds[]", type: USER_GROUP, by: "userGroupId" },
        ],
        unique: {
            by: "replicationGroupId",
            error: (id) => `ReplicationGroupAlreadyExists: Replication group ${id} already exists.`,
        },
    },
    [SUBNET_GROUP]: {
        id: (facts) => facts.text("name"),
        autoname: { property: "name", max: 255, lowerCase: true },
        required: ["subnetIds"],
        defaults: { description: "Managed by Pulumi" },
        replaceOn: ["name"],
        sets: ["subnetIds"],
        computed: {
            arn: made((facts) => facts.arn("elasticache", `subnetgroup:${facts.id}`)),
            vpcId: made(() => "", "subnetIds"),
        },
        rules: [GROUP_NAME],
        refers: [{ path: "subnetIds[]", type: "aws:ec2/subnet:Subnet" }],
        learn: (facts, account) => vpcOfSubnets(facts, account),
        notFound: (name) => `CacheSubnetGroupNotFoundFault: Cache Subnet Group ${name} does not exist.`,
        unique: {
            by: "name",
            error: (name) => `CacheSubnetGroupAlreadyExists: Cache subnet group ${name} already exists.`,
        },
        inUse: {
            by: [REPLICATION_GROUP],
            error: (name) =>
                `CacheSubnetGroupInUse: Cache subnet group ${name} is currently in use by a cache cluster.`,
        },
    },
    [PARAMETER_GROUP]: {
        id: (facts) => facts.text("name"),
        autoname: { property: "name", max: 255, lowerCase: true },
        required: ["family"],
        defaults: { description: "Managed by Pulumi" },
        replaceOn: ["description", "family", "name"],
        sets: ["parameters"],
        computed: {
            arn: made((facts) => facts.arn("elasticache", `parametergroup:${facts.id}`)),
        },
        rules: [
            GROUP_NAME,
            matches(
                "family",
                /^(valkey\d+|redis\d+(\.x|\.\d+)?|memcached[\d.]+)$/,
                "expected a family such as valkey8 or redis7",
            ),
        ],
        notFound: (name) => `CacheParameterGroupNotFound: CacheParameterGroup ${name} not found.`,
        unique: {
            by: "name",
            error: (name) => `CacheParameterGroupAlreadyExists: Parameter group ${name} already exists`,
        },
        inUse: {
            by: [REPLICATION_GROUP],
            error: (name) =>
                `InvalidCacheParameterGroupState: One or more cache clusters are still members of this parameter group ${name}, so the group cannot be deleted.`,
        },
    },
    [USER]: {
        id: (facts) => facts.text("userId"),
        required: ["accessString", "engine", "userId", "userName"],
        defaults: { noPasswordRequired: false },
        replaceOn: ["userId", "userName"],
        computed: {
            arn: made((facts) => facts.arn("elasticache", `user:${facts.id}`)),
            authenticationMode: made(
                (facts) =>
                    facts.input("noPasswordRequired") === true
                        ? { type: "no-password", passwordCount: 0 }
                        : { type: "password", passwordCount: facts.list("passwords").length },
                "noPasswordRequired",
                "passwords",
            ),
            "authenticationMode.passwordCount": made(
                (facts) => facts.list("authenticationMode.passwords").length,
                "authenticationMode.passwords",
            ),
        },
        rules: [
            matches("userId", /^[a-zA-Z][a-zA-Z0-9-]*$/, "expected a letter, then letters, digits and hyphens"),
            length("userId", 1, 40),
            oneOf("engine", ["redis", "valkey", "REDIS", "VALKEY"]),
            oneOf("authenticationMode.type", ["password", "no-password-required", "iam"]),
            length("passwords[]", 16, 128),
            length("authenticationMode.passwords[]", 16, 128),
            conflicts("passwords", "authenticationMode"),
            not(
                "noPasswordRequired",
                "InvalidParameterCombination: noPasswordRequired and passwords exclude each other",
                (inputs) => {
                    return inputs.flag("noPasswordRequired") === true && inputs.has("passwords");
                },
            ),
            not(
                "userName",
                "InvalidParameterValue: an IAM-authenticated user's userName must equal its userId",
                (inputs) => {
                    const [id, name] = [inputs.text("userId"), inputs.text("userName")];
                    return (
                        inputs.text("authenticationMode.type") === "iam" &&
                        id !== undefined &&
                        name !== undefined &&
                        id !== name
                    );
                },
            ),
        ],
        notFound: (id) => `UserNotFound: User ${id} not found.`,
        unique: { by: "userId", error: (id) => `UserAlreadyExists: User ${id} already exists.` },
    },
    [USER_GROUP]: {
        id: (facts) => facts.text("userGroupId"),
        required: ["engine", "userGroupId"],
        replaceOn: ["userGroupId"],
        sets: ["userIds"],
        computed: {
            arn: made((facts) => facts.arn("elasticache", `usergroup:${facts.id}`)),
        },
        rules: [
            matches(
                "userGroupId",
                /^[a-z][a-z0-9-]*$/,
                "expected a lowercase letter, then lowercase letters, digits and hyphens",
            ),
            oneOf("engine", ["redis", "valkey", "REDIS", "VALKEY"]),
            between("userIds.length", 0, 100),
            not(
                "userIds",
                "DefaultUserRequired: a user group for Redis OSS must contain a user with the user name default",
                (inputs) => {
                    return inputs.text("engine")?.toLowerCase() === "redis" && !inputs.has("userIds");
                },
            ),
        ],
        refers: [{ path: "userIds[]", type: USER, by: "userId" }],
        notFound: (id) => `UserGroupNotFound: User group ${id} not found.`,
        unique: { by: "userGroupId", error: (id) => `UserGroupAlreadyExists: User group ${id} already exists.` },
    },
};
