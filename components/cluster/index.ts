import { LogGroup } from "@pulumi/aws/cloudwatch";
import { Addon } from "@pulumi/aws/eks";
import type { Provider as AwsProvider } from "@pulumi/aws/provider";
// Not the whole package: its mixins load every service of @pulumi/aws.
import { Cluster as EksCluster } from "@pulumi/eks/cluster";
import { AccessEntryType, AuthenticationMode } from "@pulumi/eks/types/enums";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterConfig } from "../config";
import { serviceCidrFor } from "../network/plan";
import { componentTags, type Platform } from "../platform";
import { createMetricsPolicy, createNodePools } from "./node-pools";
import { createNodeRole, type NodeRole } from "./node-role";
import { clusterArn, clusterWide, CONTROL_PLANE_LOGS, planAdmins, planEndpoint } from "./plan";

/** Arguments of Cluster. */
export interface ClusterArgs {
    readonly platform: Platform;
    readonly cluster: ClusterConfig;
    readonly vpcId: pulumi.Input<string>;
    /** Address block of the VPC, which the Services' block must not touch. */
    readonly vpcCidr: string;
    /** Zones that nodes may run in. */
    readonly zones: readonly string[];
    /** Subnets of nodes, pods, and the control plane's interfaces. */
    readonly privateSubnetIds: readonly pulumi.Input<string>[];
    /** ARN of the KMS key for Kubernetes Secrets. */
    readonly clusterKeyArn: pulumi.Input<string>;
    /** ARN of the KMS key for the control plane's logs. */
    readonly logsKeyArn: pulumi.Input<string>;
}

/** Options of Cluster: `eks.Cluster` wants the AWS provider by name, for the children it makes elsewhere. */
export type ClusterOptions = pulumi.ComponentResourceOptions & { readonly provider: AwsProvider };

/** An EKS cluster in Auto Mode without its built-in node pools, and node pools of our own with hard limits. */
export class Cluster extends pulumi.ComponentResource {
    /** The cluster's name. */
    readonly name: string;
    /** The cluster's ARN, which is known before the cluster is. */
    readonly arn: string;
    /** Kubernetes provider of everything inside the cluster. */
    readonly kubernetes: Provider;
    /** How to reach the cluster: no credential, but a command that fetches one. Kept as a secret all the same. */
    readonly kubeconfig: pulumi.Output<string>;
    /** Security group that EKS puts on the control plane's interfaces and on every node. */
    readonly securityGroupId: pulumi.Output<string>;
    /** What must be there before a pod can run. */
    readonly ready: readonly pulumi.Resource[];
    /** Follows the cluster's creation, for what names it by a name that is known before. */
    readonly created: pulumi.Resource;

    constructor(name: string, args: ClusterArgs, opts: ClusterOptions) {
        super("leanvibe:platform:Cluster", name, args, opts);
        const { platform } = args;
        this.name = platform.name;
        this.arn = clusterArn(platform);
        const nodes = createNodeRole(name, platform, this);
        const cluster = this.createCluster(name, args, nodes, opts.provider);
        this.created = cluster;
        this.securityGroupId = cluster.clusterSecurityGroupId;
        this.kubeconfig = pulumi.secret(cluster.kubeconfigJson);
        this.kubernetes = new Provider(
            `${name}-kubernetes`,
            {
                kubeconfig: this.kubeconfig,
                // Ties the provider to the cluster and not to the text of its kubeconfig: a change of the endpoint then
                // does not replace every workload.
                clusterIdentifier: this.arn,
                enableServerSideApply: true,
                enableConfigMapMutable: true,
                // A killed update leaves objects that the state does not know, and a rollback starts its Job before the update:
                // both are adopted. Names that carry a hash keep it from ever adopting something else.
                upsertExistingObjects: true,
            },
            { parent: this },
        );
        const inCluster = { parent: this, provider: this.kubernetes };
        const pools = createNodePools(
            name,
            {
                pools: args.cluster.nodePools,
                zones: args.zones,
                subnetIds: args.privateSubnetIds,
                securityGroupId: this.securityGroupId,
                nodeRoleName: nodes.roleName,
            },
            { ...inCluster, dependsOn: [cluster, ...nodes.attachments] },
        );
        const policy = createMetricsPolicy(name, { ...inCluster, dependsOn: [cluster] });
        // The one add-on that Auto Mode lacks: without metrics no autoscaler of pods works.
        new Addon(
            `${name}-metrics-server`,
            {
                clusterName: platform.name,
                addonName: "metrics-server",
                resolveConflictsOnCreate: "OVERWRITE",
                resolveConflictsOnUpdate: "OVERWRITE",
                tags: componentTags(platform, "cluster"),
            },
            { parent: this, dependsOn: [...pools, policy] },
        );
        this.ready = pools;
        this.registerOutputs({
            name: this.name,
            kubeconfig: this.kubeconfig,
            securityGroupId: this.securityGroupId,
        });
    }

    private createCluster(name: string, args: ClusterArgs, nodes: NodeRole, awsProvider: AwsProvider): EksCluster {
        const { cluster, platform } = args;
        const tags = componentTags(platform, "cluster");
        // Made first, or EKS makes it: unencrypted, and for ever.
        const logs = new LogGroup(
            `${name}-logs`,
            {
                name: `/aws/eks/${platform.name}/cluster`,
                retentionInDays: cluster.logRetentionDays,
                kmsKeyId: args.logsKeyArn,
                tags,
            },
            { parent: this },
        );
        const admins = Object.entries(planAdmins(cluster.adminRoleArns)).map(
            ([key, principalArn]) =>
                [
                    key,
                    { principalArn, accessPolicies: { admin: clusterWide("AmazonEKSClusterAdminPolicy") }, tags },
                ] as const,
        );
        return new EksCluster(
            `${name}-eks`,
            {
                name: platform.name,
                version: cluster.version,
                // No extended support by surprise: EKS upgrades the cluster when standard support ends.
                upgradePolicy: { supportType: "STANDARD" },
                vpcId: args.vpcId,
                subnetIds: [...args.privateSubnetIds],
                kubernetesServiceIpAddressRange: serviceCidrFor(args.vpcCidr),
                ...planEndpoint(cluster.publicAccessCidrs),
                authenticationMode: AuthenticationMode.Api,
                accessEntries: {
                    nodes: {
                        principalArn: nodes.role.arn,
                        type: AccessEntryType.EC2,
                        accessPolicies: { node: clusterWide("AmazonEKSAutoNodePolicy") },
                        tags,
                    },
                    ...Object.fromEntries(admins),
                },
                // The built-in pools have no limit, so they are off; with them goes the role they would use.
                autoMode: { enabled: true, createNodeRole: false, computeConfig: { nodePools: [] } },
                skipDefaultNodeGroup: true,
                corednsAddonOptions: { enabled: false },
                createOidcProvider: false,
                encryptionConfigKeyArn: args.clusterKeyArn,
                enabledClusterLogTypes: CONTROL_PLANE_LOGS,
                deletionProtection: platform.protect,
                tags,
            },
            { parent: this, providers: [awsProvider], dependsOn: [logs] },
        );
    }
}
