import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Release, type ReleaseArgs } from "../../../components/release";
import { readProgram } from "../../../components/release/jobs";
import { applicationConfig, valuesRequest } from "../application/application";
import { settled } from "../components/support/mocks";
import { runSlowly, type Event, type Run } from "../components/support/slow-engine";
import { Plan, rendered, requestOf } from "./plans";
import { releaseConfig } from "./release";

function argsOf(overrides: Partial<ReleaseArgs> = {}): ReleaseArgs {
    const { namespace, recovery } = requestOf(valuesRequest());
    return { ...valuesRequest(), namespace, recovery, kubernetesVersion: "1.35", ...overrides };
}

function run(overrides: Partial<ReleaseArgs> = {}, preview = false): Promise<Run<Release>> {
    return runSlowly((provider) => new Release("release", argsOf(overrides), { provider }), {
        preview,
        settle: ({ objects }) => settled(objects),
    });
}

/** The plan that the component follows. */
function planned(): Plan {
    return new Plan({ ...requestOf(valuesRequest(), rendered), modules: readProgram() });
}

/** `Kind name` of an object, from the name of its resource. */
const keyOf = ({ type, name }: { readonly type: string; readonly name: string }) =>
    `${type.split(":").at(-1) ?? ""} ${name.replace(/^release-(leanvibe\/)?(?=leanvibe)/, "")}`;

describe("Release", function () {
    this.timeout(60_000);

    let result: Run<Release>;
    let plan: Plan;
    const objects = (of = result) => of.registrations.filter(({ type }) => type.startsWith("kubernetes:"));

    before(async () => {
        plan = planned();
        result = await run();
    });

    it("makes every object of the plan below itself, called after itself and its namespace", () => {
        assert.deepEqual(objects().map(keyOf).sort(), [...plan.objects().keys()].sort());
        for (const { type, name, parent } of result.requests.filter((one) => one.type.startsWith("kubernetes:"))) {
            assert.match(parent, /::leanvibe:platform:Release::release$/, `${type} ${name}`);
            // What belongs to no namespace has none in its name.
            const prefix = type.includes("ValidatingAdmissionPolicy") ? "release-" : "release-leanvibe/";
            assert.ok(name.startsWith(`${prefix}leanvibe`), name);
        }
    });

    it("sends all of it to the one cluster that it was given", () => {
        for (const { name, provider } of objects()) {
            assert.match(provider, /::cluster-kubernetes::/, name);
        }
    });

    it("asks for nothing before all that comes before it is made", () => {
        const at = (step: Event["step"]) =>
            new Map(
                result.events
                    .map((event, index) => [event, index] as const)
                    .filter(([event]) => event.step === step)
                    .map(([event, index]) => [keyOf(event), index]),
            );
        const [asked, made] = [at("asked"), at("made")];
        const keys = (step: string) => plan.step(step).objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
        let waits = 0;
        for (const { name } of plan.steps) {
            for (const earlier of plan.before(name)) {
                for (const [first, second] of pairs(keys(earlier), keys(name))) {
                    const [end, start] = [made.get(first), asked.get(second)];
                    assert.ok(end !== undefined && start !== undefined, `${first}, ${second}`);
                    assert.ok(end < start, `${second} is asked for before ${first} is made`);
                    waits++;
                }
            }
        }
        assert.ok(waits > 100, `${waits} pairs`);
    });

    it("waits for a Job as long as the Job may take, and hardly at all for its deletion", () => {
        const jobs = result.requests.filter(({ type }) => type === "kubernetes:batch/v1:Job");
        assert.equal(jobs.length, 3);
        for (const job of jobs) {
            const { activeDeadlineSeconds } = plan.objects().get(keyOf(job))?.spec as { activeDeadlineSeconds: number };
            const seconds = activeDeadlineSeconds + 60;
            assert.deepEqual(job.timeouts, { create: `${seconds}s`, update: `${seconds}s`, delete: "20s" });
        }
        const others = result.requests.filter(({ type }) => type !== "kubernetes:batch/v1:Job");
        for (const { name, timeouts } of others) {
            assert.deepEqual(timeouts, { create: "", update: "", delete: "" }, name);
        }
    });

    it("tells the live colour, and every object, to the rest of the program", async () => {
        assert.equal(result.built.live, "blue");
        const found = (await settled(result.built.objects)) as Record<string, pulumi.CustomResource>;
        assert.equal(Object.keys(found).length, plan.objects().size);
        assert.ok("apps/v1/Deployment::release-leanvibe/leanvibe-api-green" in found);
        assert.ok("gateway.networking.k8s.io/v1/HTTPRoute::release-leanvibe/leanvibe" in found);
    });

    it("has the Jobs run what the repository has of their program", () => {
        const program = objects().find(({ name }) => /\/leanvibe-release-[0-9a-f]{10}$/.test(name));
        assert.deepEqual(program?.inputs.data, readProgram());
    });

    it("gives the chart what the platform knows: each colour its own name and values", () => {
        const deployments = objects().filter((one) => keyOf(one).startsWith("Deployment "));
        assert.equal(deployments.length, 6);
        for (const deployment of deployments) {
            assert.deepEqual(deployment.inputs.spec, plan.objects().get(keyOf(deployment))?.spec, deployment.name);
        }
    });

    it("shows every object in a preview before anything exists", async () => {
        const preview = await run({ release: releaseConfig({ live: "green" }) }, true);
        assert.equal(preview.built.live, "green");
        assert.equal(objects(preview).length, objects().length);
    });

    it("ends the program with the chart's own words when the chart refuses the configuration", async () => {
        const frontend = { minReplicas: 5, maxReplicas: 4, cpu: "100m", memory: "128Mi" };
        await assert.rejects(run({ application: applicationConfig({ frontend }) }), (error) => {
            assert.ok(pulumi.RunError.isInstance(error), String(error));
            assert.match(error.message, /frontend\.autoscaling: minReplicas \(5\) is above maxReplicas \(4\)/);
            return true;
        });
    });
});

function pairs(first: readonly string[], second: readonly string[]): (readonly [string, string])[] {
    return first.flatMap((one) => second.map((other) => [one, other] as const));
}
