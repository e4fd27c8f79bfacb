import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Checkout, type Outcome, type Running } from "./checkout";
import { find } from "./kills/victims";

/** Releases in an operator's own Pulumi: their login, their backend, their plugins (here the stand-ins, so that no cloud is touched). */
describe("the release command in an operator's own Pulumi", function () {
    this.timeout(480_000);
    let checkout: Checkout;
    let env: NodeJS.ProcessEnv;
    let state: string;
    const start = (...args: string[]): Running =>
        checkout.start(["exec", "node", "--import", "tsx", checkout.path("release", "cli.ts"), ...args], { env });
    const pulumi = (...args: string[]): Promise<Outcome> =>
        checkout.sandbox(["exec", "pulumi", ...args, "--stack", "dev", "--non-interactive"], { env });

    /** What the backend has of the stack; undefined while it is being written. */
    function checkpoint(): { pending_operations?: { type: string }[] } | undefined {
        try {
            const file = path.join(state, ".pulumi/stacks/leanvibe-agent-hive/dev.json");
            const { checkpoint: found } = JSON.parse(fs.readFileSync(file, "utf8")) as {
                checkpoint: { latest?: { pending_operations?: { type: string }[] } };
            };
            return found.latest;
        } catch {
            return undefined;
        }
    }

    /** Waits until a run has noted that it is in the middle of an operation. */
    async function inTheMiddle({ process: { exitCode }, outcome }: Running): Promise<void> {
        const isOver = outcome.then(({ output }) => output);
        while ((checkpoint()?.pending_operations ?? []).length === 0) {
            assert.equal(exitCode, null);
            const output = await Promise.race([isOver, sleep(20).then(() => undefined)]);
            assert.equal(output, undefined, "the run ended before it did anything");
        }
    }

    /** Sends a signal to a run's engine. */
    function signal(running: Running, name: NodeJS.Signals): void {
        const engines = find("engine", checkout, running);
        assert.ok(engines.length > 0, "there is no engine");
        for (const pid of engines) process.kill(pid, name);
    }

    before(async () => {
        checkout = new Checkout();
        // Brings the stand-in plugins into the checkout's own home of Pulumi.
        const preview = await checkout.sandbox(["preview"]);
        assert.equal(preview.code, 0, preview.output);
        state = checkout.path("state");
        fs.mkdirSync(state);
        env = {
            // By this the checkout finds the processes that run for it.
            HOME: checkout.path(".sandbox", "home"),
            PULUMI_HOME: checkout.path(".sandbox", "pulumi-home"),
            PULUMI_BACKEND_URL: pathToFileURL(state).href,
            PULUMI_CONFIG_PASSPHRASE: "an operator's",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        };
    });
    after(() => {
        checkout.remove();
    });

    it("says what to do while the stack does not exist, and writes nothing", async () => {
        const file = checkout.read("Pulumi.dev.yaml");
        const outcome = await start("--tag", "2.1.0", "--no-commit").outcome;
        assert.equal(outcome.code, 1);
        assert.match(outcome.stderr, /Pulumi cannot open the stack dev: .*`pulumi stack init dev`.* or use --sandbox/);
        assert.equal(checkout.read("Pulumi.dev.yaml"), file);
    });

    it("provisions what the file says", async () => {
        const made = await pulumi("stack", "init");
        assert.equal(made.code, 0, made.output);
        const outcome = await start("--resume").outcome;
        assert.equal(outcome.code, 0, outcome.output);
        assert.match(outcome.stdout, /2\.0\.0 is live in blue \(\d+\.\d s\)/);
    });

    it("refuses to take over from a run that is alive, and leaves it alone", async () => {
        const release = start("--tag", "2.1.0", "--no-commit");
        await inTheMiddle(release);
        // A run that waits long, for a database for example.
        signal(release, "SIGSTOP");
        const outcome = await start("--resume").outcome.finally(() => {
            signal(release, "SIGCONT");
        });
        assert.equal(outcome.code, 1, outcome.output);
        assert.match(outcome.stderr, /locked by a run that was created by .*, and it is alive: wait for it/);
        const released = await release.outcome;
        assert.equal(released.code, 0, released.output);
        assert.match(released.stdout, /2\.1\.0 is live in green/);
    });

    it("recovers a stack that a killed engine left locked, with an operation pending", async () => {
        const release = start("--tag", "2.2.0", "--no-commit");
        await inTheMiddle(release);
        signal(release, "SIGKILL");
        assert.notEqual((await release.outcome).code, 0);
        assert.ok((checkpoint()?.pending_operations ?? []).length > 0, "nothing was left pending");

        const resumed = await start("--resume").outcome;
        assert.equal(resumed.code, 0, resumed.output);
        assert.match(resumed.stdout, /2\.2\.0 is live in blue/);
        assert.deepEqual(checkpoint()?.pending_operations ?? [], []);
        const preview = await pulumi("preview", "--expect-no-changes");
        assert.equal(preview.code, 0, preview.output);
    });
});
