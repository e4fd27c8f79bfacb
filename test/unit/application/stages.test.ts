import assert from "node:assert/strict";

import type { KubernetesObject } from "../../../components/application/render";
import { planStages } from "../../../components/application/stages";

function object(apiVersion: string, kind: string, name = "leanvibe-api-blue"): KubernetesObject {
    return { apiVersion, kind, metadata: { name, annotations: { purpose: "test" } } };
}

/** The stages as lists of `kind name`. */
function stagesOf(...objects: readonly KubernetesObject[]): string[][] {
    return planStages(objects).map((stage) => stage.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
}

describe("the order of the chart's objects", () => {
    it("puts what pods need before them, and what points at them after, each stage in the order given", () => {
        assert.deepEqual(
            stagesOf(
                object("policy/v1", "PodDisruptionBudget", "budget"),
                object("autoscaling/v2", "HorizontalPodAutoscaler", "scaler"),
                object("apps/v1", "Deployment", "pods"),
                object("v1", "Service", "service"),
                object("networking.k8s.io/v1", "NetworkPolicy", "traffic"),
                object("v1", "ServiceAccount", "account"),
                object("v1", "ConfigMap", "settings"),
            ),
            [
                ["NetworkPolicy traffic", "ServiceAccount account", "ConfigMap settings"],
                ["Service service"],
                ["Deployment pods"],
                ["PodDisruptionBudget budget", "HorizontalPodAutoscaler scaler"],
            ],
        );
    });

    it("leaves out a stage that has no objects", () => {
        assert.deepEqual(stagesOf(object("apps/v1", "Deployment", "pods"), object("v1", "ConfigMap", "settings")), [
            ["ConfigMap settings"],
            ["Deployment pods"],
        ]);
    });

    it("does not let Pulumi wait for Services and autoscalers, and keeps their annotations", () => {
        for (const [apiVersion, kind] of [
            ["v1", "Service"],
            ["autoscaling/v2", "HorizontalPodAutoscaler"],
        ] as const) {
            const [[planned] = []] = planStages([object(apiVersion, kind)]);
            assert.deepEqual(planned, {
                apiVersion,
                kind,
                metadata: {
                    name: "leanvibe-api-blue",
                    annotations: { purpose: "test", "pulumi.com/skipAwait": "true" },
                },
            });
        }
    });

    it("lets Pulumi wait for pods", () => {
        const pods = object("apps/v1", "Deployment");
        assert.deepEqual(planStages([pods]), [[pods]]);
    });

    it("refuses a kind that has no stage, and says where to decide on one", () => {
        assert.throws(
            () => planStages([object("batch/v1", "Job")]),
            /^Error: The chart renders a batch\/v1\/Job, which has no stage: add it to STAGES in .*stages\.ts$/,
        );
    });
});
