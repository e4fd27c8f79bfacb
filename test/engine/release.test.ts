import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { Checkout, type Outcome } from "./checkout";

/** A release in the sandbox's engine, with a simulated cluster: what is written, planned and recorded. */
describe("the release command", function () {
    this.timeout(480_000);
    let checkout: Checkout;
    const git = (...args: string[]) => execFileSync("git", args, { cwd: checkout.folder, encoding: "utf8" }).trim();
    const release = (...args: string[]): Promise<Outcome> => checkout.release(args).outcome;

    /** Names of the objects of one kind in the engine's state. */
    const named = (type: string) =>
        checkout
            .stateResources()
            .filter((resource) => resource.type === type)
            .map(({ urn }) => urn.split("/").at(-1) ?? "")
            .sort();
    const liveOf = () => {
        const route = checkout
            .stateResources()
            .find(({ urn }) => urn.endsWith("/leanvibe") && urn.includes("HTTPRoute"));
        const { spec } = (route?.inputs ?? {}) as {
            spec?: { rules: { backendRefs: { name: string; weight: number }[] }[] };
        };
        return spec?.rules.map(({ backendRefs }) => backendRefs.map(({ name, weight }) => `${name} ${String(weight)}`));
    };

    before(async () => {
        checkout = new Checkout();
        git("init", "--quiet");
        git("config", "user.email", "operator@example.com");
        git("config", "user.name", "Operator");
        git("add", "--all");
        git("commit", "--quiet", "--message", "first");
        const up = await checkout.sandbox(["up"]);
        assert.equal(up.code, 0, up.output);
    });
    after(() => {
        checkout.remove();
    });

    it("shows what it would write, and writes nothing, when that is all that is asked", async () => {
        const outcome = await release("--tag", "2.1.0", "--sandbox", "--dry-run");
        assert.equal(outcome.code, 0, outcome.output);
        assert.match(outcome.stdout, /-\s+live: blue\n-\s+generation: 1\n\+\s+live: green\n\+\s+generation: 2/);
        assert.match(outcome.stdout, /Nothing was written/);
        assert.equal(git("status", "--short"), "");
    });

    it("gives the idle colour the version, walks the switch, and commits the edit alone", async () => {
        const jobs = named("kubernetes:batch/v1:Job");
        const outcome = await release("--tag", "2.1.0", "--sandbox");
        assert.equal(outcome.code, 0, outcome.output);
        assert.match(outcome.stdout, /2\.1\.0 is live in green \(\d+\.\d s\)/);
        assert.deepEqual(liveOf(), [
            ["leanvibe-api-blue 0", "leanvibe-api-green 100"],
            ["leanvibe-frontend-blue 0", "leanvibe-frontend-green 100"],
        ]);
        assert.equal(
            git("log", "-1", "--name-only", "--format=%s"),
            "Release 2.1.0 to dev: green, generation 2\n\nPulumi.dev.yaml",
        );
        const later = named("kubernetes:batch/v1:Job");
        const of = (names: string[], prefix: string) => names.filter((name) => name.startsWith(prefix));
        assert.deepEqual(
            of(later, "leanvibe-migrate-blue"),
            of(jobs, "leanvibe-migrate-blue"),
            "blue was not migrated again",
        );
        assert.notDeepEqual(of(later, "leanvibe-migrate-green"), of(jobs, "leanvibe-migrate-green"));
        assert.equal(of(later, "leanvibe-switch-green").length, 1);
        assert.equal(of(later, "leanvibe-switch-blue").length, 0, "the old switch has left the program");
    });

    it("moves the workers to the live colour, and scales no other", () => {
        assert.deepEqual(
            named("kubernetes:autoscaling/v2:HorizontalPodAutoscaler").filter((name) => name.includes("worker")),
            ["leanvibe-worker-hpa-green"],
        );
    });

    it("refuses what is live already, before anything is written", async () => {
        const outcome = await release("--tag", "2.1.0", "--sandbox");
        assert.equal(outcome.code, 1);
        assert.match(outcome.stderr, /^error: 2\.1\.0 is live already, in green: give another --tag/m);
        assert.equal(git("status", "--short"), "");
    });

    it("rolls back without migrating or changing a version, and may leave the edit uncommitted", async () => {
        const jobs = named("kubernetes:batch/v1:Job").filter((name) => name.includes("migrate"));
        const outcome = await release("rollback", "--sandbox", "--no-commit");
        assert.equal(outcome.code, 0, outcome.output);
        assert.match(outcome.stdout, /2\.0\.0 is live in blue/);
        assert.deepEqual(liveOf()?.[0], ["leanvibe-api-blue 100", "leanvibe-api-green 0"]);
        assert.deepEqual(
            named("kubernetes:batch/v1:Job").filter((name) => name.includes("migrate")),
            jobs,
        );
        assert.equal(git("status", "--short"), "M Pulumi.dev.yaml");
        assert.match(
            checkout.read("Pulumi.dev.yaml"),
            /live: blue\n {4}generation: 3\n {4}blue: \{ tag: 2\.0\.0 \}\n {4}green: \{ tag: 2\.1\.0 \}/,
        );
    });

    it("leaves nothing to do for the next update", async () => {
        const preview = await checkout.sandbox(["preview"]);
        assert.match(preview.stdout, /preview: \d+ resources, no change/, preview.output);
    });

    it("says where there is no cluster to ask", async () => {
        const outcome = await release("status", "--sandbox");
        assert.equal(outcome.code, 0, outcome.output);
        assert.match(outcome.stdout, /configured: 2\.0\.0 live in blue, generation 3; there is no cluster to ask/);
    });
});
