import { SecurityGroup } from "@pulumi/aws/ec2";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";

import type { Platform } from "./platform";

/** What every member of the data tier is given. */
export interface DataTierArgs {
    readonly platform: Platform;
    readonly vpcId: pulumi.Input<string>;
    /** Subnets of the data tier. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    /** The only security group that may connect: that of the cluster's nodes and pods. */
    readonly clientSecurityGroupId: pulumi.Input<string>;
    /** ARN of the KMS key for data at rest. */
    readonly dataKeyArn: pulumi.Input<string>;
}

/** Who may reach a member of the data tier, and where. */
export interface DataTierAccess extends Pick<DataTierArgs, "platform" | "vpcId" | "clientSecurityGroupId"> {
    /** The component that the group is for, such as `database`; part of the group's name. */
    readonly component: string;
    /** What listens, in words, such as `PostgreSQL`. */
    readonly service: string;
    /** The TCP port that it listens on. */
    readonly port: number;
    readonly tags: Record<string, string>;
}

/** A security group that lets in the cluster on one port, and lets nothing out: what holds data opens no connection. */
export function dataTierSecurityGroup(name: string, access: DataTierAccess, parent: pulumi.Resource): SecurityGroup {
    const { platform, component, service, port, tags } = access;
    const group = new SecurityGroup(
        `${name}-security-group`,
        {
            name: `${platform.name}-${component}`,
            description: `${service} of ${platform.name}: from the cluster only, to nowhere`,
            vpcId: access.vpcId,
            tags,
        },
        { parent },
    );
    new SecurityGroupIngressRule(
        `${name}-from-cluster`,
        {
            securityGroupId: group.id,
            referencedSecurityGroupId: access.clientSecurityGroupId,
            description: `${service} from nodes and pods of the cluster`,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
            tags,
        },
        { parent },
    );
    return group;
}
