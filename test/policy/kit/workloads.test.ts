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
