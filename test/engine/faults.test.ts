import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readCheckpoint } from "../../sandbox/engine/recovery/checkpoint";
import { Checkout, type Outcome } from "./checkout";
import { Mounts } from "./mounts";

/** One clear error and nothing else on standard error: no stack trace, no list of what followed from it. */
function assertOneError(outcome: Outcome, expected: RegExp): void {
    assert.equal(outcome.code, 1, outcome.output);
    assert.match(outcome.stderr, /^error: [^\n]+\n$/);
    assert.match(outcome.stderr, expected);
}

/** Writes until nothing more fits. */
function fill(file: string): void {
    const handle = fs.openSync(file, "w");
    try {
        for (const size of [2 ** 16, 2 ** 12, 1]) {
            const piece = Buffer.alloc(size);
            try {
                for (;;) fs.writeSync(handle, piece);
            } catch (error) {
                assert.equal((error as NodeJS.ErrnoException).code, "ENOSPC");
            }
        }
    } finally {
        fs.closeSync(handle);
    }
}

describe("a disk that cannot be written", function () {
    this.timeout(600_000);
    let checkout: Checkout;
    let mounts: Mounts;
    let state: string;

    beforeEach(async () => {
        checkout = new Checkout();
        mounts = await Mounts.open();
        state = checkout.path(".sandbox", "state");
        fs.mkdirSync(state, { recursive: true });
    });
    afterEach(() => {
        mounts.close();
        checkout.remove();
    });

    it("full in the middle of an update, is one clear error; with room again the next command completes", async () => {
        mounts.disk(state, 8);
        const file = mounts.path(path.join(state, ".pulumi/stacks/leanvibe-agent-hive/dev.json"));
        const checkpoint = () => (fs.existsSync(file) ? readCheckpoint(fs.readFileSync(file, "utf8")) : undefined);
        const filler = mounts.path(path.join(state, "filler"));
        // The last steps may be missing: the engine damages what it was about to write, and the version before it.
        const assertKept = () => {
            const files = fs.readdirSync(path.dirname(file)).map((name) => {
                const { size } = fs.statSync(path.join(path.dirname(file), name));
                return `${name}: ${String(size)} bytes`;
            });
            assert.ok((checkpoint()?.resources.length ?? 0) >= 5, `the state is damaged: ${files.join(", ")}`);
        };
        const { within } = mounts;

        const up = checkout.start(["up"], { within });
        while ((checkpoint()?.resources.length ?? 0) < 10) {
            assert.equal(up.process.exitCode, null, `the command ended too early: ${up.printed()}`);
            await sleep(100);
        }
        fill(filler);
        assertOneError(
            await up.outcome,
            /^error: the update of dev stopped: the disk is full: free some space; its state is kept/,
        );
        assertKept();

        assertOneError(await checkout.sandbox(["up"], { within }), /: the disk is full: free some space/);
        assertKept();

        fs.rmSync(filler);
        const next = await checkout.sandbox(["up"], { within });
        assert.equal(next.code, 0, next.output);
        assert.match(next.stdout, /dev is up: 1\d\d resources/);
        assert.deepEqual(checkpoint()?.pending, []);
    });

    it("read-only below the state, is one clear error that names the folder", async () => {
        mounts.readOnly(state);
        assertOneError(
            await checkout.sandbox(["up"], { within: mounts.within }),
            /^error: the engine cannot open the stack dev: \S+\/\.sandbox\/state\S* cannot be written: put the checkout on a disk/,
        );
    });

    it("read-only as a whole, is one clear error that names a file", async () => {
        mounts.readOnly(checkout.folder);
        assertOneError(
            await checkout.sandbox(["up"], { within: mounts.within }),
            /^error: \S+ cannot be used: it is on a read-only disk: use a checkout on a disk that can be written\.\n$/,
        );
    });
});
