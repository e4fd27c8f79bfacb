import type { CaseResource, FindingCase } from "./cases";

/** A container that every rule of the security pack accepts, with what a case changes in it. */
export function container(changes: object = {}): object {
    return {
        name: "api",
        image: "registry.example/leanvibe/api:2.0.0",
        securityContext: securityContext(),
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
        ...changes,
    };
}

/** A hardened container's security context, with what a case changes in it. */
export function securityContext(changes: object = {}): object {
    return {
        runAsNonRoot: true,
        runAsUser: 1000,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
        ...changes,
    };
}

/** A pod spec that every rule accepts, with what a case changes in it. */
export function podSpec(changes: object = {}): object {
    return { automountServiceAccountToken: false, containers: [container()], ...changes };
}

/** A Deployment of that pod. Its pod's path is `spec.template.spec`. */
export function deployment(podChanges: object = {}): CaseResource {
    return { type: "kubernetes:apps/v1:Deployment", props: { spec: { template: { spec: podSpec(podChanges) } } } };
}

/** A Deployment with one container, with what a case changes in it. */
export function deploymentOf(containerChanges: object): CaseResource {
    return deployment({ containers: [container(containerChanges)] });
}

/** The ways in which a resource can hold a pod: one of each sort that the workload view knows. */
export const HOLDERS: readonly { name: string; path: string; hold: (spec: object) => CaseResource }[] = [
    { name: "a Pod", path: "spec", hold: (spec) => ({ type: "kubernetes:core/v1:Pod", props: { spec } }) },
    {
        name: "a Deployment",
        path: "spec.template.spec",
        hold: (spec) => ({ type: "kubernetes:apps/v1:Deployment", props: { spec: { template: { spec } } } }),
    },
    {
        name: "a Deployment of an old API version",
        path: "spec.template.spec",
        hold: (spec) => ({ type: "kubernetes:extensions/v1beta1:Deployment", props: { spec: { template: { spec } } } }),
    },
    {
        name: "a patch of a Deployment",
        path: "spec.template.spec",
        hold: (spec) => ({ type: "kubernetes:apps/v1:DeploymentPatch", props: { spec: { template: { spec } } } }),
    },
    {
        name: "a CronJob",
        path: "spec.jobTemplate.spec.template.spec",
        hold: (spec) => ({
            type: "kubernetes:batch/v1:CronJob",
            props: { spec: { jobTemplate: { spec: { template: { spec } } } } },
        }),
    },
    {
        name: "a PodTemplate",
        path: "template.spec",
        hold: (spec) => ({ type: "kubernetes:core/v1:PodTemplate", props: { template: { spec } } }),
    },
    {
        name: "an Argo Rollout",
        path: "spec.template.spec",
        hold: (spec) => ({ type: "kubernetes:argoproj.io/v1alpha1:Rollout", props: { spec: { template: { spec } } } }),
    },
    {
        name: "a custom resource with several templates",
        path: "spec.workerGroups[0].podTemplate.spec",
        hold: (spec) => ({
            type: "kubernetes:ray.example/v1:Cluster",
            props: { spec: { workerGroups: [{ podTemplate: { spec } }] } },
        }),
    },
    {
        name: "a PodList",
        path: "items[0].spec",
        hold: (spec) => ({ type: "kubernetes:core/v1:PodList", props: { items: [{ spec }] } }),
    },
    {
        name: "a List of any kinds",
        path: "items[0].spec.template.spec",
        hold: (spec) => ({
            type: "kubernetes:core/v1:List",
            props: { items: [{ apiVersion: "apps/v1", kind: "StatefulSet", spec: { template: { spec } } }] },
        }),
    },
];

/**
 * A pod spec that breaks a rule, as one bad case for each way in which a resource can hold it.
 *
 * @param what the fault in words
 * @param spec the pod spec
 * @param at where the fault is, from the pod spec on
 */
export function inEveryHolder(what: string, spec: object, at: string): FindingCase[] {
    return HOLDERS.map(({ name, path, hold }) => ({
        name: `${what} in ${name}`,
        given: hold(spec),
        at: `${path}.${at}`,
    }));
}

/**
 * A container that breaks a rule by what it *sets*: as a bad case in every holder, and as an init and (unless told
 * otherwise) an ephemeral container.
 *
 * @param at where the fault is, from the container on
 */
export function badContainer(
    what: string,
    changes: object,
    at: string,
    options: { ephemeral?: boolean } = {},
): FindingCase[] {
    const bad = container({ name: "bad", ...changes });
    const lists = ["initContainers", ...((options.ephemeral ?? true) ? ["ephemeralContainers"] : [])];
    return [
        ...inEveryHolder(what, podSpec({ containers: [bad] }), `containers[0].${at}`),
        ...lists.map((list) => ({
            name: `${what} in one of ${list}`,
            given: deployment({ [list]: [bad] }),
            at: `spec.template.spec.${list}[0].${at}`,
        })),
    ];
}
