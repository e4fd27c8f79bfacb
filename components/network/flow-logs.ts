import { LogGroup } from "@pulumi/aws/cloudwatch";
import { FlowLog } from "@pulumi/aws/ec2";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { componentTags, type Platform } from "../platform";

/** Arguments of FlowLogs. */
export interface FlowLogsArgs {
    readonly platform: Platform;
    readonly vpcId: pulumi.Input<string>;
    /** Days that the logs are kept. */
    readonly retentionDays: number;
    /** ARN of the KMS key that encrypts the log group. */
    readonly logsKeyArn: pulumi.Input<string>;
}

/** All traffic of a VPC, accepted and rejected, into an encrypted log group that ends by itself. */
export class FlowLogs extends pulumi.ComponentResource {
    constructor(name: string, args: FlowLogsArgs, opts: pulumi.ComponentResourceOptions) {
        super("leanvibe:platform:FlowLogs", name, args, opts);
        const { platform } = args;
        const tags = componentTags(platform, "network", `${platform.name}-vpc-flow-logs`);
        const group = new LogGroup(
            `${name}-group`,
            {
                name: `/leanvibe/${platform.name}/vpc-flow-logs`,
                retentionInDays: args.retentionDays,
                kmsKeyId: args.logsKeyArn,
                tags,
            },
            { parent: this },
        );
        // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html, limited to this account and group.
        const role = new Role(
            `${name}-role`,
            {
                name: `${platform.name}-vpc-flow-logs`,
                description: `Delivers the VPC flow logs of ${platform.name}`,
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Service: "vpc-flow-logs.amazonaws.com" },
                            Action: "sts:AssumeRole",
                            Condition: { StringEquals: { "aws:SourceAccount": platform.accountId } },
                        },
                    ],
                }),
                tags,
            },
            { parent: this },
        );
        const policy = new RolePolicy(
            `${name}-role-policy`,
            {
                role: role.name,
                policy: pulumi.jsonStringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                            Resource: pulumi.interpolate`${group.arn}:*`,
                        },
                    ],
                }),
            },
            { parent: this },
        );
        new FlowLog(
            `${name}-log`,
            {
                vpcId: args.vpcId,
                trafficType: "ALL",
                logDestinationType: "cloud-watch-logs",
                logDestination: group.arn,
                iamRoleArn: role.arn,
                maxAggregationInterval: 600,
                tags,
            },
            { parent: this, dependsOn: [policy] },
        );
        this.registerOutputs({ logGroupName: group.name });
    }
}
