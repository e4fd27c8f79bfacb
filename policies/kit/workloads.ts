import { NOT_KNOWN_AT_PREVIEW, Value } from "./value";
import type { Unjudged } from "./value";

/**
 * One view of "a pod that someone will run", whatever resource describes it. A rule that looks at Deployments alone is
 * passed by a CronJob, and one that looks at `containers` alone is passed by an init container.
 */

/** Where in a pod a container is listed. */
export type ContainerRole = "regular" | "init" | "ephemeral";

/** A container of a workload, with its property path. */
export interface Container {
    readonly role: ContainerRole;
    /** Its name, or its place in the list while the name is not known. */
    readonly name: string;
    readonly value: Value;
}

/** A pod, or the template that pods are made from. */
export interface Workload {
    /** The kind that holds it, such as `CronJob` or `Rollout`. */
    readonly kind: string;
    /** The pod's metadata (labels, annotations). */
    readonly metadata: Value;
    /** The pod's spec. */
    readonly pod: Value;
    /** Regular, init and ephemeral containers. */
    readonly containers: readonly Container[];
    /** Lists of containers that are not known. */
    readonly unjudged: readonly Unjudged[];
    /** True if the pod says that it runs on Windows, where Linux settings are refused by Kubernetes. */
    readonly windows: boolean;
}

/** The workloads of one resource, and the places that may hide more of them. */
export interface WorkloadView {
    readonly workloads: readonly Workload[];
    /** Grows when a check walks a list of a workload that is not known. */
    readonly unjudged: readonly Unjudged[];
}

type PodPath = readonly string[];

/** Where the pod (an object with `metadata` and `spec`) is, by API group and kind, in every version of the group. */
const POD_PATHS: Readonly<Record<string, Readonly<Record<string, PodPath>>>> = {
    core: { Pod: [], PodTemplate: ["template"], ReplicationController: ["spec", "template"] },
    apps: {
        Deployment: ["spec", "template"],
        StatefulSet: ["spec", "template"],
        DaemonSet: ["spec", "template"],
        ReplicaSet: ["spec", "template"],
    },
    batch: { Job: ["spec", "template"], CronJob: ["spec", "jobTemplate", "spec", "template"] },
};

/** Groups that held these kinds in earlier versions of Kubernetes. */
const GROUP_ALIASES: Readonly<Record<string, string>> = { extensions: "apps", "": "core", v1: "core" };

const CONTAINER_LISTS: readonly (readonly [string, ContainerRole])[] = [
    ["containers", "regular"],
    ["initContainers", "init"],
    ["ephemeralContainers", "ephemeral"],
];

/** How deep a custom resource is searched; schemas in use nest pod templates at most half as deep. */
const DEEPEST_SEARCH = 16;

/** A Helm release is one opaque resource: what it runs is made outside of the program, out of every rule's sight. */
const OPAQUE_RELEASE = /^kubernetes:helm\.sh\/v3:Release$/;

/**
 * The workloads that a resource describes: none if it is no Kubernetes resource or holds no pod.
 *
 * @param type the resource's type token, such as `kubernetes:apps/v1:Deployment`
 * @param props its properties: the SDK's proxy, or plain data
 */
export function workloads(type: string, props: object): WorkloadView {
    const token = parseToken(type);
    const found: Workload[] = [];
    const unjudged: Unjudged[] = [];
    if (token === undefined) {
        return { workloads: found, unjudged };
    }
    if (OPAQUE_RELEASE.test(type)) {
        return {
            workloads: found,
            unjudged: [
                { path: "chart", reason: "expanded by Helm outside of the program, so its pods are not visible" },
            ],
        };
    }
    const { kind, partial } = withoutPatch(token.kind, props);
    const root = Value.of(props, { partial, onUnjudged: (item) => unjudged.push(item) });
    visit(root, token.group, kind, found, unjudged);
    return { workloads: found, unjudged };
}

