import { ok } from "node:assert/strict";

import { estimate, FIGURES, formatResource, loadPriceTable } from "../../../policies/cost/model";
import type { PricedResource } from "../../../policies/cost/model";
import { isFree, USAGE_BASED } from "../../../policies/cost/model/services/unpriced";
import { sameAsGolden } from "../../golden";
import {
    autoscaler,
    cache,
    cluster,
    database,
    deployment,
    natGateway,
    nodeClass,
    nodePool,
    provider,
    resource,
} from "./resources";

const claim = (storageClassName?: string, storage: string | undefined = "10Gi") => ({
    spec: { storageClassName, resources: { requests: { storage } } },
});
const storageClass = (name: string, parameters: object, annotations: object = {}) =>
    resource("kubernetes:storage.k8s.io/v1:StorageClass", { metadata: { name, annotations }, parameters }, name);
const DEFAULT_CLASS = { "storageclass.kubernetes.io/is-default-class": "true" };
const withSpec = (pool: PricedResource, changes: object): PricedResource => ({
    ...pool,
    props: { ...pool.props, spec: { ...(pool.props.spec as object), ...changes } },
});

/** Stacks of one or a few resources, each for what its sheet says. */
const STACKS: Readonly<Record<string, readonly PricedResource[]>> = {
    "a cluster in extended support": [cluster({ version: "1.33" })],
    "a cluster of an unknown version": [cluster({ version: "1.99" })],
    "a cluster without a version": [cluster({ version: undefined })],
    "a cluster with built-in node pools": [cluster({ computeConfig: { enabled: true, nodePools: ["system"] } })],
    "a cluster whose built-in node pools are off": [
        cluster({ computeConfig: { enabled: false, nodePools: ["system"] } }),
    ],
    "a database": [database({ manageMasterUserPassword: true })],
    "a database in two zones with more than gp3 includes": [
        database({ multiAz: true, iops: 3001, storageThroughput: 126, maxAllocatedStorage: undefined }),
    ],
    "a large database with what gp3 includes": [
        database({ allocatedStorage: 400, iops: 12_000, storageThroughput: 500 }),
    ],
    "a database just below the size that is striped": [
        database({ allocatedStorage: 399, iops: 3001, maxAllocatedStorage: 10 }),
    ],
    "a database of no burstable class": [database({ instanceClass: "db.m7g.large" })],
    "a database of another engine": [database({ engine: "mysql" })],
    "a database of no named engine": [database({ engine: undefined })],
    "a database without a class or a size": [database({ instanceClass: undefined, allocatedStorage: undefined })],
    "a database of a class without a price": [database({ instanceClass: "db.x99.large", storageType: "io2" })],
    "Performance Insights kept for longer": [
        database({ performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 8 }),
    ],
    "Performance Insights for the free days, and off": [
        database({ performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 7 }),
        database({ performanceInsightsEnabled: false, performanceInsightsRetentionPeriod: 731 }),
    ],
    "a cache": [cache({ engine: "redis", replicasPerNodeGroup: 1, numNodeGroups: 2 })],
    "a cache by its number of nodes": [
        cache({ engine: undefined, replicasPerNodeGroup: undefined, numCacheClusters: 3 }),
    ],
    "a cache by its node groups": [cache({ replicasPerNodeGroup: undefined, numNodeGroups: 2 })],
    "a cache of one node": [cache({ replicasPerNodeGroup: undefined, numNodeGroups: undefined })],
    "a cache without a node type": [cache({ nodeType: undefined })],
    "a NAT gateway with its address": [natGateway(), resource("aws:ec2/eip:Eip")],
    "an interface endpoint in two zones": [
        resource("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Interface", subnetIds: ["a", "b"] }),
    ],
    "an interface endpoint of unknown zones": [
        resource("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Interface" }),
    ],
    "gateway endpoints": [
        resource("aws:ec2/vpcEndpoint:VpcEndpoint"),
        resource("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Gateway", subnetIds: ["a"] }),
    ],
    "an endpoint of another type": [
        resource("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "GatewayLoadBalancer" }),
    ],
    "an application load balancer": [resource("aws:lb/loadBalancer:LoadBalancer")],
    "an internal network load balancer": [
        resource("aws:lb/loadBalancer:LoadBalancer", { loadBalancerType: "network", internal: true }),
    ],
    "a load balancer of another type": [resource("aws:lb/loadBalancer:LoadBalancer", { loadBalancerType: "gateway" })],
    "a Service of type LoadBalancer": [resource("kubernetes:core/v1:Service", { spec: { type: "LoadBalancer" } })],
    "a Service of no type": [resource("kubernetes:core/v1:Service", { spec: {} })],
    "a Gateway": [resource("kubernetes:gateway.networking.k8s.io/v1:Gateway")],
    "an Ingress": [resource("kubernetes:networking.k8s.io/v1:Ingress")],
    "a key that rotates": [resource("aws:kms/key:Key", { enableKeyRotation: true })],
    "a replica key": [resource("aws:kms/replicaKey:ReplicaKey")],
    "a secret": [resource("aws:secretsmanager/secret:Secret")],
    "a volume": [resource("aws:ebs/volume:Volume", { type: "gp3", size: 10 })],
    "a volume of no type": [resource("aws:ebs/volume:Volume", { size: 10 })],
    "a volume of no size": [resource("aws:ebs/volume:Volume", { type: "gp3" })],
    "a claim of a class of the stack": [
        storageClass("fast", { type: "gp2" }),
        storageClass("other", { type: "gp3" }, DEFAULT_CLASS),
        resource("kubernetes:core/v1:PersistentVolumeClaim", claim("fast")),
    ],
    "a claim of the default class": [
        storageClass("other", { type: "gp2" }),
        storageClass("plain", {}, DEFAULT_CLASS),
        resource("kubernetes:core/v1:PersistentVolumeClaim", claim()),
    ],
    "a claim of a class from elsewhere, and of a default from elsewhere": [
        storageClass("fast", { type: "gp2" }),
        resource("kubernetes:core/v1:PersistentVolumeClaim", claim("slow")),
        resource("kubernetes:core/v1:PersistentVolumeClaim", claim()),
    ],
    "the volumes of a StatefulSet": [
        storageClass("fast", { type: "gp3" }),
        resource("kubernetes:apps/v1:StatefulSet", {
            spec: { replicas: 3, volumeClaimTemplates: [claim("fast"), claim("fast", "5Gi")] },
        }),
    ],
    "the volume of a StatefulSet of no named size": [
        storageClass("fast", { type: "gp3" }),
        resource("kubernetes:apps/v1:StatefulSet", { spec: { volumeClaimTemplates: [claim("fast")] } }),
    ],
    "a NodePool of two types": [nodePool({ types: ["m7g.large", "c7g.xlarge"] }), deployment(), autoscaler("api", 3)],
    "a NodePool of nodes of its own": [nodePool({ group: "karpenter.k8s.aws" }), deployment()],
    "a NodePool with a NodeClass": [
        nodeClass({ size: "1Gi" }, "small"),
        nodeClass({ size: "100Gi", iops: 3001, throughput: 126 }, "big"),
        nodePool({ nodeClass: "big", cpuLimit: 5 }),
        deployment(),
    ],
    "a NodePool without a limit": [withSpec(nodePool(), { limits: {} })],
    "a NodePool that names no types": [withSpec(nodePool(), { template: { spec: { requirements: [] } } })],
    "a NodePool of static capacity": [withSpec(nodePool(), { replicas: 2 })],
    "a NodePool of a type without a price": [nodePool({ types: ["x99.large", "m7g.large"] })],
    "NodePools that are too small together": [
        nodePool({ name: "a", cpuLimit: 2 }),
        nodePool({ name: "b", types: ["c7g.large"], cpuLimit: 2 }),
        deployment({ replicas: 3, requests: { cpu: "1500m", memory: "1Gi" } }),
    ],
    "a NodePool that is bounded by its memory": [
        withSpec(nodePool({ cpuLimit: 16 }), { limits: { cpu: 16, memory: "8Gi" } }),
        deployment({ replicas: 3, requests: { cpu: "1", memory: "4Gi" } }),
    ],
    "pods that ask for nothing": [nodePool(), deployment({ requests: {} })],
    "a type that no list knows": [resource("aws:msk/cluster:Cluster")],
};

