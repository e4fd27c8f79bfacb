import type { NodePoolConfig } from "../config";
import { nodeInstanceType } from "../config/known";
import type { Platform } from "../platform";

/** All control-plane logs. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
export const CONTROL_PLANE_LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** What a node of EKS Auto Mode may do, and no more: register itself, and pull images. */
export const NODE_POLICIES = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"];

/** Name of the NodeClass that all pools share. `default` belongs to EKS. */
export const NODE_CLASS = "leanvibe";

const ACCESS_POLICY = "arn:aws:eks::aws:cluster-access-policy";

/** Who may reach the API endpoint. */
export interface EndpointAccess {
    readonly endpointPrivateAccess: true;
    readonly endpointPublicAccess: boolean;
    readonly publicAccessCidrs?: string[];
}

/**
 * Access to the API endpoint: always from inside the VPC, from outside only for named blocks. The blocks are left out
 * for a private endpoint, because `eks.Cluster` refuses the pair.
 */
export function planEndpoint(publicAccessCidrs: readonly string[]): EndpointAccess {
    return publicAccessCidrs.length === 0
        ? { endpointPrivateAccess: true, endpointPublicAccess: false }
        : { endpointPrivateAccess: true, endpointPublicAccess: true, publicAccessCidrs: [...publicAccessCidrs] };
}

/** The cluster's ARN, which is known before the cluster exists. */
export function clusterArn(platform: Platform): string {
    return `arn:aws:eks:${platform.region}:${platform.accountId}:cluster/${platform.name}`;
}

/** An access policy of EKS, for the whole cluster. */
export function clusterWide(policy: string): { policyArn: string; accessScope: { type: string } } {
    return { policyArn: `${ACCESS_POLICY}/${policy}`, accessScope: { type: "cluster" } };
}

/** Administrators by the name under which their access entry is registered. */
export function planAdmins(roleArns: readonly string[]): Readonly<Record<string, string>> {
    return Object.fromEntries(roleArns.map((arn) => [`admin-${arn.split("/").at(-1) ?? arn}`, arn]));
}

/** Days after which a node is replaced by a fresh one, AMI patches included; EKS Auto Mode allows 21 at most. */
const NODE_LIFETIME_HOURS = 336;

/** A Karpenter NodePool's manifest. */
export interface NodePoolManifest {
    readonly metadata: { readonly name: string };
    readonly spec: {
        readonly template: { readonly metadata: object; readonly spec: object };
        readonly disruption: object;
        readonly limits: { readonly cpu: string; readonly memory: string };
    };
}

/**
 * A NodePool with hard limits. Instance types are named one by one, never by family or generation: only then do the
 * limits have a price, which makes the cost of the worst case a number.
 */
export function planNodePool(pool: NodePoolConfig, zones: readonly string[]): NodePoolManifest {
    const architectures = new Set(pool.instanceTypes.map((type) => nodeInstanceType(type)?.architecture ?? "amd64"));
    const requirement = (key: string, values: Iterable<string>) => ({ key, operator: "In", values: [...values] });
    return {
        metadata: { name: pool.name },
        spec: {
            template: {
                metadata: { labels: { "leanvibe.dev/node-pool": pool.name } },
                spec: {
                    nodeClassRef: { group: "eks.amazonaws.com", kind: "NodeClass", name: NODE_CLASS },
                    requirements: [
                        requirement("node.kubernetes.io/instance-type", pool.instanceTypes),
                        // Karpenter takes spot first and on-demand while there is no spot capacity.
                        requirement(
                            "karpenter.sh/capacity-type",
                            pool.capacity === "spot" ? ["spot", "on-demand"] : ["on-demand"],
                        ),
                        requirement("kubernetes.io/arch", architectures),
                        requirement("topology.kubernetes.io/zone", zones),
                    ],
                    expireAfter: `${NODE_LIFETIME_HOURS}h`,
                },
            },
            disruption: {
                consolidationPolicy: "WhenEmptyOrUnderutilized",
                consolidateAfter: "1m",
                budgets: [{ nodes: "10%" }],
            },
            limits: { cpu: String(pool.cpuLimit), memory: `${pool.memoryLimitGiB}Gi` },
        },
    };
}
