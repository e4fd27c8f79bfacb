import { hexOf } from "../protocol/identity";
import { isSecretAt, PropertyMap, PropertyValue, reveal, Secret, valueAt } from "../protocol/value";
import { GroupVersionKind } from "./kinds";

/**
 * The status that an object has once all is well with it. Only what the real provider waits for is told, since a
 * program may read that; the sandbox runs nothing that could make it otherwise.
 */
export function healthyStatus(gvk: GroupVersionKind, inputs: PropertyMap, id: string): PropertyMap | undefined {
    const make = BY_KIND[`${gvk.group}/${gvk.kind}`];
    return gvk.isPatch ? undefined : make?.(inputs, id);
}

const BY_KIND: Readonly<Record<string, (inputs: PropertyMap, id: string) => PropertyMap>> = {
    "apps/Deployment": (inputs) => {
        const replicas = count(inputs, "spec.replicas");
        return {
            availableReplicas: replicas,
            conditions: [condition("Available"), condition("Progressing")],
            observedGeneration: 1,
            readyReplicas: replicas,
            replicas,
            updatedReplicas: replicas,
        };
    },
    "apps/StatefulSet": (inputs) => {
        const replicas = count(inputs, "spec.replicas");
        return { availableReplicas: replicas, observedGeneration: 1, readyReplicas: replicas, replicas };
    },
    "apps/DaemonSet": () => ({ numberMisscheduled: 0, observedGeneration: 1 }),
    "batch/Job": (inputs) => ({
        conditions: [condition("Complete")],
        succeeded: count(inputs, "spec.completions"),
    }),
    "core/Namespace": () => ({ phase: "Active" }),
    "core/PersistentVolumeClaim": () => ({ phase: "Bound" }),
    "core/Pod": () => ({ conditions: [condition("Ready")], phase: "Running" }),
    "core/Service": (inputs, id) => ({
        loadBalancer: marked(
            inputs,
            "spec.type",
            reveal(valueAt(inputs, "spec.type") ?? null) === "LoadBalancer" ? balancer(id) : {},
        ),
    }),
    "networking.k8s.io/Ingress": (_inputs, id) => ({ loadBalancer: balancer(id) }),
    "gateway.networking.k8s.io/Gateway": (_inputs, id) => ({
        addresses: [{ type: "Hostname", value: hostname(id) }],
        conditions: [condition("Accepted"), condition("Programmed")],
    }),
    "policy/PodDisruptionBudget": () => ({ observedGeneration: 1 }),
    "autoscaling/HorizontalPodAutoscaler": () => ({ observedGeneration: 1 }),
};

function count(inputs: PropertyMap, path: string): PropertyValue {
    const value = reveal(valueAt(inputs, path) ?? null);
    return marked(inputs, path, typeof value === "number" ? value : 1);
}

/** The value, secret if the input that it follows from is. */
function marked(inputs: PropertyMap, path: string, value: PropertyValue): PropertyValue {
    return isSecretAt(inputs, path) ? new Secret(value) : value;
}

function condition(type: string): PropertyValue {
    return { status: "True", type };
}

function balancer(id: string): PropertyMap {
    return { ingress: [{ hostname: hostname(id) }] };
}

/** A host under a name that never resolves (RFC 2606). */
function hostname(id: string): string {
    return `k8s-${hexOf(10, "load balancer", id)}.elb.invalid`;
}
