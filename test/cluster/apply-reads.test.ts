import { strict as assert } from "node:assert";

import * as proto from "@pulumi/pulumi/proto/provider_pb";

import { valueAt } from "../../sandbox/providers/protocol/value";
import { partialStateOf, urnOf } from "../unit/providers/harness";
import {
    configMap,
    CONFIG_MAP,
    DEFINITION,
    deployment,
    DEPLOYMENT,
    failed,
    job,
    JOB,
    route,
    ROUTE,
    routeDefinition,
    rules,
    wishing,
} from "./objects";
import { at, failureOf, World } from "./world";

const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;

const jobAt = (name: string) => at("Job", name, "batch/v1");

describe("the kubernetes stand-in, asked about real objects,", () => {
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

    it("sees no change where there is none, although the server spells quantities in its own way", async () => {
        const engine = await world.start();
        const urn = urnOf(DEPLOYMENT, "quiet");
        const made = await engine.make(urn, wishing(deployment("quiet"), { skipAwait: "true" }));
        const read = await engine.read(urn, made);
        assert.deepEqual(read.inputs, made.inputs);
        assert.equal((await engine.diff(urn, { ...made, ...read }, made.inputs)).changes, DIFF_NONE);
    });

    it("sees that somebody changed or removed what is ours, and not what is theirs", async () => {
        const engine = await world.start({ enableConfigMapMutable: "true" });
        const urn = urnOf(CONFIG_MAP, "drifted");
        const made = await engine.make(urn, configMap("drifted", { a: "1", b: "2", c: "3" }));
        await world.patch(at("ConfigMap", "drifted"), { data: { a: "9", b: null, theirs: "x" } });
        const read = await engine.read(urn, made);
        assert.deepEqual(read.inputs.data, { a: "9", c: "3" });
        const { detailed } = await engine.diff(urn, { ...made, ...read }, made.inputs);
        assert.deepEqual(Object.keys(detailed).sort(), ["data.a", "data.b"]);
    });

    it("sees weights in a list that somebody rewrote as a whole", async function () {
        this.timeout(30_000);
        const engine = await world.start();
        const definition = await engine.make(urnOf(DEFINITION), routeDefinition());
        assert.equal(definition.id, "routes.gateway.example.com");
        const urn = urnOf(ROUTE);
        const made = await engine.make(urn, route(100));
        const place = at("Route", "leanvibe", "gateway.example.com/v1");
        await world.patch(place, { spec: { rules: rules(90) } }, { manager: "release-job" });
        const read = await engine.read(urn, made);
        assert.deepEqual(valueAt(read.inputs, "spec.rules"), rules(90));
        assert.equal((await engine.diff(urn, { ...made, ...read }, made.inputs)).changes, DIFF_SOME);
    });

    it("takes an object that is gone out of the state", async () => {
        const engine = await world.start();
        const ghost = { id: "default/ghost", inputs: configMap("ghost", {}), outputs: configMap("ghost", {}) };
        assert.equal((await engine.read(urnOf(CONFIG_MAP), ghost)).id, "");
    });

    it("imports an object by its id", async () => {
        await world.create(at("ConfigMap", "foreign"), configMap("foreign", { a: "1" }));
        const engine = await world.start();
        const read = await engine.read(urnOf(CONFIG_MAP), { id: "default/foreign", inputs: {}, outputs: {} });
        assert.deepEqual(read.inputs, configMap("foreign", { a: "1" }));
        assert.equal((await engine.diff(urnOf(CONFIG_MAP), read, read.inputs)).changes, DIFF_NONE);
    });

    it("keeps an object that is not healthy, with the reasons", async () => {
        const engine = await world.start();
        const urn = urnOf(JOB, "ill");
        const made = await engine.make(urn, wishing(job("ill"), { skipAwait: "true" }));
        await world.setStatus(jobAt("ill"), failed());
        const inputs = job("ill");
        const failure = await failureOf(engine.read(urn, { ...made, inputs }));
        const partial = partialStateOf(failure);
        assert.equal(partial?.id, "default/ill");
        assert.match(partial.reasons.join("\n"), /\[BackoffLimitExceeded\]/);
        assert.deepEqual(partial.inputs.spec, inputs.spec);
    });
});
