import { ProviderError } from "../../protocol/service";
import { fixed, made, ResourceDefinition } from "../definition";
import { makeId } from "../ids";
import { arn, between, conflicts, json, oneOf } from "../rules";
import { CREATED_AT } from "./constants";
import { admitCluster, clusterRules } from "./eks-cluster";
import { addonVersions, DEFAULT_CLUSTER_VERSION } from "./eks-facts";
import { CLUSTER, CLUSTER_NAME, onCluster } from "./eks-names";
import { vpcOfSubnets } from "./subnet-groups";

const ADDON_CONFLICTS = ["NONE", "OVERWRITE", "PRESERVE"];

/** Clusters and what EKS attaches to them. */
export const eks: Readonly<Record<string, ResourceDefinition>> = {
    [CLUSTER]: {
        id: (facts) => facts.text("name"),
        autoname: { property: "name", max: 100 },
        required: ["roleArn", "vpcConfig"],
        defaults: { bootstrapSelfManagedAddons: true },
        replaceOn: [
            "accessConfig.bootstrapClusterCreatorAdminPermissions",
            "bootstrapSelfManagedAddons",
            "encryptionConfig.provider.keyArn",
            "encryptionConfig.resources",
            "kubernetesNetworkConfig.ipFamily",
            "kubernetesNetworkConfig.serviceIpv4Cidr",
            "name",
            "outpostConfig",
            "roleArn",
        ],
        addable: ["encryptionConfig"],
        sets: [
            "enabledClusterLogTypes",
            "vpcConfig.subnetIds",
            "vpcConfig.securityGroupIds",
            "vpcConfig.publicAccessCidrs",
        ],
        computed: {
            arn: made((facts) => facts.arn("eks", `cluster/${facts.id}`)),
            accessConfig: made(() => ({
                authenticationMode: "CONFIG_MAP",
                bootstrapClusterCreatorAdminPermissions: true,
            })),
            certificateAuthority: made((facts) => ({
                data: Buffer.from(
                    `-----BEGIN CERTIFICATE-----\n${facts.hex(64, "ca")}\n-----END CERTIFICATE-----\n`,
                ).toString("base64"),
            })),
            clusterId: fixed(""),
            controlPlaneScalingConfig: made(() => ({ tier: "standard" })),
            createdAt: fixed(CREATED_AT),
            endpoint: made(
                (facts) =>
                    `https://${facts.hex(32, "endpoint").toUpperCase()}.gr7.${facts.region}.eks.${facts.dnsSuffix}`,
            ),
            identities: made((facts) => [
                {
                    oidcs: [
                        {
                            issuer: `https://oidc.eks.${facts.region}.${facts.dnsSuffix}/id/${facts.hex(32, "endpoint").toUpperCase()}`,
                        },
                    ],
                },
            ]),
            kubernetesNetworkConfig: made(() => ({
                elasticLoadBalancing: { enabled: false },
                ipFamily: "ipv4",
                serviceIpv4Cidr: "172.20.0.0/16",
                serviceIpv6Cidr: "",
            })),
            "kubernetesNetworkConfig.ipFamily": fixed("ipv4"),
            "kubernetesNetworkConfig.serviceIpv4Cidr": fixed("172.20.0.0/16"),
            platformVersion: made(() => "eks.1", "version"),
            status: fixed("ACTIVE"),
            upgradePolicy: made(() => ({ supportType: "EXTENDED" })),
            version: fixed(DEFAULT_CLUSTER_VERSION),
            "vpcConfig.clusterSecurityGroupId": made((facts) => makeId("sg", facts.id, facts.arn("eks", "cluster"))),
            "vpcConfig.endpointPrivateAccess": { from: [], planned: true, value: () => false },
            "vpcConfig.endpointPublicAccess": { from: [], planned: true, value: () => true },
            "vpcConfig.publicAccessCidrs": made(
                (facts) => (facts.input("vpcConfig.endpointPublicAccess") === false ? [] : ["0.0.0.0/0"]),
                "vpcConfig.endpointPublicAccess",
            ),
            "vpcConfig.vpcId": made(() => "", "vpcConfig.subnetIds"),
        },
        rules: clusterRules,
        refers: [
            { path: "vpcConfig.subnetIds[]", type: "aws:ec2/subnet:Subnet" },
            { path: "vpcConfig.securityGroupIds[]", type: "aws:ec2/securityGroup:SecurityGroup" },
        ],
        notFound: (name) => `ResourceNotFoundException: No cluster found for name: ${name}.`,
        unique: {
            by: "name",
            error: (name) => `ResourceInUseException: Cluster already exists with name: ${name}`,
        },
        admit: admitCluster,
        learn: (facts, account) => {
            const found = vpcOfSubnets(facts, account, "vpcConfig.subnetIds");
            return Object.fromEntries(Object.entries(found).map(([name, value]) => [`vpcConfig.${name}`, value]));
        },
        release: (outputs) => {
            if (outputs.deletionProtection === true) {
                throw new ProviderError(
                    "deleting EKS Cluster: api error InvalidRequestException: Cannot delete the cluster because deletion protection is enabled. Set deletionProtection to false and update first",
                );
            }
        },
    },
    "aws:eks/addon:Addon": {
        id: (facts) => `${facts.text("clusterName")}:${facts.text("addonName")}`,
        required: ["addonName", "clusterName"],
        replaceOn: ["addonName", "clusterName", "namespaceConfig"],
        documents: ["configurationValues"],
        computed: {
            addonVersion: made((facts) => addonVersions[facts.text("addonName")] ?? "v1.0.0-eksbuild.1", "addonName"),
            arn: made((facts) =>
                facts.arn("eks", `addon/${facts.id.replace(":", "/")}/${facts.hex(8, "a")}-${facts.hex(4, "b")}`),
            ),
            configurationValues: fixed(""),
            createdAt: fixed(CREATED_AT),
            modifiedAt: fixed(CREATED_AT),
        },
        rules: [
            CLUSTER_NAME,
            oneOf("resolveConflictsOnCreate", ["NONE", "OVERWRITE"]),
            oneOf("resolveConflictsOnUpdate", ADDON_CONFLICTS),
            json("configurationValues"),
            arn("serviceAccountRoleArn"),
        ],
        refers: onCluster,
    },
    "aws:eks/nodeGroup:NodeGroup": {
        id: (facts) =>
            `${facts.text("clusterName")}:${facts.text("nodeGroupName") || facts.text("nodeGroupNamePrefix") + facts.digits(26, "name")}`,
        autoname: { property: "nodeGroupName", max: 63 },
        required: ["clusterName", "nodeRoleArn", "scalingConfig", "subnetIds"],
        replaceOn: [
            "amiType",
            "capacityType",
            "clusterName",
            "diskSize",
            "instanceTypes",
            "launchTemplate.id",
            "launchTemplate.name",
            "nodeGroupName",
            "nodeGroupNamePrefix",
            "nodeRoleArn",
            "remoteAccess",
            "subnetIds",
        ],
        sets: ["subnetIds"],
        computed: {
            amiType: fixed("AL2023_x86_64_STANDARD"),
            arn: made((facts) =>
                facts.arn("eks", `nodegroup/${facts.id.replace(":", "/")}/${facts.hex(8, "a")}-${facts.hex(4, "b")}`),
            ),
            capacityType: fixed("ON_DEMAND"),
            diskSize: fixed(20),
            instanceTypes: fixed(["t3.medium"]),
            nodeGroupName: made((facts) => facts.id.slice(facts.id.indexOf(":") + 1)),
            nodeGroupNamePrefix: fixed(""),
            nodeRepairConfig: made(() => ({ enabled: false })),
            releaseVersion: made(() => `${DEFAULT_CLUSTER_VERSION}.0-20260101`, "version"),
            resources: made((facts) => [
                { autoscalingGroups: [{ name: `eks-${facts.id.replace(":", "-")}` }], remoteAccessSecurityGroupId: "" },
            ]),
            status: fixed("ACTIVE"),
            updateConfig: made(() => ({ maxUnavailable: 1 })),
            version: fixed(DEFAULT_CLUSTER_VERSION),
        },
        rules: [
            CLUSTER_NAME,
            arn("nodeRoleArn"),
            conflicts("nodeGroupName", "nodeGroupNamePrefix"),
            oneOf("capacityType", ["ON_DEMAND", "SPOT", "CAPACITY_BLOCK"]),
            between("scalingConfig.desiredSize", 0, 1000),
            between("scalingConfig.minSize", 0, 1000),
            between("scalingConfig.maxSize", 1, 1000),
            (inputs, report) => {
                const [min, desired, max] = ["minSize", "desiredSize", "maxSize"].map((size) =>
                    inputs.number(`scalingConfig.${size}`),
                );
                if (
                    min !== undefined &&
                    desired !== undefined &&
                    max !== undefined &&
                    (min > desired || desired > max)
                ) {
                    report(
                        "scalingConfig",
                        "InvalidParameterException: desiredSize must lie between minSize and maxSize",
                    );
                }
            },
        ],
        refers: [...onCluster, { path: "subnetIds[]", type: "aws:ec2/subnet:Subnet" }],
    },
};
