import { strict as assert } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";

import { Secret, UNKNOWN, Unknown, valueAt } from "../../sandbox/providers/protocol/value";
import { partialStateOf, urnOf } from "../unit/providers/harness";
import { configMap, CONFIG_MAP, deployment, DEPLOYMENT, job, JOB, NAMESPACE, namespaceOf, wishing } from "./objects";
import { at, failureOf, managersOf, watched, World } from "./world";

const deploymentAt = (name: string) => at("Deployment", name, "apps/v1");

describe("the kubernetes stand-in with a real API server", () => {
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

    describe("creates and changes", () => {
        it("creates an object under its own field manager, and knows it by namespace and name", async () => {
            const engine = await world.start();
            const made = await engine.make(urnOf(CONFIG_MAP, "a"), configMap("own", { mode: "live" }));
            assert.equal(made.id, "default/own");
            const live = await world.get(at("ConfigMap", "own"));
            assert.deepEqual(live?.data, { mode: "live" });
            assert.match(managersOf(live).join(), /^pulumi-kubernetes-[0-9a-f]{8}$/);
            assert.equal(valueAt(made.outputs, "metadata.uid"), valueAt(live, "metadata.uid"));
            assert.equal(valueAt(made.outputs, "metadata.managedFields"), undefined);
        });

        it("refuses to create what is there already, and says so in the server's words", async () => {
            await world.create(at("ConfigMap", "taken"), configMap("taken", {}));
            const engine = await world.start();
            await assert.rejects(
                engine.make(urnOf(CONFIG_MAP), configMap("taken", { mine: "x" })),
                /resource default\/taken was not successfully created by the Kubernetes API server: configmaps "taken" already exists/,
            );
        });

        it("takes over what is there with upsertExistingObjects, and leaves others' fields to them", async () => {
            await world.create(at("ConfigMap", "adopted"), configMap("adopted", { theirs: "1" }));
            const engine = await world.start({ upsertExistingObjects: "true" });
            await engine.make(urnOf(CONFIG_MAP), configMap("adopted", { ours: "2" }));
            assert.deepEqual((await world.get(at("ConfigMap", "adopted")))?.data, { theirs: "1", ours: "2" });
        });

        it("changes in place what it created, and removes what the program leaves out", async () => {
            const engine = await world.start({ enableConfigMapMutable: "true" });
            const urn = urnOf(CONFIG_MAP, "changed");
            const made = await engine.make(urn, configMap("changed", { a: "1", b: "2" }));
            const { inputs } = await engine.check(urn, configMap("changed", { a: "3" }), made.inputs);
            assert.deepEqual((await engine.diff(urn, made, inputs)).replaces, []);
            const outputs = await engine.update(urn, made, inputs);
            assert.deepEqual(outputs.data, { a: "3" });
            assert.deepEqual((await world.get(at("ConfigMap", "changed")))?.data, { a: "3" });
        });

        it("reports a conflict with the field and its manager, keeps the live state, and forces it where told to", async () => {
            const engine = await world.start({ enableConfigMapMutable: "true" });
            const urn = urnOf(CONFIG_MAP, "contested");
            const made = await engine.make(urn, configMap("contested", { weight: "100" }));
            await world.patch(at("ConfigMap", "contested"), { data: { weight: "90" } }, { manager: "release-job" });
            const news = configMap("contested", { weight: "50" });
            const failure = await failureOf(engine.update(urn, made, news));
            assert.match(failure.message, /Server-Side Apply field conflict detected/);
            assert.match(failure.message, /conflict with "release-job".*\.data\.weight/s);
            assert.deepEqual(partialStateOf(failure)?.outputs.data, { weight: "90" });
            await assert.rejects(engine.update(urn, made, news, true), /conflict with "release-job"/);

            const forced = wishing(news, { patchForce: "true" });
            assert.deepEqual((await engine.update(urn, made, forced)).data, { weight: "50" });
        });

        it("applies under the manager that the program names, which a Job may share without any conflict", async () => {
            const engine = await world.start({ enableConfigMapMutable: "true" });
            const urn = urnOf(CONFIG_MAP, "shared");
            const named = (weight: string) =>
                wishing(configMap("shared", { weight }), { patchFieldManager: "pulumi-release" });
            const made = await engine.make(urn, named("100"));
            const updated = await engine.update(urn, made, named("90"));
            const options = { manager: "pulumi-release", force: true, dryRun: false };
            await world.objects.apply(at("ConfigMap", "shared"), named("0"), options, world.patience);
            await engine.update(urn, { ...made, outputs: updated }, named("50"));
            const live = await world.get(at("ConfigMap", "shared"));
            assert.deepEqual(live?.data, { weight: "50" });
            assert.deepEqual(managersOf(live), ["pulumi-release"]);
        });

        it("gives its fields back when the program names another manager", async () => {
            const engine = await world.start({ enableConfigMapMutable: "true" });
            const urn = urnOf(CONFIG_MAP, "handed");
            const made = await engine.make(urn, configMap("handed", { a: "1" }));
            const both = configMap("handed", { a: "1", b: "2" });
            const outputs = await engine.update(urn, made, both);
            const news = wishing(configMap("handed", { a: "1" }), { patchFieldManager: "next" });
            await engine.update(urn, { id: made.id, inputs: both, outputs }, news);
            const live = await world.get(at("ConfigMap", "handed"));
            assert.deepEqual([live?.data, managersOf(live)], [{ a: "1" }, ["next"]]);
        });

        it("patches some fields of an object with a Patch resource, and gives up just these when it goes", async () => {
            const engine = await world.start();
            const type = "kubernetes:core/v1:ConfigMapPatch";
            await world.create(at("ConfigMap", "patched"), configMap("patched", { theirs: "1" }));
            const made = await engine.make(urnOf(type), configMap("patched", { ours: "2" }));
            assert.deepEqual((await world.get(at("ConfigMap", "patched")))?.data, { theirs: "1", ours: "2" });
            await engine.delete(urnOf(type), made);
            assert.deepEqual((await world.get(at("ConfigMap", "patched")))?.data, { theirs: "1" });
        });

        it("waits for a namespace that another resource is about to create", async function () {
            this.timeout(30_000);
            const engine = await world.start();
            const object = configMap("early", { a: "1" }, "later");
            const creation = engine.make(urnOf(CONFIG_MAP), object);
            await sleep(300);
            await engine.make(urnOf(NAMESPACE), namespaceOf("later"));
            assert.equal((await creation).id, "later/early");
        });

        it("says what the server refuses, but not what is secret in it", async () => {
            const engine = await world.start();
            await assert.rejects(
                engine.create(urnOf(JOB), job("broken", { backoffLimit: -3 })),
                /spec\.backoffLimit.*must be greater than or equal to 0/s,
            );
            const hidden = job("broken", { backoffLimit: new Secret(-3) });
            await assert.rejects(engine.create(urnOf(JOB), hidden), (error: Error) => {
                assert.match(error.message, /spec\.backoffLimit/);
                assert.doesNotMatch(error.message, /-3/);
                return true;
            });
        });

        it("keeps secrets secret in what it answers", async () => {
            const engine = await world.start();
            const secret = {
                apiVersion: "v1",
                kind: "Secret",
                metadata: { name: "credentials", namespace: "default" },
                stringData: new Secret({ password: "correct horse" }),
            };
            const made = await engine.make(urnOf("kubernetes:core/v1:Secret"), secret);
            assert(made.outputs.data instanceof Secret);
            const marked = await engine.make(urnOf(CONFIG_MAP), configMap("marked", { a: new Secret("x"), b: "y" }));
            assert.deepEqual(marked.outputs.data, { a: new Secret("x"), b: "y" });
        });
    });

    describe("previews", () => {
        it("shows what the server would make of an object, and leaves nothing behind", async () => {
            const engine = await world.start();
            const { inputs } = await engine.check(urnOf(DEPLOYMENT), deployment("seen"));
            const { id, outputs } = await engine.create(urnOf(DEPLOYMENT), inputs, true);
            assert.equal(id, "");
            assert.equal(valueAt(outputs, "spec.progressDeadlineSeconds"), 600);
            assert(valueAt(outputs, "metadata.uid") instanceof Unknown);
            assert.equal(await world.get(deploymentAt("seen")), undefined);
        });

        it("fails where the server would refuse", async () => {
            const engine = await world.start();
            await assert.rejects(engine.create(urnOf(JOB), job("bad", { backoffLimit: -3 }), true), /backoffLimit/);
        });

        it("passes objects whose namespace or kind is still to come, whose name is taken, or that are not known yet", async () => {
            const engine = await world.start();
            const early = configMap("early", { a: "1" }, "nowhere");
            assert.deepEqual((await engine.create(urnOf(CONFIG_MAP), early, true)).outputs.data, { a: "1" });
            const custom = { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "x" }, spec: { a: 1 } };
            const thing = await engine.create(urnOf("kubernetes:example.com/v1:Thing"), custom, true);
            assert.deepEqual(thing.outputs.spec, { a: 1 });
            const own = configMap("kube-root", { a: "1" });
            await engine.create(urnOf(CONFIG_MAP), own);
            await engine.create(urnOf(CONFIG_MAP), own, true);
            const open = configMap("open", { a: UNKNOWN });
            assert(valueAt((await engine.create(urnOf(CONFIG_MAP), open, true)).outputs, "data.a") instanceof Unknown);
        });

        it("shows a change without making it", async () => {
            const engine = await world.start({ enableConfigMapMutable: "true" });
            const urn = urnOf(CONFIG_MAP, "calm");
            const made = await engine.make(urn, configMap("calm", { a: "1" }));
            const outputs = await engine.update(urn, made, configMap("calm", { a: "2" }), true);
            assert.deepEqual(outputs.data, { a: "2" });
            assert.equal(valueAt(outputs, "metadata.uid"), valueAt(made.outputs, "metadata.uid"));
            assert.deepEqual((await world.get(at("ConfigMap", "calm")))?.data, { a: "1" });
        });
    });

    describe("stays with its one cluster", () => {
        it("refuses a provider with another server, another context, or none", async () => {
            const elsewhere = world.kubeconfig.replace(/https:\/\/127\.0\.0\.1:\d+/, "https://elsewhere.example");
            await assert.rejects(
                world.start({ kubeconfig: elsewhere }),
                /names the server https:\/\/elsewhere\.example, but the sandbox may touch/,
            );
            await assert.rejects(world.start({ context: "prod" }), /only the kubeconfig's current-context counts/);
            const bare = await world.startBare();
            await assert.rejects(bare.create(urnOf(CONFIG_MAP), configMap("lost", {})), /has no kubeconfig/);
        });

        it("goes on when the API server restarts in the middle", async function () {
            this.timeout(60_000);
            const engine = await world.start();
            const creation = watched(engine.make(urnOf(DEPLOYMENT), deployment("survivor")));
            await world.exists(deploymentAt("survivor"));
            await world.server.crash();
            const second = engine.make(urnOf(CONFIG_MAP), configMap("meanwhile", { a: "1" }));
            await sleep(1500);
            assert.equal(creation.isOver, false);
            await world.server.boot();
            const status = {
                observedGeneration: 1,
                replicas: 2,
                updatedReplicas: 2,
                readyReplicas: 2,
                availableReplicas: 2,
            };
            await world.setStatus(deploymentAt("survivor"), status);
            await creation.promise;
            assert.equal((await second).id, "default/meanwhile");
        });
    });
});