function sheetOf(resources: readonly PricedResource[], home: PricedResource = provider()): string[] {
    const result = estimate([home, ...resources], loadPriceTable, { date: "2026-11-21" });
    return [
        ...FIGURES.flatMap((figure) =>
            result.resources.flatMap((one) => formatResource(one, figure).map((line) => `${figure}: ${line}`)),
        ),
        ...result.findings.map(({ kind, message, remedy }) => `${kind}: ${message} | ${remedy}`),
        ...result.notEvaluated.map(({ path, reason }) => `not evaluated: ${path} ${reason}`),
        ...result.usageBased.map(({ what }) => `usage: ${what}`),
    ];
}

describe("the cost sheets, word for word", () => {
    it("say of each sort of resource what it costs, at which price, and what is missing", () => {
        const lines = Object.entries(STACKS).flatMap(([title, stack]) => [`## ${title}`, ...sheetOf(stack), ""]);
        const elsewhere = ["## a region without a table", ...sheetOf([natGateway()], provider("eu-north-9")), ""];
        const nowhere = ["## no region", ...sheetOf([natGateway()], resource("pulumi:pulumi:Stack"))];
        sameAsGolden(__dirname, "sheets.txt", [...lines, ...elsewhere, ...nowhere]);
    });

    it("say what the cost of types without a price per piece follows", () => {
        const lines = Object.keys(USAGE_BASED).flatMap((type) => [type, ...sheetOf([resource(type)]), ""]);
        sameAsGolden(__dirname, "usage.txt", lines);
    });
});

