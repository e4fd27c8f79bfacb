/** The application's namespace: its Pod Security labels, and the limits of everything in it. Pure. */
import { ChartValues, WORKLOADS } from "./plan";
import { formatCpu, formatMemory, parseCpu, parseMemory } from "./quantity";

/**
 * How many full copies of the application the namespace must hold: two colours, and each twice, because during an update the pods
 * that are going still count while their successors run.
 */
const COPIES = 4;

/** Pods, CPU and memory left for what is not the application itself, such as the Jobs of a release. */
const RESERVE = { pods: 10, cpuMillicores: 2000, memoryBytes: 4 * 2 ** 30 };

/** Hard limits of a namespace, as a ResourceQuota states them. */
export interface Quota extends Readonly<Record<string, string>> {
    readonly pods: string;
    readonly "requests.cpu": string;
    readonly "requests.memory": string;
    readonly "limits.cpu": string;
    readonly "limits.memory": string;
}

/**
 * Labels that hold every pod of the namespace to the restricted Pod Security Standard, in the version of the cluster: a newer
 * standard applies when the cluster's version is raised, not on its own.
 *
 * @param kubernetesVersion e.g. `1.34`
 */
export function podSecurityLabels(kubernetesVersion: string): Record<string, string> {
    const minor = kubernetesVersion.replace(/^v?(\d+\.\d+).*$/, "v$1");
    return Object.fromEntries(
        ["enforce", "audit", "warn"].flatMap((mode) => [
            [`pod-security.kubernetes.io/${mode}`, "restricted"],
            [`pod-security.kubernetes.io/${mode}-version`, minor],
        ]),
    );
}

/**
 * Labels of the namespace: its Pod Security, and the wish that EKS Auto Mode's load balancer answers for a pod's readiness, so
 * that a rollout waits until the load balancer knows the new pods.
 * https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html
 */
export function namespaceLabels(kubernetesVersion: string): Record<string, string> {
    return { ...podSecurityLabels(kubernetesVersion), "eks.amazonaws.com/pod-readiness-gate-inject": "enabled" };
}

/**
 * A ceiling against runaways, not a budget: {@link COPIES} times every workload at its autoscaler's maximum, and a reserve.
 */
export function planQuota(values: ChartValues): Quota {
    const total = { pods: 0, requestedCpu: 0, requestedMemory: 0, cpu: 0, memory: 0 };
    for (const workload of WORKLOADS) {
        const { autoscaling, resources } = values[workload];
        const pods = autoscaling.maxReplicas * COPIES;
        total.pods += pods;
        total.requestedCpu += pods * parseCpu(resources.requests.cpu);
        total.requestedMemory += pods * parseMemory(resources.requests.memory);
        total.cpu += pods * parseCpu(resources.limits.cpu);
        total.memory += pods * parseMemory(resources.limits.memory);
    }
    return {
        pods: String(total.pods + RESERVE.pods),
        "requests.cpu": formatCpu(total.requestedCpu + RESERVE.cpuMillicores),
        "requests.memory": formatMemory(total.requestedMemory + RESERVE.memoryBytes),
        "limits.cpu": formatCpu(total.cpu + RESERVE.cpuMillicores),
        "limits.memory": formatMemory(total.memory + RESERVE.memoryBytes),
    };
}

/** What a container gets that states nothing itself; with a quota in place it would be refused otherwise. */
export const CONTAINER_DEFAULTS = {
    type: "Container",
    defaultRequest: { cpu: "100m", memory: "128Mi", "ephemeral-storage": "64Mi" },
    default: { cpu: "500m", memory: "256Mi", "ephemeral-storage": "256Mi" },
};
