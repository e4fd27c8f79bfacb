/** The order in which the chart's objects come to be. Pure. */
import type { KubernetesObject } from "./render";

/**
 * Stages in order, with the kinds of each. Accounts, configuration and network policies are there before the first pod starts;
 * Services before the pods, because a gateway's readiness gates are only added to pods whose Service exists; autoscalers and
 * disruption budgets last, because they point at a Deployment.
 */
const STAGES: readonly (readonly string[])[] = [
    ["v1/ConfigMap", "v1/ServiceAccount", "networking.k8s.io/v1/NetworkPolicy"],
    ["v1/Service"],
    ["apps/v1/Deployment"],
    ["autoscaling/v2/HorizontalPodAutoscaler", "policy/v1/PodDisruptionBudget"],
];

/**
 * Kinds that Pulumi must not wait for: a Service has no ready pods while its Deployment waits for the Service, and an autoscaler
 * warns until the first metrics arrive. The Deployment's own rollout is awaited.
 */
const NOT_AWAITED: readonly string[] = ["v1/Service", "autoscaling/v2/HorizontalPodAutoscaler"];

/**
 * The objects by stage, each stage in the order given; a stage without objects is left out.
 *
 * @throws Error for a kind that has no stage: it needs a decision, not a default.
 */
export function planStages(objects: readonly KubernetesObject[]): KubernetesObject[][] {
    const stages: KubernetesObject[][] = STAGES.map(() => []);
    for (const object of objects) {
        const kind = `${object.apiVersion}/${object.kind}`;
        const stage = stages[STAGES.findIndex((kinds) => kinds.includes(kind))];
        if (!stage) {
            throw new Error(`The chart renders a ${kind}, which has no stage: add it to STAGES in ${__filename}`);
        }
        stage.push(NOT_AWAITED.includes(kind) ? withoutAwait(object) : object);
    }
    return stages.filter((stage) => stage.length > 0);
}

function withoutAwait(object: KubernetesObject): KubernetesObject {
    const annotations = { ...object.metadata.annotations, "pulumi.com/skipAwait": "true" };
    return { ...object, metadata: { ...object.metadata, annotations } };
}
