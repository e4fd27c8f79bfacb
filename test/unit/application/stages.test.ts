import assert from "node:assert/strict";

import { planValues } from "../../../components/application/plan";
import { CHART, renderChart, type KubernetesObject } from "../../../components/application/render";
import { planStages, STAGES } from "../../../components/application/stages";
import { valuesRequest } from "./application";

function object(apiVersion: string, kind: string, name = "leanvibe-api-blue", component?: string): KubernetesObject {
    const labels = component === undefined ? {} : { labels: { "app.kubernetes.io/component": component } };
    return { apiVersion, kind, metadata: { name, annotations: { purpose: "test" }, ...labels } };
}

/** The stages as lists of `kind name`, those without objects left out. */
function stagesOf(...objects: readonly KubernetesObject[]): Record<string, string[]> {
    const planned = planStages(objects);
    const named = STAGES.map((stage) => [
        stage,
        planned[stage].map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ]);
    return Object.fromEntries(named.filter(([, names]) => names?.length !== 0)) as Record<string, string[]>;
}

/** The one object of a plan of one object. */
function staged(one: KubernetesObject): KubernetesObject | undefined {
    return Object.values(planStages([one])).flat()[0];
}

const DEPLOYMENT = ["apps/v1", "Deployment"] as const;
const AUTOSCALER = ["autoscaling/v2", "HorizontalPodAutoscaler"] as const;
const BUDGET = ["policy/v1", "PodDisruptionBudget"] as const;

describe("the stages of a colour's objects", () => {
    it("are in the order in which they come to be", () => {
        assert.deepEqual(STAGES, ["foundation", "services", "deployments", "scaling", "workers", "workerScaling"]);
    });

    it("put what pods need before them, and what points at them after, each stage in the order given", () => {
        assert.deepEqual(
            stagesOf(
                object(...BUDGET, "budget"),
                object(...AUTOSCALER, "scaler"),
                object(...DEPLOYMENT, "pods"),
                object("v1", "Service", "service"),
                object("networking.k8s.io/v1", "NetworkPolicy", "traffic"),
                object("v1", "ServiceAccount", "account"),
                object("v1", "ConfigMap", "settings"),
            ),
            {
                foundation: ["NetworkPolicy traffic", "ServiceAccount account", "ConfigMap settings"],
                services: ["Service service"],
                deployments: ["Deployment pods"],
                scaling: ["PodDisruptionBudget budget", "HorizontalPodAutoscaler scaler"],
            },
        );
    });

    it("keep the workers' pods, autoscaler and budget for the end, and nothing else of theirs", () => {
        assert.deepEqual(
            stagesOf(
                object("v1", "ServiceAccount", "account", "worker"),
                object(...DEPLOYMENT, "worker", "worker"),
                object(...AUTOSCALER, "scaler", "worker"),
                object(...BUDGET, "budget", "worker"),
                object(...DEPLOYMENT, "api", "api"),
                object(...DEPLOYMENT, "frontend", "frontend"),
            ),
            {
                foundation: ["ServiceAccount account"],
                deployments: ["Deployment api", "Deployment frontend"],
                workers: ["Deployment worker"],
                workerScaling: ["HorizontalPodAutoscaler scaler", "PodDisruptionBudget budget"],
            },
        );
    });

    it("let Pulumi wait neither for Services nor for autoscalers, and keep their annotations", () => {
        const given = [object("v1", "Service"), object(...AUTOSCALER), object(...AUTOSCALER, "scaler", "worker")];
        for (const one of given) {
            const annotations = staged(one)?.metadata.annotations;
            assert.equal(annotations?.["pulumi.com/skipAwait"], "true");
            assert.equal(annotations.purpose, "test");
            assert.deepEqual(one.metadata.annotations, { purpose: "test" }, "what was given stays as it was");
        }
    });

    it("take back what an autoscaler or a Job of the release has set meanwhile, and nothing else by force", () => {
        const isForced = (one: KubernetesObject) =>
            staged(one)?.metadata.annotations?.["pulumi.com/patchForce"] === "true";
        assert.ok(isForced(object(...AUTOSCALER)));
        assert.ok(isForced(object(...DEPLOYMENT, "worker", "worker")));
        assert.ok(!isForced(object(...DEPLOYMENT, "api", "api")));
        assert.ok(!isForced(object("v1", "Service")));
    });

    it("let Pulumi wait for pods", () => {
        const pods = object(...DEPLOYMENT);
        assert.deepEqual(staged(pods), pods);
        assert.ok(
            !("pulumi.com/skipAwait" in (staged(object(...DEPLOYMENT, "w", "worker"))?.metadata.annotations ?? {})),
        );
    });

    it("refuse a kind that nobody has placed, and say where to decide on one", () => {
        assert.throws(
            () => planStages([object("v1", "Secret")]),
            /^Error: The chart renders a v1\/Secret, which has no stage: add it to KINDS in .*stages\.ts$/,
        );
    });
});

describe("the stages of the chart", () => {
    const objects = () =>
        renderChart({
            chart: CHART,
            release: "leanvibe-blue",
            namespace: "leanvibe",
            kubernetesVersion: "1.35",
            values: planValues("blue", valuesRequest()),
        });

    it("hold every object, each under the kinds that its stage is for", () => {
        const rendered = objects();
        const planned = planStages(rendered);
        assert.equal(Object.values(planned).flat().length, rendered.length);
        const kinds = STAGES.map((stage) => [...new Set(planned[stage].map(({ kind }) => kind))].sort());
        assert.deepEqual(kinds, [
            ["ConfigMap", "NetworkPolicy", "ServiceAccount"],
            ["Service"],
            ["Deployment"],
            ["HorizontalPodAutoscaler", "PodDisruptionBudget"],
            ["Deployment"],
            // The worker of this configuration is a single pod, which has no budget that a drain survives.
            ["HorizontalPodAutoscaler"],
        ]);
    });
});
