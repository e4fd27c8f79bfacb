import { UnjudgedSignal } from "../../kit/value";
import type { Value } from "../../kit/value";
import { cpu, gibibytes, optionalNumber } from "./read";
import type { Surroundings } from "./surroundings";
import type { NotEvaluated, PricedResource } from "./types";

/** An amount of CPU and memory. */
export interface Capacity {
    readonly vcpu: number;
    readonly memoryGiB: number;
}

/** What the stack's workloads ask for at their minimum. */
export interface Demand {
    /** Sum over all pods. */
    readonly total: Capacity;
    /** The most that one pod asks for: a node must hold it. */
    readonly largestPod: Capacity;
    readonly notEvaluated: readonly NotEvaluated[];
}

const SCALED_TYPES = ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"] as const;
const AUTOSCALERS = ["v1", "v2"].map((version) => `kubernetes:autoscaling/${version}:HorizontalPodAutoscaler`);

/**
 * The requests of all Deployments and StatefulSets at their minimum: an autoscaler's minReplicas where one scales
 * them, else their own replicas (Kubernetes' default for both is 1). DaemonSets, Jobs and what Kubernetes keeps for
 * itself on each node are left out.
 */
export function idleDemand(surroundings: Surroundings): Demand {
    const notEvaluated: NotEvaluated[] = [];
    let total: Capacity = { vcpu: 0, memoryGiB: 0 };
    let largestPod = total;
    for (const { resource, props } of surroundings.ofType(...SCALED_TYPES)) {
        try {
            const replicas = minimumReplicas(surroundings, resource, props);
            const pod = podRequests(props.at("spec", "template", "spec"), (path, reason) =>
                notEvaluated.push({ urn: resource.urn, path, reason }),
            );
            total = {
                vcpu: total.vcpu + replicas * pod.vcpu,
                memoryGiB: total.memoryGiB + replicas * pod.memoryGiB,
            };
            largestPod = replicas > 0 ? larger(largestPod, pod) : largestPod;
        } catch (error) {
            if (!(error instanceof UnjudgedSignal)) {
                throw error;
            }
            notEvaluated.push({ urn: resource.urn, ...error.unjudged });
        }
    }
    return { total, largestPod, notEvaluated };
}

function minimumReplicas(surroundings: Surroundings, resource: PricedResource, props: Value): number {
    const kind = resource.type.split(":")[2];
    const name = props.at("metadata", "name").knownString;
    const namespace = props.at("metadata", "namespace").knownString;
    const scaler = surroundings.ofType(...AUTOSCALERS).find(({ props: hpa }) => {
        const target = hpa.at("spec", "scaleTargetRef");
        return (
            name !== undefined &&
            target.at("kind").knownString === kind &&
            target.at("name").knownString === name &&
            hpa.at("metadata", "namespace").knownString === namespace
        );
    });
    const minimum = scaler === undefined ? props.at("spec", "replicas") : scaler.props.at("spec", "minReplicas");
    return optionalNumber(minimum) ?? 1;
}

/** A pod's requests: the sum of its containers, or its largest init container if that is more. */
function podRequests(pod: Value, onMissing: (path: string, reason: string) => void): Capacity {
    const requests = (container: Value): Capacity => ({
        vcpu: requested(container, "cpu", cpu, onMissing),
        memoryGiB: requested(container, "memory", gibibytes, onMissing),
    });
    const running = pod
        .at("containers")
        .items()
        .map(requests)
        .reduce((a, b) => ({ vcpu: a.vcpu + b.vcpu, memoryGiB: a.memoryGiB + b.memoryGiB }), { vcpu: 0, memoryGiB: 0 });
    return pod.at("initContainers").items().map(requests).reduce(larger, running);
}

function requested(
    container: Value,
    resource: "cpu" | "memory",
    parse: (value: Value) => number | undefined,
    onMissing: (path: string, reason: string) => void,
): number {
    // Kubernetes takes the limit as the request if only the limit is set.
    const amount =
        parse(container.at("resources", "requests", resource)) ?? parse(container.at("resources", "limits", resource));
    if (amount === undefined) {
        onMissing(
            container.at("resources", "requests", resource).path,
            "not set, so the idle nodes for it are not counted",
        );
    }
    return amount ?? 0;
}

function larger(a: Capacity, b: Capacity): Capacity {
    return { vcpu: Math.max(a.vcpu, b.vcpu), memoryGiB: Math.max(a.memoryGiB, b.memoryGiB) };
}

/** A pool of nodes that can be filled: what one of its nodes holds, and how many it may have. */
export interface Pool {
    readonly urn: string;
    readonly node: Capacity;
    readonly mostNodes: number;
}

/** How many nodes each pool has when idle, by URN, and what finds no place. */
export interface IdlePlan {
    readonly nodes: ReadonlyMap<string, number>;
    readonly left: Capacity;
}

/**
 * Fills pools in the order given: whole nodes, enough for the CPU and for the memory, up to each pool's limit. It
 * packs amounts, not pods, so it is a lower bound.
 */
export function fillPools(pools: readonly Pool[], demand: Capacity): IdlePlan {
    const nodes = new Map<string, number>();
    let left = demand;
    for (const pool of pools) {
        const wanted = Math.max(Math.ceil(left.vcpu / pool.node.vcpu), Math.ceil(left.memoryGiB / pool.node.memoryGiB));
        const used = Math.min(wanted, pool.mostNodes);
        nodes.set(pool.urn, used);
        left = {
            vcpu: Math.max(0, left.vcpu - used * pool.node.vcpu),
            memoryGiB: Math.max(0, left.memoryGiB - used * pool.node.memoryGiB),
        };
    }
    return { nodes, left };
}
