import { PropertyMap } from "../../../protocol/value";
import { conditionOf, holds, mapAt, numberAt, textAt } from "../live";
import { explainPods, podsOf, podsOfRevision } from "./pods";
import { failed, Readiness, READY, Verdict, waiting } from "./verdict";

/** True once the controller has seen the spec that is there now: until then the status speaks of an older one. */
function isObserved(live: PropertyMap): boolean {
    return (numberAt(live, "status", "observedGeneration") ?? 0) >= (numberAt(live, "metadata", "generation") ?? 0);
}

function status(live: PropertyMap, name: string): number {
    return numberAt(live, "status", name) ?? 0;
}

function notObserved(live: PropertyMap): Verdict {
    return waiting(
        `${textAt(live, "kind")} ${textAt(live, "metadata", "name")} was not looked at by its controller yet`,
    );
}

/**
 * A Deployment is ready when its newest pods are all available and no older one is left.
 * Source: the rules of `kubectl rollout status`, https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#complete-deployment
 */
export function judgeDeployment(live: PropertyMap): Verdict {
    if (!isObserved(live)) {
        return notObserved(live);
    }
    const progressing = conditionOf(live, "Progressing");
    if (textAt(progressing, "reason") === "ProgressDeadlineExceeded") {
        return failed(`[ProgressDeadlineExceeded] ${textAt(progressing, "message")}`);
    }
    const [replicas, updated, available] = ["replicas", "updatedReplicas", "availableReplicas"].map((name) =>
        status(live, name),
    ) as [number, number, number];
    const wanted = numberAt(live, "spec", "replicas") ?? 1;
    if (updated < wanted) {
        return waiting(`${updated} of ${wanted} new pods exist`);
    }
    if (replicas > updated) {
        return waiting(`${replicas - updated} old pods are still to end`);
    }
    return available < updated ? waiting(`${available} of ${updated} new pods are available`) : READY;
}

/** Outside of a rollout an autoscaler may be adding pods: enough of them available is all that matters. */
export function judgeRunningDeployment(live: PropertyMap): Verdict {
    const progressing = conditionOf(live, "Progressing");
    if (isObserved(live) && textAt(progressing, "reason") === "ProgressDeadlineExceeded") {
        return failed(`[ProgressDeadlineExceeded] ${textAt(progressing, "message")}`);
    }
    const available = conditionOf(live, "Available");
    return holds(live, "Available") ? READY : waiting(textAt(available, "message") || "no pod is available");
}

export const deployment: Readiness = {
    judge: judgeDeployment,
    judgeLater: judgeRunningDeployment,
    explain: async (live, reader) => explainPods(await podsOfRevision(live, reader), reader),
};

/** A StatefulSet is ready when all its pods are, each of the newest revision unless a partition keeps it back. */
export function judgeStatefulSet(live: PropertyMap): Verdict {
    if (!isObserved(live)) {
        return notObserved(live);
    }
    const wanted = numberAt(live, "spec", "replicas") ?? 1;
    const ready = status(live, "readyReplicas");
    if (ready < wanted) {
        return waiting(`${ready} of ${wanted} pods are ready`);
    }
    if (textAt(live, "spec", "updateStrategy", "type") === "OnDelete") {
        return READY;
    }
    const partition = numberAt(live, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
    const isRolled = textAt(live, "status", "currentRevision") === textAt(live, "status", "updateRevision");
    const due = Math.max(0, wanted - partition);
    const updated = status(live, "updatedReplicas");
    return isRolled || (partition > 0 && updated >= due)
        ? READY
        : waiting(`${updated} of ${due} pods are of the new revision`);
}

/** A DaemonSet is ready when each node that should have its pod has an available one of the newest kind. */
export function judgeDaemonSet(live: PropertyMap): Verdict {
    if (!isObserved(live)) {
        return notObserved(live);
    }
    const wanted = status(live, "desiredNumberScheduled");
    const isByHand = textAt(live, "spec", "updateStrategy", "type") === "OnDelete";
    const updated = isByHand ? wanted : status(live, "updatedNumberScheduled");
    const available = status(live, "numberAvailable");
    if (updated < wanted) {
        return waiting(`${updated} of ${wanted} nodes have the new pod`);
    }
    return available < wanted ? waiting(`${available} of ${wanted} nodes have an available pod`) : READY;
}

const explainSelected: Readiness["explain"] = async (live, reader) =>
    explainPods(await podsOf(live, mapAt(live, "spec", "selector", "matchLabels"), reader), reader);

export const statefulSet: Readiness = { judge: judgeStatefulSet, explain: explainSelected };
export const daemonSet: Readiness = { judge: judgeDaemonSet, explain: explainSelected };
