import assert from "node:assert/strict";

import * as fc from "fast-check";

import { COLOURS, planValues } from "../../../components/application/plan";
import type { KubernetesObject } from "../../../components/application/render";
import { planRelease } from "../../../components/release/plan";
import { otherColour } from "../../../components/release/version";
import { anyRequest, applicationConfig, valuesRequest, type AppConfig } from "../application/application";
import { fabricated, Plan, planOf, rendered, requestOf } from "./plans";
import { releaseConfig } from "./release";

/** The same release after a rollback: the other colour is live, and that is the next generation. */
function rolledBack(values: AppConfig): AppConfig {
    const { live, generation } = values.release;
    const release = { ...values.release, live: otherColour(live), generation: generation + 1 };
    return { ...values, release };
}

/** Names of what is made, changed or taken away between two plans. */
function changes(before: Plan, after: Plan): string[] {
    const [old, now] = [before.objects(), after.objects()];
    const names = [...new Set([...old.keys(), ...now.keys()])];
    return names.filter((name) => JSON.stringify(old.get(name)) !== JSON.stringify(now.get(name))).sort();
}

const WORKERS = /^(Deployment|PodDisruptionBudget) leanvibe-worker-|^HorizontalPodAutoscaler leanvibe-worker-hpa-/;

function assertRollback(values: AppConfig, chartOf?: Parameters<typeof requestOf>[1]): void {
    const [before, after] = [values, rolledBack(values)].map((each) => new Plan(requestOf(each, chartOf)));
    assert.ok(before && after);
    const changed = changes(before, after);
    const other = changed.filter((name) => !WORKERS.test(name));
    const switches = [before, after].map((plan) => `Job ${plan.only("switch").metadata.name}`);
    assert.deepEqual(other, ["HTTPRoute leanvibe", ...switches].sort());
    for (const colour of COLOURS) {
        assert.ok(changed.includes(`Deployment leanvibe-worker-${colour}`));
    }
}

/** Workers of a colour as they are planned: how many pods at least, and by which objects. */
function workersOf(plan: Plan, colour: string) {
    const objects = plan.objects();
    const deployment = objects.get(`Deployment leanvibe-worker-${colour}`);
    assert.ok(deployment);
    return {
        replicas: (deployment.spec as { replicas?: number }).replicas,
        autoscaler: objects.has(`HorizontalPodAutoscaler leanvibe-worker-hpa-${colour}`),
        budget: objects.has(`PodDisruptionBudget leanvibe-worker-${colour}`),
    };
}

describe("the plan of a release", () => {
    it("lets the workers of one colour work, and stops all of the other's", () => {
        fc.assert(
            fc.property(anyRequest, (values) => {
                const plan = new Plan(requestOf(values));
                const { live } = values.release;
                assert.deepEqual(workersOf(plan, otherColour(live)), { replicas: 0, autoscaler: false, budget: false });
                assert.deepEqual(workersOf(plan, live), {
                    replicas: undefined,
                    autoscaler: true,
                    budget: values.application.worker.minReplicas > 1,
                });
            }),
        );
    });

    it("of a rollback changes the route, the switch and the workers' objects, and nothing else", () => {
        fc.assert(
            fc.property(anyRequest, (values) => {
                // A snapshot carries the generation, and a rollback has nothing to remove.
                const migration = { ...values.release.migration, contract: false };
                assertRollback({ ...values, release: { ...values.release, migration } });
            }),
        );
    });

    it("of an unchanged configuration is the same to the letter", () => {
        fc.assert(
            fc.property(anyRequest, (values) => {
                const again = structuredClone(values);
                assert.equal(
                    JSON.stringify(planRelease(requestOf(again))),
                    JSON.stringify(planRelease(requestOf(values))),
                );
            }),
        );
    });

    it("is plain data that names no object twice", () => {
        fc.assert(
            fc.property(anyRequest, (values) => {
                const { steps } = new Plan(requestOf(values));
                assert.deepEqual(JSON.parse(JSON.stringify(steps)), steps);
                const names = steps.flatMap(({ objects }) => objects.map((o) => `${o.kind} ${o.metadata.name}`));
                assert.equal(new Set(names).size, names.length);
            }),
        );
    });

    it("leaves out nothing of either chart", () => {
        const plan = planOf();
        for (const { kind, metadata } of COLOURS.flatMap((colour) => plan.request.charts[colour])) {
            assert.ok(plan.objects().has(`${kind} ${metadata.name}`), `${kind} ${metadata.name}`);
        }
    });

    it("keeps the ledger out of the program's hands: it is made without data", () => {
        const ledger = planOf().objects().get("ConfigMap leanvibe-release-ledger");
        assert.ok(ledger && !("data" in ledger) && !("immutable" in ledger));
    });

    it("refuses a chart without an API, whose image the Jobs run on", () => {
        const request = planOf().request;
        const green = request.charts.green.filter(({ metadata }) => metadata.name !== "leanvibe-api-green");
        assert.throws(
            () => planRelease({ ...request, charts: { ...request.charts, green } }),
            /the chart renders no Deployment leanvibe-api-green/,
        );
    });
});

describe("the plan of a release with charts that helm renders", function () {
    this.timeout(60_000);

    const release = releaseConfig({ live: "green", generation: 7 });
    const worker = { minReplicas: 3, maxReplicas: 5, cpu: "1", memory: "1Gi" };
    const values = { ...valuesRequest({ application: applicationConfig({ worker }) }), release };

    /** What a plan looks at of the chart's objects. */
    const outline = (objects: readonly KubernetesObject[]) =>
        objects
            .map(({ kind, metadata, ...rest }) => [
                `${kind} ${metadata.name.replace(/[0-9a-f]{10}$/, "HASH")}`,
                kind === "Deployment" ? (rest.spec as { replicas?: number }).replicas : undefined,
                ["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget"].includes(kind)
                    ? metadata.labels?.["app.kubernetes.io/component"]
                    : undefined,
            ])
            .sort();

    it("is made of the same objects as with those that are made up for the other tests", () => {
        for (const colour of COLOURS) {
            const planned = planValues(colour, values);
            assert.deepEqual(outline(fabricated(planned)), outline(rendered(planned)));
        }
    });

    it("changes as little in a rollback", () => {
        assertRollback(values, rendered);
    });

    it("stops the workers of the colour that is not live", () => {
        const plan = new Plan(requestOf(values, rendered));
        assert.deepEqual(workersOf(plan, "blue"), { replicas: 0, autoscaler: false, budget: false });
        assert.deepEqual(workersOf(plan, "green"), { replicas: undefined, autoscaler: true, budget: true });
    });

    it("is made of any configuration that the program's own checks let through: the chart refuses none", () => {
        fc.assert(
            fc.property(anyRequest, (any) => {
                assert.ok(rendered(planValues("blue", any)).length > 0);
            }),
            { numRuns: 8 },
        );
    });
});
