import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Checkout, type Running } from "./checkout";

/** Waits until the command's output, or what `seen` looks at, shows how far it is. */
async function until(running: Running, seen: () => boolean): Promise<void> {
    while (!seen()) {
        assert.equal(running.process.exitCode, null, `the command ended too early: ${running.printed()}`);
        await sleep(100);
    }
}

describe("a sandbox command that is disturbed", function () {
    this.timeout(240_000);
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

    it("waits for another one on the same stack, or is refused, and harms neither", async () => {
        const first = checkout.start(["up"]);
        await until(first, () => fs.existsSync(checkout.path(".sandbox/locks/dev.lock")));
        const second = await checkout.sandbox(["preview"]);
        const { code, output } = await first.outcome;
        assert.equal(code, 0, output);
        const refused =
            "error: another command is using the stack dev in this checkout: wait until it has ended and run this one again.\n";
        assert.ok(
            second.code === 1 ? second.output === refused : /preview: \d+ resources, no change/.test(second.stdout),
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
            const target = fs.realpathSync(path.join(copy, ".sandbox/project/program"));
            assert.equal(target, fs.realpathSync(copy));
        } finally {
            original.remove();
            fs.rmSync(copy, { recursive: true, force: true });
        }
    });
});
