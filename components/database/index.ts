import { LogGroup } from "@pulumi/aws/cloudwatch";
import type { SecurityGroup } from "@pulumi/aws/ec2";
import { Role, RolePolicyAttachment } from "@pulumi/aws/iam";
import { Instance, ParameterGroup, SubnetGroup } from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";

import type { DatabaseConfig } from "../config";
import { dataTierSecurityGroup, type DataTierArgs } from "../data-tier";
import { finalSnapshot } from "../final-snapshot";
import { componentTags } from "../platform";
import type { Recovery } from "../release/settings";
import {
    CA_CERTIFICATE,
    DATABASE_NAME,
    DATABASE_PORT,
    DATABASE_USER,
    EXPORTED_LOGS,
    MONITORING_INTERVAL_SECONDS,
    parameterFamily,
    PERFORMANCE_INSIGHTS_DAYS,
    planInstance,
    planParameters,
} from "./plan";
import { planRecovery, recoverySnapshots, type RecoveryConfig } from "./recovery";

/** Arguments of Database. */
export interface DatabaseArgs extends DataTierArgs {
    readonly database: DatabaseConfig;
    /** What the release says of migrations. */
    readonly release: RecoveryConfig;
    /** ARN of the KMS key for the logs. */
    readonly logsKeyArn: pulumi.Input<string>;
}

/** PostgreSQL on RDS: encrypted, reachable from the cluster only, its master password kept and rotated by AWS. */
export class Database extends pulumi.ComponentResource {
    /** Host name. */
    readonly host: pulumi.Output<string>;
    readonly port: number = DATABASE_PORT;
    readonly databaseName: string = DATABASE_NAME;
    /** Whether a connection must be encrypted: the parameter group refuses any other. */
    readonly tls: boolean = true;
    /** ARN of the secret with user name and password; not a secret itself. */
    readonly secretArn: pulumi.Output<string>;
    /** How migrations can be undone. */
    readonly recovery: Recovery;
    /** Must be there before a migration that removes something. */
    readonly snapshots: readonly pulumi.Resource[];
    private readonly args: DatabaseArgs;

    constructor(name: string, args: DatabaseArgs, opts: pulumi.ComponentResourceOptions) {
        super("leanvibe:platform:Database", name, args, opts);
        this.args = args;
        const { platform } = args;
        const tags = this.tags();
        const subnetGroup = new SubnetGroup(
            `${name}-subnets`,
            {
                name: platform.name,
                description: `Data subnets of ${platform.name}`,
                subnetIds: [...args.subnetIds],
                tags,
            },
            { parent: this },
        );
        const parameters = new ParameterGroup(
            `${name}-parameters`,
            {
                name: `${platform.name}-${parameterFamily(args.database.engineVersion)}`,
                description: `PostgreSQL of ${platform.name}`,
                family: parameterFamily(args.database.engineVersion),
                parameters: planParameters().map((parameter) => ({ ...parameter })),
                tags,
            },
            { parent: this },
        );
        const monitoring = this.monitoringRole(name);
        const instance = new Instance(
            `${name}-instance`,
            {
                ...planInstance(platform.name, args.database, platform.protect),
                ...finalSnapshot(platform, args.dataKeyArn),
                dbName: DATABASE_NAME,
                port: DATABASE_PORT,
                username: DATABASE_USER,
                manageMasterUserPassword: true,
                masterUserSecretKmsKeyId: args.dataKeyArn,
                storageEncrypted: true,
                kmsKeyId: args.dataKeyArn,
                publiclyAccessible: false,
                dbSubnetGroupName: subnetGroup.name,
                vpcSecurityGroupIds: [this.securityGroup(name).id],
                parameterGroupName: parameters.name,
                caCertIdentifier: CA_CERTIFICATE,
                iamDatabaseAuthenticationEnabled: true,
                autoMinorVersionUpgrade: true,
                copyTagsToSnapshot: true,
                enabledCloudwatchLogsExports: EXPORTED_LOGS,
                performanceInsightsEnabled: true,
                performanceInsightsKmsKeyId: args.dataKeyArn,
                performanceInsightsRetentionPeriod: PERFORMANCE_INSIGHTS_DAYS,
                monitoringInterval: MONITORING_INTERVAL_SECONDS,
                monitoringRoleArn: monitoring.role.arn,
                tags,
            },
            {
                parent: this,
                protect: platform.protect,
                // RDS refuses a monitoring role without its rights.
                dependsOn: [...this.logGroups(name), monitoring.attachment],
            },
        );
        this.host = instance.address;
        this.secretArn = instance.masterUserSecrets.apply((secrets) => secrets[0]?.secretArn ?? "");
        this.recovery = planRecovery(platform, args.release);
        this.snapshots = recoverySnapshots(name, this.recovery, instance.identifier, tags, this);
        this.registerOutputs({ host: this.host, port: this.port, secretArn: this.secretArn });
    }

    private tags(): Record<string, string> {
        return componentTags(this.args.platform, "database", `${this.args.platform.name}-database`);
    }

    private securityGroup(name: string): SecurityGroup {
        const { platform, vpcId, clientSecurityGroupId } = this.args;
        const access = {
            platform,
            component: "database",
            service: "PostgreSQL",
            port: DATABASE_PORT,
            vpcId,
            clientSecurityGroupId,
        };
        return dataTierSecurityGroup(name, { ...access, tags: this.tags() }, this);
    }

    /** Made before the instance, or RDS makes them: unencrypted, and for ever. */
    private logGroups(name: string): LogGroup[] {
        const { platform } = this.args;
        return EXPORTED_LOGS.map(
            (log) =>
                new LogGroup(
                    `${name}-${log}-logs`,
                    {
                        name: `/aws/rds/instance/${platform.name}/${log}`,
                        retentionInDays: this.args.database.logRetentionDays,
                        kmsKeyId: this.args.logsKeyArn,
                        tags: this.tags(),
                    },
                    { parent: this },
                ),
        );
    }

    /** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html, for this account only. */
    private monitoringRole(name: string): { readonly role: Role; readonly attachment: RolePolicyAttachment } {
        const { platform } = this.args;
        const role = new Role(
            `${name}-monitoring-role`,
            {
                name: `${platform.name}-rds-monitoring`,
                description: `Enhanced monitoring of ${platform.name}`,
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Service: "monitoring.rds.amazonaws.com" },
                            Action: "sts:AssumeRole",
                            Condition: { StringEquals: { "aws:SourceAccount": platform.accountId } },
                        },
                    ],
                }),
                tags: this.tags(),
            },
            { parent: this },
        );
        const attachment = new RolePolicyAttachment(
            `${name}-monitoring-policy`,
            {
                role: role.name,
                policyArn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
            },
            { parent: this },
        );
        return { role, attachment };
    }
}
