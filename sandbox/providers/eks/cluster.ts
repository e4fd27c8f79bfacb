import * as pulumi from "@pulumi/pulumi";

import { createAccessEntries } from "./access-entries";
import { ClusterArgs, validateArgs } from "./args";
import { Credentials, kubeconfigOf } from "./kubeconfig";
import { AwsResource, ClusterResource, invokeAws, KubernetesProviderResource } from "./resources";
import { ServiceRole } from "./service-role";

/** Policies of the cluster's own role; those after the first come with Auto Mode. */
const CLUSTER_POLICIES = [
    "AmazonEKSClusterPolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
];
const NODE_POLICIES = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"];
const INSTANCE_POLICIES = ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"];

/**
 * The component `eks:index:Cluster` with Auto Mode: the children of `@pulumi/eks` 4.3.0 by name, parent, inputs and
 * options, and as opaque as the real ones while ARNs are unknown. Source: pulumi/pulumi-eks, nodejs/eks/cluster.
 */
export class Cluster extends pulumi.ComponentResource {
    public readonly state: pulumi.Inputs;

    public constructor(name: string, args: ClusterArgs, options: pulumi.ComponentResourceOptions) {
        // The published plugin sends no inputs of components, so policies see none.
        super("eks:index:Cluster", name, {}, options);
        validateArgs(args);
        const partition = invokeAws<{ partition: string; dnsSuffix: string }>(
            "aws:index/getPartition:getPartition",
            {},
            this,
        );
        const role = (suffix: string, service: pulumi.Input<string>, managedPolicies: readonly string[], more = {}) =>
            new ServiceRole(
                `${name}-${suffix}`,
                {
                    service,
                    managedPolicies,
                    partition: partition.apply((found) => found.partition),
                    tags: args.tags,
                    ...more,
                },
                { parent: this },
            );
        const ec2Service = partition.apply(({ dnsSuffix }) => `ec2.${dnsSuffix}`);

        const clusterRole = role("eksRole", "eks.amazonaws.com", CLUSTER_POLICIES, {
            description: "Allows EKS to manage clusters on your behalf.",
            assumeRoleActions: ["sts:AssumeRole", "sts:TagSession"],
        });
        const nodeRole =
            args.autoMode?.createNodeRole === false ? undefined : role("nodeRole", ec2Service, NODE_POLICIES);
        const cluster = this.createCluster(name, args, clusterRole, nodeRole);

        const credentials = args.providerCredentialOpts as pulumi.Input<Credentials | undefined>;
        const kubeconfig = kubeconfigOf(cluster, credentials, false);
        const provider = new KubernetesProviderResource(
            `${name}-eks-k8s`,
            {
                kubeconfig: kubeconfigOf(cluster, credentials, true).apply((config) => JSON.stringify(config)),
                enableConfigMapMutable: pulumi
                    .output(args.enableConfigMapMutable)
                    .apply((flag) => (flag === undefined ? undefined : JSON.stringify(flag))),
            },
            { parent: this },
        );

        // The real component looks at skipDefaultNodeGroup here, not at Auto Mode: an unused node role comes with it.
        const wantsInstanceRole = args.createInstanceRole ?? args.skipDefaultNodeGroup !== true;
        const instanceRole = wantsInstanceRole ? role("instanceRole", ec2Service, INSTANCE_POLICIES) : undefined;
        if (instanceRole !== undefined) {
            new AwsResource(
                "aws:iam/instanceProfile:InstanceProfile",
                `${name}-instanceProfile`,
                { role: instanceRole.resolvedRole },
                { parent: this },
            );
        }
        createAccessEntries(
            name,
            cluster,
            {
                ...(instanceRole === undefined
                    ? {}
                    : {
                          defaultNodeGroupInstanceRole: {
                              principalArn: instanceRole.resolvedRole.apply(({ arn }) => arn),
                              type: "EC2_LINUX",
                          },
                      }),
                ...args.accessEntries,
            },
            this,
        );
        if (args.corednsAddonOptions?.enabled ?? true) {
            this.createCoredns(name, args, cluster);
        }
        this.state = outputsOf(args, { cluster, kubeconfig, provider, clusterRole, nodeRole, instanceRole });
        this.registerOutputs(this.state);
    }

    private createCluster(
        name: string,
        args: ClusterArgs,
        clusterRole: ServiceRole,
        nodeRole: ServiceRole | undefined,
    ): ClusterResource {
        const autoMode = autoModeConfig(args, nodeRole);
        return new ClusterResource(
            `${name}-eksCluster`,
            {
                name: args.name,
                roleArn: clusterRole.directRole.arn,
                computeConfig: autoMode.apply(({ computeConfig }) => computeConfig),
                storageConfig: autoMode.apply(({ storageConfig }) => storageConfig),
                kubernetesNetworkConfig: autoMode.apply(({ kubernetesNetworkConfig }) => kubernetesNetworkConfig),
                bootstrapSelfManagedAddons: false,
                vpcConfig: {
                    subnetIds: subnetIdsOf(args),
                    endpointPrivateAccess: args.endpointPrivateAccess,
                    endpointPublicAccess: args.endpointPublicAccess,
                    publicAccessCidrs: publicAccessCidrsOf(args),
                },
                version: args.version,
                enabledClusterLogTypes: args.enabledClusterLogTypes,
                tags: pulumi
                    .all([args.tags, args.clusterTags])
                    .apply(([tags, clusterTags]) => ({ Name: `${name}-eksCluster`, ...clusterTags, ...tags })),
                encryptionConfig:
                    args.encryptionConfigKeyArn === undefined
                        ? undefined
                        : pulumi
                              .output(args.encryptionConfigKeyArn)
                              .apply((keyArn) => ({ provider: { keyArn }, resources: ["secrets"] })),
                accessConfig: {
                    authenticationMode: args.authenticationMode,
                    bootstrapClusterCreatorAdminPermissions: true,
                },
                upgradePolicy: args.upgradePolicy,
                deletionProtection: args.deletionProtection,
            },
            {
                parent: this,
                ignoreChanges: ["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"],
                dependsOn: [clusterRole.resolvedRole, ...(nodeRole === undefined ? [] : [nodeRole.resolvedRole])],
            },
        );
    }

