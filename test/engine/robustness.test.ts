import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Checkout, type Running } from "./checkout";
import { find, type Victim } from "./kills/victims";

/** Waits until the command's output, or what `seen` looks at, shows how far it is. */
async function until(running: Running, seen: () => boolean): Promise<void> {
    while (!seen()) {
        assert.equal(running.process.exitCode, null, `the command ended too early: ${running.printed()}`);
        await sleep(100);
    }
}

/** Kills one process of a kind, as `kill -9` does. */
function killOne(victim: Victim, checkout: Checkout, running: Running): void {
    const [pid] = find(victim, checkout, running);
    assert.ok(pid, `the command has no ${victim} at this moment`);
    process.kill(pid, "SIGKILL");
}

describe("a sandbox command that is disturbed", function () {
    this.timeout(480_000);
    let checkout: Checkout;

    beforeEach(() => {
        checkout = new Checkout();
    });
    afterEach(() => {
        checkout.remove();
    });

    it("ends in good order on Ctrl-C, leaves nothing running, and the next one completes", async () => {
        const up = checkout.start(["up"]);
        await until(up, () => up.printed().includes("preview: ") && checkout.stateResources().length > 5);
        up.process.kill("SIGINT");
        const interrupted = await up.outcome;
        assert.equal(interrupted.code, 130, interrupted.output);
        assert.match(interrupted.stderr, /^error: interrupted: the update of dev was stopped.*\n$/);
        assert.deepEqual(checkout.processes(), []);

        const next = await checkout.sandbox(["up"]);
        assert.equal(next.code, 0, next.output);
        assert.match(next.stdout, /dev is up: 1\d\d resources/);
    });

    it("killed in the middle of an update, with its engine, is completed by the next one", async () => {
        const up = checkout.start(["up"]);
        await until(up, () => up.printed().includes("preview: ") && checkout.stateResources().length > 5);
        execFileSync("pkill", ["-KILL", "-f", checkout.folder]);
        await up.outcome;

        const next = await checkout.sandbox(["up"]);
        assert.equal(next.code, 0, next.output);
        const unchanged = await checkout.sandbox(["preview"]);
        assert.match(unchanged.stdout, /preview: \d+ resources, no change/);
    });

    for (const [victim, sentence] of [
        ["engine", "the engine was killed (SIGKILL)"],
        ["plugin", 'the stand-in plugin "aws" died, killed or for want of memory'],
        ["policy pack", "the process of a policy pack died, killed or for want of memory"],
    ] as const) {
        it(`says in one sentence that the ${victim} was killed, and can be taken down then`, async () => {
            const up = checkout.start(["up"]);
            await until(up, () => up.printed().includes("preview: ") && checkout.stateResources().length > 5);
            killOne(victim, checkout, up);
            const { code, stderr } = await up.outcome;
            assert.equal(code, 1);
            const log = checkout.path(".sandbox/logs/dev-update.log");
            assert.equal(
                stderr,
                `error: the update of dev stopped: ${sentence}; its state is kept, so run the command again to go on (the engine's own words: ${log}).\n`,
            );

            const down = await checkout.sandbox(["down"]);
            assert.equal(down.code, 0, down.output);
            assert.deepEqual(checkout.stateResources(), []);
            assert.deepEqual(checkout.processes(), []);
        });
    }

    it("leaves a command on another stack alone, and both complete", async () => {
        const killed = checkout.start(["up"]);
        const other = checkout.start(["up", "--stack", "staging"]);
        await until(killed, () => killed.printed().includes("preview: ") && checkout.stateResources().length > 5);
        assert.equal(other.process.exitCode, null, other.printed());
        killOne("cli.ts", checkout, killed);
        await killed.outcome;

        const next = await checkout.sandbox(["up"]);
        assert.match(next.stdout, /recovery {2}an earlier command on dev was killed: /);
        assert.equal(next.code, 0, next.output);
        const { code, output } = await other.outcome;
        assert.equal(code, 0, output);
    });

    it("waits for another one on the same stack, or is refused, and harms neither", async () => {
        const first = checkout.start(["up"]);
        await until(first, () => fs.existsSync(checkout.path(".sandbox/locks/dev.lock")));
        const second = await checkout.sandbox(["preview"]);
        const waits =
            /^waiting {2}another command( \(process \d+\))? is using the stack dev, or was killed: waiting up to 12 s\n/;
        assert.match(second.stdout, waits);
        const { code, output } = await first.outcome;
        assert.equal(code, 0, output);
        const refused =
            /^error: another command \(process \d+\) is using the stack dev in this checkout: wait until it has ended and run this one again\.\n$/;
        assert.ok(
            second.code === 1 ? refused.test(second.stderr) : /preview: \d+ resources, no change/.test(second.stdout),
            second.output,
        );
    });
});

describe("a checkout that is copied with its sandbox", function () {
    this.timeout(120_000);

    it("runs its own program, not that of the original", async () => {
        const original = new Checkout();
        const copy = fs.mkdtempSync(path.join(os.tmpdir(), "leanvibe-copied-"));
        try {
            assert.equal((await original.sandbox(["preview"])).code, 0);
            fs.cpSync(original.folder, copy, { recursive: true, verbatimSymlinks: true });
            original.remove();
            const project = path.join(copy, ".sandbox/project");
            const program = fs.readdirSync(project).find((name) => name.startsWith("program-")) ?? "";
            const chart = fs.realpathSync(path.join(project, program, "charts"));
            assert.equal(chart, fs.realpathSync(path.join(copy, "charts")));
        } finally {
            original.remove();
            fs.rmSync(copy, { recursive: true, force: true });
        }
    });
});
