import type { PricedResource } from "../../../policies/cost/model";

/** Builders of resources with good defaults: a test names only what matters to it. */

const REGION = "us-east-1";

export function urnOf(type: string, name: string, component?: string): string {
    const chain = component === undefined ? type : `leanvibe:platform:${component}$${type}`;
    return `urn:pulumi:dev::leanvibe-agent-hive::${chain}::${name}`;
}

/** A resource of any type. */
export function resource(type: string, props: object = {}, name = "example", component?: string): PricedResource {
    return { type, name, urn: urnOf(type, name, component), props: props as Record<string, unknown> };
}

/** The provider that says which region the stack is in. */
export function provider(region = REGION): PricedResource {
    return resource("pulumi:providers:aws", { region }, "aws");
}

export function cluster(props: object = {}): PricedResource {
    return resource(
        "aws:eks/cluster:Cluster",
        { version: "1.35", computeConfig: { enabled: true, nodePools: [] }, ...props },
        "cluster",
        "Cluster",
    );
}

export function database(props: object = {}): PricedResource {
    return resource(
        "aws:rds/instance:Instance",
        {
            engine: "postgres",
            instanceClass: "db.t4g.medium",
            multiAz: false,
            storageType: "gp3",
            allocatedStorage: 20,
            maxAllocatedStorage: 100,
            ...props,
        },
        "database",
        "Database",
    );
}

export function cache(props: object = {}): PricedResource {
    return resource(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        { engine: "valkey", nodeType: "cache.t4g.small", numNodeGroups: 1, replicasPerNodeGroup: 0, ...props },
        "cache",
        "Cache",
    );
}

interface NodePoolArgs {
    name?: string;
    types?: readonly string[];
    cpuLimit?: string | number;
    /** API group of the node class; the default is that of EKS Auto Mode. */
    group?: string;
    nodeClass?: string;
}

export function nodePool({
    name = "general",
    types = ["m7g.large"],
    cpuLimit = "16",
    group = "eks.amazonaws.com",
    nodeClass = "default",
}: NodePoolArgs = {}): PricedResource {
    return resource(
        "kubernetes:karpenter.sh/v1:NodePool",
        {
            metadata: { name },
            spec: {
                limits: { cpu: cpuLimit },
                template: {
                    spec: {
                        nodeClassRef: { group, kind: "NodeClass", name: nodeClass },
                        requirements: [
                            { key: "karpenter.sh/capacity-type", operator: "In", values: ["spot"] },
                            { key: "node.kubernetes.io/instance-type", operator: "In", values: [...types] },
                        ],
                    },
                },
            },
        },
        name,
        "Cluster",
    );
}

export function nodeClass(ephemeralStorage: object, name = "default"): PricedResource {
    return resource(
        "kubernetes:eks.amazonaws.com/v1:NodeClass",
        { metadata: { name }, spec: { ephemeralStorage } },
        name,
        "Cluster",
    );
}

interface DeploymentArgs {
    name?: string;
    replicas?: number;
    requests?: object;
}

export function deployment({
    name = "api",
    replicas = 2,
    requests = { cpu: "500m", memory: "512Mi" },
}: DeploymentArgs = {}): PricedResource {
    return resource(
        "kubernetes:apps/v1:Deployment",
        {
            metadata: { name, namespace: "leanvibe" },
            spec: { replicas, template: { spec: { containers: [{ name, resources: { requests } }] } } },
        },
        name,
        "Application",
    );
}

export function autoscaler(target = "api", minReplicas = 2, maxReplicas = 10): PricedResource {
    return resource(
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
        {
            metadata: { name: `${target}-hpa`, namespace: "leanvibe" },
            spec: {
                minReplicas,
                maxReplicas,
                scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: target },
            },
        },
        `${target}-hpa`,
        "Application",
    );
}

export function natGateway(name = "nat"): PricedResource {
    return resource("aws:ec2/natGateway:NatGateway", {}, name, "Network");
}
