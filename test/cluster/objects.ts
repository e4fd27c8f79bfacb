import { PropertyMap } from "../../sandbox/providers/protocol/value";

/** Objects that tests create: as small as the API server lets them be. */

export const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
export const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
export const JOB = "kubernetes:batch/v1:Job";
export const NAMESPACE = "kubernetes:core/v1:Namespace";
export const DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
export const ROUTE = "kubernetes:gateway.example.com/v1:Route";

export function configMap(name: string, data: PropertyMap, namespace = "default"): PropertyMap {
    return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data };
}

export function namespaceOf(name: string): PropertyMap {
    return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/** Two pods of 1000m CPU each: the server writes that as `1`. */
export function deployment(name: string, image = "x:1"): PropertyMap {
    const labels = { app: name };
    const containers = [{ name: "main", image, resources: { limits: { cpu: "1000m", memory: "64Mi" } } }];
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name, namespace: "default" },
        spec: {
            replicas: 2,
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: { containers } },
        },
    };
}

export function job(name: string, spec: PropertyMap = {}): PropertyMap {
    const template = { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "x:1" }] } };
    return {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name, namespace: "default" },
        spec: { backoffLimit: 0, template, ...spec },
    };
}

/** The same object with these of the provider's annotations. */
export function wishing(object: PropertyMap, wishes: Readonly<Record<string, string>>): PropertyMap {
    const annotations = Object.fromEntries(
        Object.entries(wishes).map(([name, value]) => [`pulumi.com/${name}`, value]),
    );
    return { ...object, metadata: { ...(object.metadata as PropertyMap), annotations } };
}

const STARTED = { startTime: "2026-01-01T00:00:00Z" };

/** The status of a Job that has done its work. */
export function complete(): PropertyMap {
    const conditions = ["SuccessCriteriaMet", "Complete"].map((type) => ({ type, status: "True" }));
    return { ...STARTED, completionTime: "2026-01-01T00:01:00Z", succeeded: 1, conditions };
}

/** The status of a Job whose pod has failed. */
export function failed(): PropertyMap {
    const condition = {
        status: "True",
        reason: "BackoffLimitExceeded",
        message: "Job has reached the specified backoff limit",
    };
    return { ...STARTED, failed: 1, conditions: ["FailureTarget", "Failed"].map((type) => ({ type, ...condition })) };
}

/** A pod that belongs to an object, with the owner's labels. */
export function podOf(owner: PropertyMap, name: string, labels: PropertyMap): PropertyMap {
    const { name: ownerName, uid } = owner.metadata as { name: string; uid: string };
    const reference = {
        apiVersion: owner.apiVersion ?? "",
        kind: owner.kind ?? "",
        name: ownerName,
        uid,
        controller: true,
    };
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: "default", labels, ownerReferences: [reference] },
        spec: { containers: [{ name: "main", image: "x:1" }] },
    };
}

/** The status of a pod whose only container is in this state. */
export function podStatus(phase: string, state: PropertyMap): PropertyMap {
    const container = { name: "main", image: "x:1", imageID: "", ready: false, restartCount: 0, state };
    return { phase, containerStatuses: [container] };
}

/** A kind with a list that is one value, as an HTTPRoute's rules are. */
export function routeDefinition(): PropertyMap {
    const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
    const spec = {
        type: "object",
        properties: { rules: { type: "array", "x-kubernetes-list-type": "atomic", items: open } },
    };
    return {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "routes.gateway.example.com" },
        spec: {
            group: "gateway.example.com",
            names: { kind: "Route", plural: "routes" },
            scope: "Namespaced",
            versions: [
                {
                    name: "v1",
                    served: true,
                    storage: true,
                    schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
                },
            ],
        },
    };
}

/** A route that gives so much to blue, and the rest to green. */
export function route(weight: number): PropertyMap {
    return {
        apiVersion: "gateway.example.com/v1",
        kind: "Route",
        metadata: { name: "leanvibe", namespace: "default" },
        spec: { rules: rules(weight) },
    };
}

export function rules(weight: number): PropertyMap[] {
    return [
        {
            backendRefs: [
                { name: "blue", weight },
                { name: "green", weight: 100 - weight },
            ],
        },
    ];
}
