import { ProviderError } from "../../protocol/service";
import { fixed, made, ResourceDefinition } from "../definition";
import { conflicts, length, matches, oneOf } from "../rules";
import { hostLabel } from "./hosts";
import { DEFAULT_PORTS, engineFamily, instanceRules } from "./rds-instance";
import { snapshot } from "./rds-snapshot";
import { admitInstance, amendInstance } from "./rds-upgrade";
import { admitSubnetGroup, vpcOfSubnets } from "./subnet-groups";

const INSTANCE = "aws:rds/instance:Instance";
const SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup";
const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";

/** Relational databases. */
export const rds: Readonly<Record<string, ResourceDefinition>> = {
    [INSTANCE]: {
        id: (facts) => `db-${facts.hex(26, "resource id").toUpperCase()}`,
        autoname: { property: "identifier", max: 63, lowerCase: true },
        required: ["instanceClass"],
        defaults: {
            allowMajorVersionUpgrade: false,
            applyImmediately: false,
            autoMinorVersionUpgrade: true,
            copyTagsToSnapshot: false,
            deleteAutomatedBackups: true,
            monitoringInterval: 0,
            publiclyAccessible: false,
            skipFinalSnapshot: false,
        },
        replaceOn: [
            "availabilityZone",
            "backupTarget",
            "characterSetName",
            "customIamInstanceProfile",
            "dbName",
            "engine",
            "kmsKeyId",
            "ncharCharacterSetName",
            "restoreToPointInTime",
            "s3Import",
            "snapshotIdentifier",
            "storageEncrypted",
            "timezone",
            "username",
        ],
        sets: ["enabledCloudwatchLogsExports", "vpcSecurityGroupIds"],
        computed: {
            address: made(
                (facts) => `${facts.text("identifier")}.${hostLabel(facts)}.${facts.region}.rds.${facts.dnsSuffix}`,
                "identifier",
            ),
            allocatedStorage: fixed(20),
            arn: made((facts) => facts.arn("rds", `db:${facts.text("identifier")}`), "identifier"),
            availabilityZone: made((facts) => `${facts.region}a`),
            backupRetentionPeriod: fixed(0),
            backupTarget: fixed("region"),
            backupWindow: fixed("06:00-06:30"),
            caCertIdentifier: fixed("rds-ca-rsa2048-g1"),
            characterSetName: fixed(""),
            databaseInsightsMode: fixed("standard"),
            dbName: fixed(""),
            dbSubnetGroupName: fixed("default"),
            dedicatedLogVolume: fixed(false),
            domainFqdn: fixed(""),
            endpoint: made(
                (facts) =>
                    `${facts.text("identifier")}.${hostLabel(facts)}.${facts.region}.rds.${facts.dnsSuffix}:${facts.number("port", DEFAULT_PORTS[engineFamily(facts.text("engine"))] ?? 5432)}`,
                "identifier",
                "port",
                "engine",
            ),
            engineLifecycleSupport: fixed("open-source-rds-extended-support"),
            engineVersion: fixed(""),
            engineVersionActual: made((facts) => facts.text("engineVersion"), "engineVersion"),
            hostedZoneId: fixed("Z2R2ITUGPM61AM"),
            identifierPrefix: fixed(""),
            identifier: made(
                (facts) => `${facts.text("identifierPrefix")}${facts.digits(26, "name")}`,
                "identifierPrefix",
            ),
            iops: fixed(0),
            kmsKeyId: made(
                (facts) =>
                    facts.input("storageEncrypted") === true
                        ? facts.arn("kms", `key/${facts.hex(8, "k")}-0000-4000-a000-${facts.hex(12, "k")}`)
                        : "",
                "storageEncrypted",
            ),
            latestRestorableTime: fixed(""),
            licenseModel: fixed("postgresql-license"),
            listenerEndpoints: fixed([]),
            maintenanceWindow: fixed("sun:07:00-sun:07:30"),
            masterUserSecretKmsKeyId: fixed(""),
            masterUserSecrets: made(
                (facts) => {
                    if (facts.input("manageMasterUserPassword") !== true) {
                        return [];
                    }
                    const given = facts.text("masterUserSecretKmsKeyId");
                    return [
                        {
                            secretArn: facts.arn(
                                "secretsmanager",
                                `secret:rds!${facts.id.toLowerCase()}-${facts.hex(6, "secret")}`,
                            ),
                            kmsKeyId: given === "" ? facts.arn("kms", "alias/aws/secretsmanager") : given,
                            secretStatus: "active",
                        },
                    ];
                },
                "manageMasterUserPassword",
                "masterUserSecretKmsKeyId",
            ),
            monitoringRoleArn: fixed(""),
            multiAz: fixed(false),
            ncharCharacterSetName: fixed(""),
            networkType: fixed("IPV4"),
            optionGroupName: made(
                (facts) => `default:${facts.text("engine")}-${facts.text("engineVersion").split(".")[0] ?? ""}`,
                "engine",
                "engineVersion",
            ),
            parameterGroupName: made(
                (facts) => `default.${facts.text("engine")}${facts.text("engineVersion").split(".")[0] ?? ""}`,
                "engine",
                "engineVersion",
            ),
            performanceInsightsEnabled: fixed(false),
            performanceInsightsKmsKeyId: fixed(""),
            performanceInsightsRetentionPeriod: fixed(0),
            port: made((facts) => DEFAULT_PORTS[engineFamily(facts.text("engine"))] ?? 5432, "engine"),
            replicaMode: fixed(""),
            replicas: fixed([]),
            resourceId: made((facts) => facts.id),
            snapshotIdentifier: fixed(""),
            status: fixed("available"),
            storageThroughput: fixed(0),
            storageType: fixed("gp2"),
            timezone: fixed(""),
            upgradeRolloutOrder: fixed("second"),
            username: fixed(""),
            vpcSecurityGroupIds: fixed([]),
        },
        rules: instanceRules,
        refers: [
            { path: "dbSubnetGroupName", type: SUBNET_GROUP, by: "name" },
            { path: "parameterGroupName", type: PARAMETER_GROUP, by: "name" },
            { path: "vpcSecurityGroupIds[]", type: "aws:ec2/securityGroup:SecurityGroup" },
        ],
        unique: {
            by: "identifier",
            error: () => "DBInstanceAlreadyExists: DB instance already exists",
        },
        admit: admitInstance,
        amend: amendInstance,
        release: (outputs) => {
            if (outputs.deletionProtection === true) {
                throw new ProviderError(
                    "deleting RDS DB Instance: api error InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again.",
                );
            }
            if (outputs.skipFinalSnapshot !== true && typeof outputs.finalSnapshotIdentifier !== "string") {
                throw new ProviderError(
                    "deleting RDS DB Instance: final_snapshot_identifier is required when skip_final_snapshot is false",
                );
            }
        },
    },
    "aws:rds/snapshot:Snapshot": snapshot,
    [SUBNET_GROUP]: {
        id: (facts) => facts.text("name") || `${facts.text("namePrefix")}${facts.digits(26, "name")}`,
        autoname: { property: "name", max: 255, lowerCase: true },
        required: ["subnetIds"],
        defaults: { description: "Managed by Pulumi" },
        replaceOn: ["name", "namePrefix"],
        sets: ["subnetIds"],
        computed: {
            arn: made((facts) => facts.arn("rds", `subgrp:${facts.id}`)),
            name: made((facts) => facts.id),
            namePrefix: fixed(""),
            supportedNetworkTypes: fixed(["IPV4"]),
            vpcId: made(() => "", "subnetIds"),
        },
        rules: [
            length("name", 1, 255),
            matches(
                "name",
                /^[ .0-9a-z-_]+$/,
                "only lowercase alphanumeric characters, hyphens, underscores, periods, and spaces allowed",
            ),
            conflicts("name", "namePrefix"),
        ],
        refers: [{ path: "subnetIds[]", type: "aws:ec2/subnet:Subnet" }],
        learn: vpcOfSubnets,
        notFound: (name) => `DBSubnetGroupNotFoundFault: DB subnet group '${name}' does not exist.`,
        unique: {
            by: "name",
            error: (name) => `DBSubnetGroupAlreadyExists: The DB subnet group '${name}' already exists.`,
        },
        inUse: {
            by: [INSTANCE],
            error: (name, instance) =>
                `InvalidDBSubnetGroupStateFault: Cannot delete the subnet group '${name}' because at least one database instance: ${instance} is still using it.`,
        },
        admit: admitSubnetGroup(
            "creating RDS DB Subnet Group: api error DBSubnetGroupDoesNotCoverEnoughAZs: The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ZONES. Add subnets to cover at least 2 AZs.",
        ),
    },
    [PARAMETER_GROUP]: {
        id: (facts) => facts.text("name") || `${facts.text("namePrefix")}${facts.digits(26, "name")}`,
        autoname: { property: "name", max: 255, lowerCase: true },
        required: ["family"],
        defaults: { description: "Managed by Pulumi", skipDestroy: false },
        replaceOn: ["description", "family", "name", "namePrefix"],
        sets: ["parameters"],
        computed: {
            arn: made((facts) => facts.arn("rds", `pg:${facts.id}`)),
            name: made((facts) => facts.id),
            namePrefix: fixed(""),
            parameters: fixed([]),
        },
        rules: [
            matches(
                "name",
                /^[a-z](-?[0-9a-z])*$/,
                "expected lowercase letters, digits and single hyphens, beginning with a letter, not ending with a hyphen",
            ),
            matches("family", /^[a-z-]+[\d.]*$/, "expected a parameter group family such as postgres16"),
            conflicts("name", "namePrefix"),
            oneOf("parameters[].applyMethod", ["immediate", "pending-reboot"]),
        ],
        notFound: (name) => `DBParameterGroupNotFound: DBParameterGroup not found: ${name}`,
        unique: {
            by: "name",
            error: (name) => `DBParameterGroupAlreadyExists: Parameter group ${name} already exists`,
        },
        inUse: {
            by: [INSTANCE],
            error: (name) =>
                `InvalidDBParameterGroupState: One or more database instances are still members of this parameter group ${name}, so the group cannot be deleted`,
        },
    },
};
