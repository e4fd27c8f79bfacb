/** The order in which the objects of one colour come to be. Pure. */
import type { KubernetesObject } from "./render";

/**
 * Stages in order, with the kinds of each. Accounts, configuration and network policies are there before the first pod starts;
 * Services before the pods, because a gateway's readiness gates are only added to pods whose Service exists; autoscalers and
 * disruption budgets last, because they point at a Deployment.
 */
const KINDS = {
    foundation: [
        "v1/ConfigMap",
        "v1/ServiceAccount",
        "networking.k8s.io/v1/NetworkPolicy",
        "external-secrets.io/v1/ExternalSecret",
    ],
    services: ["v1/Service", "monitoring.coreos.com/v1/ServiceMonitor"],
    deployments: ["apps/v1/Deployment"],
    scaling: [
        "autoscaling/v2/HorizontalPodAutoscaler",
        "autoscaling.k8s.io/v1/VerticalPodAutoscaler",
        "keda.sh/v1alpha1/ScaledObject",
        "policy/v1/PodDisruptionBudget",
    ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What runs the workers and scales them comes last of all, when the colour has proved itself. */
const WORKER_STAGES = { deployments: "workers", scaling: "workerScaling" } as const;

/** The stages' names, in order. */
export const STAGES = ["foundation", "services", "deployments", "scaling", "workers", "workerScaling"] as const;
export type Stage = (typeof STAGES)[number];

/**
 * Annotations that the provider acts on. A Service has no ready pods while its Deployment waits for the Service, and an autoscaler
 * warns until the first metrics arrive, so neither is waited for; the Deployment's own rollout is. The Jobs of a release raise an
 * autoscaler's minimum, and an autoscaler sets the workers' replicas: of these fields the program takes the ownership back.
 */
const ANNOTATIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "v1/Service": { "pulumi.com/skipAwait": "true" },
    "autoscaling/v2/HorizontalPodAutoscaler": { "pulumi.com/skipAwait": "true", "pulumi.com/patchForce": "true" },
    workers: { "pulumi.com/patchForce": "true" },
};

/**
 * The objects by stage, each stage in the order given.
 *
 * @throws Error for a kind that has no stage: it needs a decision, not a default.
 */
export function planStages(objects: readonly KubernetesObject[]): Record<Stage, KubernetesObject[]> {
    const stages: Record<Stage, KubernetesObject[]> = {
        foundation: [],
        services: [],
        deployments: [],
        scaling: [],
        workers: [],
        workerScaling: [],
    };
    for (const object of objects) {
        const kind = `${object.apiVersion}/${object.kind}`;
        const stage = stageOf(object, kind);
        const annotations = ANNOTATIONS[kind] ?? ANNOTATIONS[stage];
        stages[stage].push(annotations ? withAnnotations(object, annotations) : object);
    }
    return stages;
}

function stageOf(object: KubernetesObject, kind: string): Stage {
    const names = Object.keys(KINDS) as (keyof typeof KINDS)[];
    const stage = names.find((name) => (KINDS[name] as readonly string[]).includes(kind));
    if (stage === undefined) {
        throw new Error(`The chart renders a ${kind}, which has no stage: add it to KINDS in ${__filename}`);
    }
    const isWorker = object.metadata.labels?.["app.kubernetes.io/component"] === "worker";
    return isWorker && (stage === "deployments" || stage === "scaling") ? WORKER_STAGES[stage] : stage;
}

function withAnnotations(object: KubernetesObject, added: Readonly<Record<string, string>>): KubernetesObject {
    return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...added } } };
}
