import assert from "node:assert/strict";

import type { Registered } from "./support/mocks";
import { configOf, tryProgram, type ProgramRun } from "./support/program";

const RELEASE = "leanvibe-agent-hive:release";

/** The dev stack at its third release, which takes it to green, and whose migration may remove something. */
const CHANGED = {
    live: "green",
    generation: 3,
    blue: { tag: "2.0.0" },
    green: { tag: "2.1.0" },
    migration: { contract: true },
};

const nameOf = (urn: string) => urn.split("::").at(-1) ?? "";

describe("the program, run for a release", () => {
    let run: ProgramRun;
    before(async function () {
        this.timeout(60_000);
        const { refusal, ...done } = await tryProgram("dev", {
            ...configOf("dev"),
            [RELEASE]: JSON.stringify(CHANGED),
        });
        assert.equal(refusal, undefined);
        run = done;
    });

    const below = (component: string) =>
        run.requests.filter(({ parent }) => parent.endsWith(`::${component}`)).map(({ name }) => name);

    function dependenciesOf(component: string): string[] {
        const found = run.requests.find(({ type, name }) => name === component && type.startsWith("leanvibe:"));
        assert.ok(found, `there is no component ${component}`);
        return found.dependencies.map(nameOf).sort();
    }

    const jobs = () => run.recording.ofType("kubernetes:batch/v1:Job");

    function settingsOf(job: Registered): { colour: string; migration?: { snapshot: unknown; restorePoint: unknown } } {
        const { template } = job.inputs.spec as {
            template: { spec: { containers: { env: { name: string; value: string }[] }[] } };
        };
        const { value } = template.spec.containers[0]?.env.find(({ name }) => name === "RELEASE_SETTINGS") ?? {};
        return JSON.parse(value ?? "") as ReturnType<typeof settingsOf>;
    }

    it("opens the gateway when the namespace and its guard rails are there", () => {
        assert.equal(below("application").length, 5);
        assert.deepEqual(dependenciesOf("edge"), below("application").sort());
    });

    it("begins when gateway, endpoints, and the snapshot of what a migration may remove are there", () => {
        const snapshots = run.recording.ofType("aws:rds/snapshot:Snapshot").map(({ name }) => name);
        assert.deepEqual(snapshots, ["database-leanvibe-dev-generation-3"]);
        assert.deepEqual(dependenciesOf("release"), [...below("application"), ...below("edge"), ...snapshots].sort());
    });

    it("tells its migrations of that snapshot, and of the database that is made", () => {
        const { identifier } = run.recording.get("database-instance").inputs;
        const migrations = jobs()
            .map(settingsOf)
            .flatMap(({ migration }) => migration ?? []);
        assert.equal(migrations.length, 2);
        for (const { snapshot, restorePoint } of migrations) {
            assert.equal(snapshot, "leanvibe-dev-generation-3");
            assert.deepEqual(restorePoint, {
                kind: "point-in-time",
                region: "us-east-1",
                instance: identifier,
                maxAgeMinutes: 15,
            });
        }
    });

    it("deploys both versions, each under its colour, and brings the traffic to the live one", () => {
        for (const [colour, tag] of [
            ["blue", "2.0.0"],
            ["green", "2.1.0"],
        ]) {
            const api = run.recording
                .ofType("kubernetes:apps/v1:Deployment")
                .find(({ name }) => name === `release-leanvibe/leanvibe-api-${colour ?? ""}`);
            assert.match(JSON.stringify(api?.inputs), new RegExp(`/leanvibe/api:${tag ?? ""}"`));
        }
        const [job, ...more] = jobs().filter(({ name }) => name.includes("leanvibe-switch-"));
        assert.ok(job && more.length === 0);
        assert.equal(settingsOf(job).colour, "green");
        const { metadata } = run.recording.get("release-leanvibe/leanvibe").inputs as {
            metadata: { annotations: Record<string, string> };
        };
        assert.equal(metadata.annotations["leanvibe.dev/live"], "green");
    });

    it("gives its Jobs the account that may read the database's secret and restore point", () => {
        const associations = run.recording.ofType("aws:eks/podIdentityAssociation:PodIdentityAssociation");
        const accounts = associations.map(
            ({ inputs }) => `${String(inputs.namespace)} ${String(inputs.serviceAccount)}`,
        );
        for (const { inputs } of jobs()) {
            const { namespace } = inputs.metadata as { namespace: string };
            const { template } = inputs.spec as { template: { spec: { serviceAccountName: string } } };
            assert.ok(accounts.includes(`${namespace} ${template.spec.serviceAccountName}`), accounts.join());
        }
    });
});
