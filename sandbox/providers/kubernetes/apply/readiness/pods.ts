import { PropertyMap } from "../../../protocol/value";
import { conditionOf, idOf, mapAt, numberAt, objectsAt, textAt } from "../live";
import { Readiness, READY, failed, Reader, Verdict, waiting } from "./verdict";

/** No more pods than these are told of: the others mostly say the same. */
const SHOWN_PODS = 3;

/** The pods that carry these labels and belong to this object, or all with the labels where none does by itself. */
export async function podsOf(owner: PropertyMap, labels: PropertyMap, reader: Reader): Promise<PropertyMap[]> {
    const texts = Object.entries(labels).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
    if (texts.length === 0) {
        return [];
    }
    const wanted = Object.fromEntries(texts) as Record<string, string>;
    const pods = await reader.list("v1", "Pod", textAt(owner, "metadata", "namespace"), wanted);
    return pods.filter((pod) => isOwnedBy(pod, [textAt(owner, "metadata", "uid")]));
}

/** The pods of a Deployment's newest ReplicaSet. */
export async function podsOfRevision(deployment: PropertyMap, reader: Reader): Promise<PropertyMap[]> {
    const labels = mapAt(deployment, "spec", "selector", "matchLabels") as Record<string, string>;
    const namespace = textAt(deployment, "metadata", "namespace");
    const sets = await reader.list("apps/v1", "ReplicaSet", namespace, labels);
    const revision = (object: PropertyMap) =>
        textAt(object, "metadata", "annotations", "deployment.kubernetes.io/revision");
    const newest = sets
        .filter((set) => isOwnedBy(set, [textAt(deployment, "metadata", "uid")]))
        .filter((set) => revision(set) === revision(deployment))
        .map((set) => textAt(set, "metadata", "uid"));
    const pods = await reader.list("v1", "Pod", namespace, labels);
    return pods.filter((pod) => isOwnedBy(pod, newest));
}

function isOwnedBy(object: PropertyMap, uids: readonly string[]): boolean {
    return objectsAt(object, "metadata", "ownerReferences").some((owner) => uids.includes(textAt(owner, "uid")));
}

/** A sentence for each of the newest pods that is in trouble, in the official provider's form. */
export async function explainPods(pods: readonly PropertyMap[], reader: Reader): Promise<string[]> {
    const newestLast = [...pods].sort((left, right) => createdAt(left).localeCompare(createdAt(right)));
    const told = await Promise.all(newestLast.map((pod) => explainPod(pod, reader)));
    return told.filter((text) => text !== undefined).slice(-SHOWN_PODS);
}

function createdAt(pod: PropertyMap): string {
    return textAt(pod, "metadata", "creationTimestamp");
}

/**
 * What is wrong with a pod; undefined where nothing is.
 * Source of the form: pod checks of github.com/pulumi/pulumi-kubernetes, provider/pkg/await/checker/pod.
 */
export async function explainPod(pod: PropertyMap, reader: Reader): Promise<string | undefined> {
    const scheduled = conditionOf(pod, "PodScheduled");
    const unscheduled =
        textAt(scheduled, "status") === "False"
            ? [`[${textAt(scheduled, "reason")}] ${textAt(scheduled, "message")}`]
            : [];
    const containers = [
        ...objectsAt(pod, "status", "initContainerStatuses"),
        ...objectsAt(pod, "status", "containerStatuses"),
    ];
    const troubles = await Promise.all(containers.map((container) => explainContainer(pod, container, reader)));
    const evicted = textAt(pod, "status", "reason");
    const all = [
        ...unscheduled,
        ...(evicted === "" ? [] : [`[${evicted}] ${textAt(pod, "status", "message")}`]),
        ...troubles.flat(),
    ];
    if (all.length > 0) {
        return `[Pod ${idOf(pod)}]: ${all.join(" -- ")}`;
    }
    const ready = conditionOf(pod, "Ready");
    const isUnready = textAt(ready, "status") === "False" && textAt(ready, "reason") !== "PodCompleted";
    return isUnready && textAt(ready, "message") !== "" ? `[Pod ${idOf(pod)}]: ${textAt(ready, "message")}` : undefined;
}

async function explainContainer(pod: PropertyMap, container: PropertyMap, reader: Reader): Promise<string[]> {
    const state = mapAt(container, "state");
    const waitingState = mapAt(state, "waiting");
    const reason = textAt(waitingState, "reason");
    if (reason !== "" && reason !== "ContainerCreating" && reason !== "PodInitializing") {
        const last = mapAt(container, "lastState", "terminated");
        const ending = Object.keys(last).length === 0 ? [] : [await ended(pod, container, last, reader, true)];
        return [`[${reason}] ${textAt(waitingState, "message")}`.trim(), ...ending];
    }
    const terminated = mapAt(state, "terminated");
    const hasFailed = (numberAt(terminated, "exitCode") ?? 0) !== 0;
    return hasFailed ? [await ended(pod, container, terminated, reader, false)] : [];
}

/** How a container ended: by its own message, or else the end of its log. */
async function ended(
    pod: PropertyMap,
    container: PropertyMap,
    terminated: PropertyMap,
    reader: Reader,
    previous: boolean,
): Promise<string> {
    const name = textAt(container, "name");
    const message = textAt(terminated, "message") || (await reader.log(pod, name, previous));
    const code = numberAt(terminated, "exitCode") ?? 0;
    return message.trim() === ""
        ? `[${textAt(terminated, "reason")}] Container "${name}" completed with exit code ${code}`
        : `[${textAt(terminated, "reason")}] ${message.trim()}`;
}

/** A pod is ready when it says so, or has done its work. */
export function judgePod(live: PropertyMap): Verdict {
    const phase = textAt(live, "status", "phase");
    if (phase === "Succeeded" || textAt(conditionOf(live, "Ready"), "status") === "True") {
        return READY;
    }
    if (phase === "Failed") {
        return failed(textAt(live, "status", "message") || "the pod has failed");
    }
    return waiting(textAt(conditionOf(live, "Ready"), "message") || `the pod is ${phase || "not looked at yet"}`);
}

export const pod: Readiness = {
    judge: judgePod,
    explain: async (live, reader) => explainPods([live], reader),
};