function visit(object: Value, group: string, kind: string, found: Workload[], unjudged: Unjudged[]): void {
    if (kind.endsWith("List") && !object.at("items").isAbsent) {
        for (const item of object.at("items").items()) {
            const itemKind = item.at("kind").knownString ?? kind.slice(0, -"List".length);
            const itemVersion = item.at("apiVersion").knownString;
            visit(item, itemVersion === undefined ? group : groupOf(itemVersion), itemKind, found, unjudged);
        }
        return;
    }
    const podPath = POD_PATHS[group]?.[kind];
    if (podPath === undefined) {
        search(object, kind, 0, found, unjudged);
        return;
    }
    const holder = object.at(...podPath);
    const spec = holder.at("spec");
    if (spec.isUnknown) {
        unjudged.push({ path: spec.path, reason: NOT_KNOWN_AT_PREVIEW });
    } else if (!spec.isAbsent) {
        found.push(workload(kind, holder));
    }
}

/** Finds pod templates by their shape in a resource whose schema is not known here. */
function search(value: Value, kind: string, depth: number, found: Workload[], unjudged: Unjudged[]): void {
    if (depth > DEEPEST_SEARCH) {
        unjudged.push({ path: value.path, reason: `nested deeper than ${DEEPEST_SEARCH} levels` });
        return;
    }
    if (value.isList) {
        for (const item of value.items()) {
            search(item, kind, depth + 1, found, unjudged);
        }
        return;
    }
    for (const key of value.keys()) {
        const child = value.at(key);
        // Such as `template` of a Rollout, `podTemplate` of Elasticsearch, `podTemplateSpec` of a CassandraDatacenter.
        const isTemplate = /template(?:spec)?$/i.test(key);
        if (isTemplate && !child.at("spec", "containers").isAbsent) {
            if (child.at("spec").isUnknown) {
                unjudged.push({ path: child.path, reason: `${NOT_KNOWN_AT_PREVIEW}, and may hold a pod` });
            } else {
                found.push(workload(kind, child));
            }
        } else if (depth === 0 && key === "spec" && child.isUnknown) {
            unjudged.push({ path: child.path, reason: `${NOT_KNOWN_AT_PREVIEW}, and may hold a pod` });
        } else {
            search(child, kind, depth + 1, found, unjudged);
        }
    }
}

function workload(kind: string, holder: Value): Workload {
    const pod = holder.at("spec");
    const lists = CONTAINER_LISTS.map(([key, role]) => ({ key, role, list: pod.at(key) }));
    return {
        kind,
        metadata: holder.at("metadata"),
        pod,
        containers: lists
            .filter(({ list }) => !list.isUnknown)
            .flatMap(({ key, role, list }) =>
                list.items().map((value, index) => {
                    const name = value.at("name").knownString ?? `${key}[${index}]`;
                    return { role, value, name };
                }),
            ),
        unjudged: lists
            .filter(({ list }) => list.isUnknown)
            .map(({ list }) => ({ path: list.path, reason: NOT_KNOWN_AT_PREVIEW })),
        windows: pod.at("os", "name").knownString === "windows",
    };
}

function parseToken(type: string): { group: string; kind: string } | undefined {
    const [provider, apiVersion, kind] = type.split(":");
    if (provider !== "kubernetes" || apiVersion === undefined || kind === undefined) {
        return undefined;
    }
    return { group: groupOf(apiVersion), kind };
}

function groupOf(apiVersion: string): string {
    const group = apiVersion.split("/")[0] ?? "";
    return GROUP_ALIASES[group] ?? group;
}

/** `DeploymentPatch` is a Deployment of which only some fields are given; its `kind`, if set, says so. */
function withoutPatch(kind: string, props: object): { kind: string; partial: boolean } {
    if (!kind.endsWith("Patch") || Value.of(props).at("kind").knownString === kind) {
        return { kind, partial: false };
    }
    return { kind: kind.slice(0, -"Patch".length), partial: true };
}