/** Each type, or one of each family, that is known to cost nothing by itself. */
const FREE: Readonly<Record<string, string>> = {
    "aws:ec2":
        "vpc:Vpc subnet:Subnet internetGateway:InternetGateway egressOnlyInternetGateway:EgressOnlyInternetGateway routeTable:RouteTable routeTableAssociation:RouteTableAssociation route:Route networkAcl:NetworkAcl networkAclRule:NetworkAclRule networkAclAssociation:NetworkAclAssociation defaultNetworkAcl:DefaultNetworkAcl defaultRouteTable:DefaultRouteTable defaultSecurityGroup:DefaultSecurityGroup eipAssociation:EipAssociation mainRouteTableAssociation:MainRouteTableAssociation securityGroup:SecurityGroup securityGroupRule:SecurityGroupRule vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation vpcEndpointPolicy:VpcEndpointPolicy",
    "aws:vpc": "securityGroupEgressRule:SecurityGroupEgressRule securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:kms": "alias:Alias grant:Grant keyPolicy:KeyPolicy",
    "aws:eks":
        "accessEntry:AccessEntry accessPolicyAssociation:AccessPolicyAssociation podIdentityAssociation:PodIdentityAssociation addon:Addon",
    "aws:rds": "subnetGroup:SubnetGroup parameterGroup:ParameterGroup",
    "aws:elasticache": "subnetGroup:SubnetGroup parameterGroup:ParameterGroup user:User userGroup:UserGroup",
    "aws:secretsmanager": "secretVersion:SecretVersion secretPolicy:SecretPolicy",
    "aws:cloudwatch": "logResourcePolicy:LogResourcePolicy",
    "aws:ecr": "lifecyclePolicy:LifecyclePolicy repositoryPolicy:RepositoryPolicy",
    "aws:lb": "listener:Listener listenerRule:ListenerRule targetGroup:TargetGroup",
    "aws:iam": "role:Role policy:Policy",
    "aws:s3": "bucketPolicy:BucketPolicy bucketPublicAccessBlock:BucketPublicAccessBlock",
};
const FREE_ELSEWHERE = [
    "kubernetes:karpenter.sh/v1:NodeOverlay",
    "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
    "kubernetes:monitoring.coreos.com/v1:PodMonitor",
    "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
    "kubernetes:core/v1:ConfigMap",
    "kubernetes:apps/v1:Deployment",
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    "kubernetes:policy/v1:PodDisruptionBudget",
    "kubernetes:rbac.authorization.k8s.io/v1:Role",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    "kubernetes:storage.k8s.io/v1:StorageClass",
    "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
    "kubernetes:eks.amazonaws.com/v1:NodeClass",
    "kubernetes:autoscaling/v2beta2:HorizontalPodAutoscaler",
    "kubernetes:storage.k8s.io/v1beta1:CSIStorageCapacity",
    "kubernetes:networking/v1:NetworkPolicy",
    "kubernetes:gateway.networking.k8s.io/v1beta1:ReferenceGrant",
    "kubernetes:eks.amazonaws.com/v1alpha1:NodeDiagnostic",
    "leanvibe:platform:Network",
    "eks:index:Cluster",
    "pulumi:providers:aws",
    "pulumi:pulumi:Stack",
    "pulumi:pulumi:StackReference",
];

describe("what costs nothing by itself", () => {
    for (const type of [
        ...Object.entries(FREE).flatMap(([module, names]) => names.split(" ").map((name) => `${module}/${name}`)),
        ...FREE_ELSEWHERE,
    ]) {
        it(`is ${type}`, () => {
            ok(isFree(type));
        });
    }

    for (const type of [
        "aws:ec2/instance:Instance",
        "aws:iamroles/anything:Anything",
        "xaws:iam/role:Role",
        "aws:s3/bucket:Bucket",
        "aws:s3/bucketPolicyX:BucketPolicyX",
        "xaws:s3/bucketPolicy:BucketPolicy",
        "x/leanvibe:platform:Network",
        "x/eks:index:Cluster",
        "my-kubernetes:storage.k8s.io/v1:StorageClass",
        "my-kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
        "my-kubernetes:eks.amazonaws.com/v1:NodeClass",
        "kubernetes:example.com/v1:Anything",
        "kubernetes:core/v1",
        "my-kubernetes:core/v1:Pod",
        "kubernetes:apps.example/v1:Deployment",
        "kubernetes:eks.amazonaws.com/x1:NodeClass",
        "other:pulumi:providers:aws",
    ]) {
        it(`is not ${type}`, () => {
            ok(!isFree(type));
        });
    }
});
