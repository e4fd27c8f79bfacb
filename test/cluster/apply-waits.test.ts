import { strict as assert } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";

import * as proto from "@pulumi/pulumi/proto/provider_pb";

import { PropertyMap, valueAt } from "../../sandbox/providers/protocol/value";
import { Existing, partialStateOf, urnOf } from "../unit/providers/harness";
import {
    complete,
    configMap,
    CONFIG_MAP,
    deployment,
    DEPLOYMENT,
    failed,
    job,
    JOB,
    podOf,
    podStatus,
    wishing,
} from "./objects";
import { at, failureOf, watched, World } from "./world";

const { DIFF_NONE } = proto.DiffResponse.DiffChanges;

const deploymentAt = (name: string) => at("Deployment", name, "apps/v1");
const jobAt = (name: string) => at("Job", name, "batch/v1");

describe("the kubernetes stand-in with real objects", () => {
    let world: World;

    before(async function () {
        // The first time builds the API server.
        this.timeout(3_600_000);
        world = await World.begin();
    });
    after(() => world.end());
    afterEach(() => {
        world.stopEngines();
    });

    describe("waits", () => {
        it("for a Deployment until the newest pods are available and no old one is left", async () => {
            const engine = await world.start();
            const done = watched(engine.make(urnOf(DEPLOYMENT), deployment("rolled")));
            await world.exists(deploymentAt("rolled"));
            const status = {
                observedGeneration: 1,
                replicas: 3,
                updatedReplicas: 2,
                readyReplicas: 3,
                availableReplicas: 3,
            };
            await world.setStatus(deploymentAt("rolled"), status);
            await sleep(600);
            assert.equal(done.isOver, false);
            await world.setStatus(deploymentAt("rolled"), {
                ...status,
                replicas: 2,
                readyReplicas: 2,
                availableReplicas: 2,
            });
            const made = await done.promise;
            assert.equal(valueAt(made.outputs, "status.updatedReplicas"), 2);

            const { inputs } = await engine.check(urnOf(DEPLOYMENT), deployment("rolled", "x:2"), made.inputs);
            const second = watched(engine.update(urnOf(DEPLOYMENT), made, inputs));
            await sleep(600);
            assert.equal(second.isOver, false, "the status speaks of the generation before");
            await world.setStatus(deploymentAt("rolled"), { observedGeneration: 2 });
            await second.promise;
        });

        it("no longer than the program allows, and tells what the newest pods say", async () => {
            const engine = await world.start();
            const failing = failureOf(engine.create(urnOf(DEPLOYMENT), deployment("stuck"), false, 3));
            const live = await world.exists(deploymentAt("stuck"));
            await playDeploymentController(world, live);
            const failure = await failing;
            assert.match(failure.message, /'stuck' timed out waiting to be Ready/);
            assert.match(
                failure.message,
                /\[Pod default\/stuck-1-a\]: \[ImagePullBackOff\] Back-off pulling image "x:1"/,
            );
            const partial = partialStateOf(failure);
            assert.equal(partial?.id, "default/stuck");
            assert.equal(valueAt(partial.outputs, "metadata.name"), "stuck");
        });

        it("not at all where the progress deadline is exceeded", async () => {
            const engine = await world.start();
            const failing = failureOf(engine.create(urnOf(DEPLOYMENT), deployment("late")));
            await world.exists(deploymentAt("late"));
            const condition = {
                type: "Progressing",
                status: "False",
                reason: "ProgressDeadlineExceeded",
                message: "ReplicaSet has timed out progressing.",
            };
            await world.setStatus(deploymentAt("late"), { observedGeneration: 1, conditions: [condition] });
            assert.match((await failing).message, /\[ProgressDeadlineExceeded\] ReplicaSet has timed out progressing/);
        });

        it("for a Job, whose failure carries the last words of its pod", async () => {
            const engine = await world.start();
            const good = watched(engine.make(urnOf(JOB, "good"), job("good")));
            await world.exists(jobAt("good"));
            await world.setStatus(jobAt("good"), complete());
            await good.promise;

            const bad = failureOf(engine.make(urnOf(JOB, "bad"), job("bad")));
            const live = await world.exists(jobAt("bad"));
            await world.create(at("Pod", "bad-x"), podOf(live, "bad-x", { "batch.kubernetes.io/job-name": "bad" }));
            const terminated = { exitCode: 1, reason: "Error", message: "[1.1s] BREACH 592 errors of 592" };
            await world.setStatus(at("Pod", "bad-x"), podStatus("Failed", { terminated }));
            await world.setStatus(jobAt("bad"), failed());
            const failure = await bad;
            assert.match(failure.message, /\[Pod default\/bad-x\]: \[Error\] \[1\.1s\] BREACH 592 errors of 592/);
            assert.match(failure.message, /\[BackoffLimitExceeded\] Job has reached the specified backoff limit/);
            assert.equal(partialStateOf(failure)?.id, "default/bad");
        });

        it("as the annotation waitFor says, for any kind", async () => {
            const engine = await world.start();
            const wish = JSON.stringify(["jsonpath={.data.state}=done", "jsonpath={.metadata.labels.seen}"]);
            const done = watched(
                engine.make(urnOf(CONFIG_MAP), wishing(configMap("wished", { state: "new" }), { waitFor: wish })),
            );
            await world.exists(at("ConfigMap", "wished"));
            await world.patch(at("ConfigMap", "wished"), { data: { state: "done" } });
            await sleep(500);
            assert.equal(done.isOver, false);
            await world.patch(at("ConfigMap", "wished"), { metadata: { labels: { seen: "yes" } } });
            await done.promise;
        });

        it("until the user cancels, and keeps what is there by then", async () => {
            const engine = await world.start();
            const failing = failureOf(engine.make(urnOf(DEPLOYMENT), deployment("cancelled")));
            await world.exists(deploymentAt("cancelled"));
            const cancelled = Date.now();
            await engine.cancel();
            const failure = await failing;
            assert(Date.now() - cancelled < 2000);
            assert.match(failure.message, /Resource operation was cancelled for 'cancelled'/);
            assert.equal(partialStateOf(failure)?.id, "default/cancelled");
        });
    });

    describe("replaces and deletes", () => {
        it("replaces a Job that failed, where the program wants it, under the same name", async () => {
            const engine = await world.start();
            const urn = urnOf(JOB, "again");
            const again = wishing(job("again"), { replaceUnready: "true" });
            const failing = failureOf(engine.make(urn, again));
            await world.exists(jobAt("again"));
            await world.setStatus(jobAt("again"), failed());
            const partial = partialStateOf(await failing);
            assert(partial !== undefined);
            const existing: Existing = { ...partial, inputs: again };
            const diff = await engine.diff(urn, existing, again);
            assert.deepEqual([diff.replaces, diff.deleteBeforeReplace], [["metadata"], true]);
            const without = job("again");
            assert.deepEqual((await engine.diff(urn, { ...existing, inputs: without }, without)).replaces, []);

            await Promise.all([engine.delete(urn, existing), world.collect(jobAt("again"))]);
            const second = engine.make(urn, again);
            const live = await world.exists(jobAt("again"));
            assert.notEqual(valueAt(live, "metadata.uid"), valueAt(existing.outputs, "metadata.uid"));
            await world.setStatus(jobAt("again"), complete());
            const made = await second;
            assert.equal((await engine.diff(urn, made, again)).changes, DIFF_NONE);
        });

        it("waits until finalizers have let the object go", async () => {
            const engine = await world.start();
            const urn = urnOf(CONFIG_MAP, "held");
            const held = configMap("held", {});
            const object = {
                ...held,
                metadata: { ...(held.metadata as PropertyMap), finalizers: ["example.com/hold"] },
            };
            const made = await engine.make(urn, object);
            const done = watched(engine.delete(urn, made));
            await sleep(600);
            assert.equal(done.isOver, false);
            await world.patch(at("ConfigMap", "held"), { metadata: { finalizers: null } });
            await done.promise;
            assert.equal(await world.get(at("ConfigMap", "held")), undefined);
            await engine.delete(urn, made);
        });

        it("gives up after the time that the program allows, and says what holds the object", async () => {
            const engine = await world.start();
            const urn = urnOf(JOB, "hung");
            const made = await engine.create(urn, wishing(job("hung"), { waitFor: "jsonpath={.metadata.uid}" }));
            await assert.rejects(
                engine.delete(urn, made, 1),
                /Timed out waiting for deletion of Job "hung" after 1 s \(held by foregroundDeletion/,
            );
        });

        it("deletes in the background or not at all what depends on it, where the program says so", async () => {
            const engine = await world.start();
            const urn = urnOf(JOB, "swift");
            const annotations = { deletionPropagationPolicy: "background", waitFor: "jsonpath={.metadata.uid}" };
            const made = await engine.make(urn, wishing(job("swift"), annotations));
            await engine.delete(urn, made, 5);
            assert.equal(await world.get(jobAt("swift")), undefined);
        });
    });
});

/** What the Deployment's controller and a node do where an image cannot be had. */
async function playDeploymentController(world: World, deployment: PropertyMap): Promise<void> {
    const labels = valueAt(deployment, "spec.selector.matchLabels") as PropertyMap;
    const template = valueAt(deployment, "spec.template") as PropertyMap;
    const annotations = { "deployment.kubernetes.io/revision": "1" };
    await world.patch(deploymentAt("stuck"), { metadata: { annotations } });
    const [reference] = valueAt(podOf(deployment, "", {}), "metadata.ownerReferences") as [PropertyMap];
    const set = await world.create(at("ReplicaSet", "stuck-1", "apps/v1"), {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        metadata: { name: "stuck-1", namespace: "default", labels, annotations, ownerReferences: [reference] },
        spec: { selector: { matchLabels: labels }, template },
    });
    await world.create(at("Pod", "stuck-1-a"), podOf(set, "stuck-1-a", labels));
    const waiting = { reason: "ImagePullBackOff", message: 'Back-off pulling image "x:1"' };
    await world.setStatus(at("Pod", "stuck-1-a"), podStatus("Pending", { waiting }));
}
