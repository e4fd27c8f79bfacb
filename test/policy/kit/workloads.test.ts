import { deepStrictEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { workloads } from "../../../policies/kit";
import { HOLDERS, UNKNOWN, asSeenByPolicies, podSpec } from "../../../policies/kit/testing";

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const image = fc.oneof(name, fc.constant(UNKNOWN));
const containerList = fc.array(fc.record({ name, image }), { maxLength: 3 });
const pod = fc.record({
    containers: containerList,
    initContainers: containerList,
    ephemeralContainers: containerList,
});
/** Keys of a custom resource that hold no pod by their name. */
const plainKey = name.filter((key) => !/template$/i.test(key));

function containersOf(type: string, props: object): { path: string; name: string }[] {
    return workloads(type, asSeenByPolicies(props)).workloads.flatMap(({ containers }) =>
        containers.map(({ value, name }) => ({ path: value.path, name })),
    );
}

function expected(spec: Record<string, { name: string }[]>, path: string): { path: string; name: string }[] {
    return ["containers", "initContainers", "ephemeralContainers"].flatMap((list) =>
        (spec[list] ?? []).map((container, i) => ({ path: `${path}.${list}[${i}]`, name: container.name })),
    );
}

describe("the workload view", () => {
    for (const { name: holder, path, hold } of HOLDERS) {
        it(`finds each container, with its path, in ${holder}`, () => {
            fc.assert(
                fc.property(pod, (spec) => {
                    const { type, props } = hold(spec);
                    deepStrictEqual(containersOf(type, props), expected(spec, path));
                }),
            );
        });
    }

    it("finds the pods of a custom resource wherever it holds their templates", () => {
        fc.assert(
            fc.property(fc.array(plainKey, { minLength: 1, maxLength: 6 }), pod, fc.boolean(), (keys, spec, inList) => {
                const template: object = { template: { spec } };
                const props = [...keys]
                    .reverse()
                    .reduce<object>((inner, key) => ({ [key]: inner }), inList ? [template] : template);
                const [view] = workloads("kubernetes:example.com/v1:Anything", asSeenByPolicies(props)).workloads;
                deepStrictEqual(
                    view?.containers.map(({ value }) => value.path.replace(/^.*template\.spec\./, "")),
                    expected(spec, "x").map(({ path }) => path.slice(2)),
                );
            }),
        );
    });

    it("finds no pod in a resource without one", () => {
        const without = fc.dictionary(
            plainKey,
            fc.oneof(fc.string(), fc.integer(), fc.dictionary(plainKey, fc.string())),
        );
        fc.assert(
            fc.property(without, (spec) => {
                deepStrictEqual(workloads("kubernetes:example.com/v1:Anything", asSeenByPolicies({ spec })), {
                    workloads: [],
                    unjudged: [],
                });
            }),
        );
        deepStrictEqual(containersOf("aws:ecs/service:Service", { spec: podSpec() }), []);
        deepStrictEqual(containersOf("kubernetes:karpenter.sh/v1:NodePool", { spec: { template: { spec: {} } } }), []);
    });

    it("finds all the pods of a list of several kinds", () => {
        const spec = podSpec();
        const items = [
            { apiVersion: "v1", kind: "Pod", spec },
            { apiVersion: "v1", kind: "ConfigMap", data: {} },
            { apiVersion: "batch/v1", kind: "CronJob", spec: { jobTemplate: { spec: { template: { spec } } } } },
        ];
        const found = workloads("kubernetes:core/v1:List", asSeenByPolicies({ items })).workloads;
        deepStrictEqual(
            found.map(({ kind, pod: { path } }) => `${kind} ${path}`),
            ["Pod items[0].spec", "CronJob items[2].spec.jobTemplate.spec.template.spec"],
        );
    });

    it("takes no list of containers for a pod that is not in a template", () => {
        // Prometheus takes a list of patches to its own containers by that name.
        const props = { spec: { containers: [{ name: "config-reloader" }], overrides: { spec: podSpec() } } };
        deepStrictEqual(containersOf("kubernetes:monitoring.coreos.com/v1:Prometheus", props), []);
    });

    it("looks into a template that is no pod's, and into a list that has another kind of items", () => {
        const props = { spec: { clusterTemplate: { nodes: [{ template: { spec: podSpec() } }] } } };
        const paths = ["kubernetes:x.io/v1:Cluster", "kubernetes:x.io/v1:AllowList"].map((type) =>
            containersOf(type, props),
        );
        const found = [{ path: "spec.clusterTemplate.nodes[0].template.spec.containers[0]", name: "api" }];
        deepStrictEqual(paths, [found, found]);
    });

    it("finds nothing in a patch that does not touch the pod, nor behind a malformed type", () => {
        const patch = { metadata: { name: "api" }, spec: { replicas: 3 } };
        deepStrictEqual(workloads("kubernetes:apps/v1:DeploymentPatch", asSeenByPolicies(patch)).workloads, []);
        for (const type of ["kubernetes:apps/v1", "kubernetes", "pulumi:providers:kubernetes", ""]) {
            deepStrictEqual(containersOf(type, { spec: podSpec() }), []);
        }
    });

    it("keeps two kinds of the same name in different API groups apart", () => {
        const props = { spec: { tasks: [{ template: { spec: podSpec() } }] } };
        const [found] = workloads("kubernetes:batch.volcano.sh/v1alpha1:Job", asSeenByPolicies(props)).workloads;
        equal(found?.pod.path, "spec.tasks[0].template.spec");
    });

    it("finds the pods of every kind that has them, in every version of its group", () => {
        const template = { template: { spec: podSpec() } };
        const cronJob = { jobTemplate: { spec: template } };
        const found = (type: string, props: object) =>
            workloads(`kubernetes:${type}`, asSeenByPolicies(props)).workloads.map(
                ({ kind, pod: { path } }) => `${kind} ${path}`,
            );
        for (const type of ["apps/v1", "apps/v1beta2", "extensions/v1beta1"]) {
            for (const kind of ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]) {
                deepStrictEqual(found(`${type}:${kind}`, { spec: template }), [`${kind} spec.template.spec`]);
            }
        }
        deepStrictEqual(found("batch/v1:Job", { spec: template }), ["Job spec.template.spec"]);
        deepStrictEqual(found("batch/v1beta1:CronJob", { spec: cronJob }), [
            "CronJob spec.jobTemplate.spec.template.spec",
        ]);
        for (const version of ["core/v1", "v1", "/v1"]) {
            deepStrictEqual(found(`${version}:Pod`, { spec: podSpec() }), ["Pod spec"]);
            deepStrictEqual(found(`${version}:PodTemplate`, template), ["PodTemplate template.spec"]);
            deepStrictEqual(found(`${version}:ReplicationController`, { spec: template }), [
                "ReplicationController spec.template.spec",
            ]);
        }
    });

    it("says that the spec of each of these kinds is unknown, by its own path", () => {
        const paths = (type: string) =>
            workloads(`kubernetes:${type}`, asSeenByPolicies({ spec: UNKNOWN })).unjudged.map(({ path }) => path);
        deepStrictEqual(paths("batch/v1:Job"), ["spec.template.spec"]);
        deepStrictEqual(paths("core/v1:ReplicationController"), ["spec.template.spec"]);
        deepStrictEqual(paths("extensions/v1beta1:DaemonSet"), ["spec.template.spec"]);
        deepStrictEqual(paths("batch/v1:CronJob"), ["spec.jobTemplate.spec.template.spec"]);
    });

    it("reads the kinds of a list's items from the items, and where they say none from the list", () => {
        const spec = podSpec();
        const kinds = (type: string, items: readonly object[]) =>
            workloads(type, asSeenByPolicies({ items })).workloads.map(({ kind }) => kind);
        deepStrictEqual(kinds("kubernetes:core/v1:PodList", [{ spec }]), ["Pod"]);
        deepStrictEqual(kinds("kubernetes:apps/v1:DeploymentList", [{ spec: { template: { spec } } }]), ["Deployment"]);
        deepStrictEqual(
            kinds("kubernetes:core/v1:List", [
                { apiVersion: "apps/v1", kind: "Deployment", spec: { template: { spec } } },
            ]),
            ["Deployment"],
        );
        // A kind of that name in another group is searched by shape.
        const tasks = { tasks: [{ template: { spec } }] };
        deepStrictEqual(
            kinds("kubernetes:core/v1:List", [{ apiVersion: "batch.volcano.sh/v1alpha1", kind: "Job", spec: tasks }]),
            ["Job"],
        );
    });

    it("takes a resource for a list by its kind, and an item's kind from its group", () => {
        const spec = podSpec();
        const view = (type: string, props: object) => workloads(`kubernetes:${type}`, asSeenByPolicies(props));
        const fleet = view("x.io/v1:Fleet", { items: [{ kind: "Ship", template: { spec } }] }).workloads;
        deepStrictEqual(
            fleet.map(({ kind, pod: { path } }) => `${kind} ${path}`),
            ["Fleet items[0].template.spec"],
        );
        const job = { items: [{ apiVersion: "batch/v1", kind: "Job", spec: UNKNOWN }] };
        deepStrictEqual(
            view("core/v1:List", job).unjudged.map(({ path }) => path),
            ["items[0].spec.template.spec"],
        );
    });

    it("names a container without a known name by its place", () => {
        const props = { spec: { containers: [{ name: "api" }, { name: UNKNOWN }], initContainers: [{}] } };
        deepStrictEqual(
            containersOf("kubernetes:core/v1:Pod", props).map(({ name }) => name),
            ["api", "containers[1]", "initContainers[0]"],
        );
    });

    it("keeps the pod's metadata", () => {
        const props = { spec: { template: { metadata: { labels: { app: "api" } }, spec: podSpec() } } };
        const [found] = workloads("kubernetes:apps/v1:Deployment", asSeenByPolicies(props)).workloads;
        equal(found?.metadata.at("labels", "app").path, "spec.template.metadata.labels.app");
        equal(found.metadata.at("labels", "app").read(), "api");
    });

    it("searches a custom resource sixteen levels deep, and says where it stopped", () => {
        const nested = (levels: number, inner: object): object =>
            Array.from({ length: levels }).reduce<object>((object) => ({ a: object }), inner);
        const lists = (levels: number, inner: unknown): unknown =>
            Array.from({ length: levels }).reduce((list) => [list], inner);
        const view = (props: object) => workloads("kubernetes:x.io/v1:X", asSeenByPolicies(props));
        const template = { template: { spec: podSpec() } };
        equal(view(nested(16, template)).workloads.length, 1);
        deepStrictEqual(view(nested(16, template)).unjudged, []);
        for (const [props, path] of [
            [nested(17, template), Array.from({ length: 17 }).fill("a").join(".")],
            [{ a: lists(17, template) }, `a${"[0]".repeat(16)}`],
        ] as const) {
            deepStrictEqual(view(props), {
                workloads: [],
                unjudged: [{ path, reason: "nested deeper than 16 levels" }],
            });
        }
    });

    it("takes an unknown value for a pod's only where a pod may stand: in a template, or as the whole spec", () => {
        const view = (props: object) => workloads("kubernetes:x.io/v1:X", asSeenByPolicies(props)).unjudged;
        const reason = "not known at preview, and may hold a pod";
        deepStrictEqual(view({ spec: UNKNOWN }), [{ path: "spec", reason }]);
        deepStrictEqual(view({ spec: { podTemplate: UNKNOWN } }), [{ path: "spec.podTemplate", reason }]);
        deepStrictEqual(view({ data: UNKNOWN, spec: { spec: UNKNOWN, size: UNKNOWN, templates: UNKNOWN } }), []);
    });

    it("says that a Helm release is opaque", () => {
        deepStrictEqual(workloads("kubernetes:helm.sh/v3:Release", asSeenByPolicies({ chart: "nginx" })), {
            workloads: [],
            unjudged: [
                { path: "chart", reason: "expanded by Helm outside of the program, so its pods are not visible" },
            ],
        });
    });

    it("looks for pods in a kind whose name only begins like a Helm release", () => {
        const props = { spec: { template: { spec: podSpec() } } };
        const { workloads: found } = workloads("kubernetes:helm.sh/v3:ReleasePlan", asSeenByPolicies(props));
        deepStrictEqual(
            found.map(({ kind }) => kind),
            ["ReleasePlan"],
        );
    });

    it("takes a kind that ends like a patch for itself where it says so, else for a patch of another kind", () => {
        const props = { kind: "NodePatch", spec: { template: { spec: podSpec() } } };
        const kindOf = (given: object) =>
            workloads("kubernetes:x.io/v1:NodePatch", asSeenByPolicies(given)).workloads.map(({ kind }) => kind);
        deepStrictEqual(kindOf(props), ["NodePatch"]);
        deepStrictEqual(kindOf({ ...props, kind: "Node" }), ["Node"]);
        deepStrictEqual(kindOf({ spec: props.spec }), ["Node"]);
    });

    it("looks at Kubernetes resources alone", () => {
        const props = { spec: { template: { spec: podSpec() } } };
        for (const type of ["other:apps/v1:Deployment", "kubernetes:apps/v1", "kubernetes"]) {
            deepStrictEqual(workloads(type, asSeenByPolicies(props)), { workloads: [], unjudged: [] });
        }
    });

    for (const { name: what, type, props, path } of [
        { name: "a pod", type: "core/v1:Pod", props: { spec: UNKNOWN }, path: "spec" },
        { name: "a template", type: "apps/v1:Deployment", props: { spec: UNKNOWN }, path: "spec.template.spec" },
        { name: "a custom template", type: "x.io/v1:X", props: { spec: { template: UNKNOWN } }, path: "spec.template" },
        {
            name: "a custom template's spec",
            type: "x.io/v1:X",
            props: { spec: { template: { spec: UNKNOWN } } },
            path: "spec.template",
        },
        { name: "a custom spec", type: "x.io/v1:X", props: { spec: UNKNOWN }, path: "spec" },
        { name: "a list", type: "core/v1:PodList", props: { items: UNKNOWN }, path: "items" },
    ]) {
        it(`says that ${what} is unknown`, () => {
            const { unjudged } = workloads(`kubernetes:${type}`, asSeenByPolicies(props));
            deepStrictEqual(
                unjudged.map((item) => item.path),
                [path],
            );
        });
    }
});