    private createCoredns(name: string, args: ClusterArgs, cluster: ClusterResource): void {
        const found = () =>
            invokeAws<{ version: string }>(
                "aws:eks/getAddonVersion:getAddonVersion",
                { addonName: "coredns", kubernetesVersion: cluster.version, mostRecent: true },
                this,
            ).apply(({ version }) => version);
        const values = args.corednsAddonOptions?.configurationValues;
        new AwsResource(
            "aws:eks/addon:Addon",
            `${name}-coredns`,
            {
                clusterName: cluster.name,
                addonName: "coredns",
                tags: args.tags,
                preserve: true,
                addonVersion: args.corednsAddonOptions?.version ?? found(),
                resolveConflictsOnCreate: "OVERWRITE",
                resolveConflictsOnUpdate: "OVERWRITE",
                configurationValues:
                    values === undefined ? undefined : pulumi.output(values).apply((plain) => JSON.stringify(plain)),
            },
            { parent: this },
        );
    }
}

/** The three blocks that switch Auto Mode on. The real component makes them known or unknown only together. */
function autoModeConfig(args: ClusterArgs, nodeRole: ServiceRole | undefined) {
    return pulumi
        .all([
            args.autoMode?.computeConfig,
            nodeRole?.directRole.arn,
            args.kubernetesServiceIpAddressRange,
            args.ipFamily,
        ])
        .apply(([config, nodeRoleArn, serviceIpv4Cidr, ipFamily = "ipv4"]) => ({
            computeConfig: { enabled: true, nodeRoleArn, nodePools: ["general-purpose", "system"], ...config },
            storageConfig: { blockStorage: { enabled: true } },
            kubernetesNetworkConfig: {
                serviceIpv4Cidr: ipFamily === "ipv4" ? serviceIpv4Cidr : undefined,
                ipFamily,
                elasticLoadBalancing: { enabled: true },
            },
        }));
}

function subnetIdsOf(args: ClusterArgs): pulumi.Input<string[]> {
    return (
        args.subnetIds ??
        pulumi
            .all([args.publicSubnetIds ?? [], args.privateSubnetIds ?? []])
            .apply(([publicIds, privateIds]) => [...publicIds, ...privateIds])
    );
}

function publicAccessCidrsOf(args: ClusterArgs): pulumi.Output<string[]> | undefined {
    if (args.publicAccessCidrs === undefined) {
        return undefined;
    }
    return pulumi.all([args.publicAccessCidrs, args.endpointPublicAccess ?? true]).apply(([cidrs, isPublic]) => {
        if (!isPublic) {
            throw new Error("`publicAccessCidrs` can only be set when `endpointPublicAccess` is true");
        }
        return cidrs;
    });
}

interface Parts {
    readonly cluster: ClusterResource;
    readonly kubeconfig: pulumi.Output<object>;
    readonly provider: KubernetesProviderResource;
    readonly clusterRole: ServiceRole;
    readonly nodeRole: ServiceRole | undefined;
    readonly instanceRole: ServiceRole | undefined;
}

/** The component's outputs. Those that the real one gives as empty text without the thing they name are so here. */
function outputsOf(args: ClusterArgs, parts: Parts): pulumi.Inputs {
    const { cluster, kubeconfig, provider, clusterRole, nodeRole, instanceRole } = parts;
    const issuer = cluster.identities.apply((identities) => identities[0]?.oidcs[0]?.issuer ?? "");
    const securityGroupId = clusterSecurityGroupOf(cluster);
    const instanceRoles = instanceRole === undefined ? [] : [instanceRole.resolvedRole];
    const autoModeNodeRoleName = nodeRole === undefined ? "" : nodeRole.directRole.name;
    return {
        kubeconfig,
        kubeconfigJson: kubeconfig.apply((config) => JSON.stringify(config)),
        eksCluster: cluster,
        clusterSecurityGroupId: securityGroupId,
        nodeSecurityGroupId: securityGroupId,
        clusterIngressRuleId: "",
        defaultNodeGroupAsgName: "",
        fargateProfileId: "",
        fargateProfileStatus: "",
        instanceRoles,
        oidcProviderArn: "",
        oidcProviderUrl: issuer,
        oidcIssuer: issuer.apply((url) => url.replace(/^https:\/\//, "")),
        autoModeNodeRoleName,
        // One value, as in the real component: unknown as a whole while any part of it is.
        core: pulumi.output({
            cluster,
            vpcId: args.vpcId,
            subnetIds: subnetIdsOf(args),
            publicSubnetIds: args.publicSubnetIds,
            privateSubnetIds: args.privateSubnetIds,
            endpoint: cluster.endpoint,
            provider,
            instanceRoles,
            nodeGroupOptions: { version: args.version },
            clusterIamRole: clusterRole.directRole,
            kubeconfig,
            storageClasses: {},
            tags: args.tags,
            autoModeNodeRoleName,
        }),
    };
}

/** The security group that EKS makes for the cluster; an unknown subnet beside it does not hide it. */
function clusterSecurityGroupOf(cluster: ClusterResource): pulumi.Output<string> {
    return cluster.vpcConfig.clusterSecurityGroupId;
}
