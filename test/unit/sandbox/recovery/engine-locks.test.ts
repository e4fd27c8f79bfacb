import * as assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { clearEngineLocks } from "../../../../sandbox/engine/recovery/engine-locks";

describe("the engine's own locks on a stack", () => {
    const backend = process.env.PULUMI_BACKEND_URL;
    let state: string;
    let folder: string;

    beforeEach(() => {
        state = fs.mkdtempSync(path.join(os.tmpdir(), "leanvibe-locks-"));
        process.env.PULUMI_BACKEND_URL = pathToFileURL(state).href;
        folder = path.join(state, ".pulumi/locks/organization/project");
        for (const stack of ["dev", "prod"]) fs.mkdirSync(path.join(folder, stack), { recursive: true });
    });
    afterEach(() => {
        if (backend === undefined) delete process.env.PULUMI_BACKEND_URL;
        else process.env.PULUMI_BACKEND_URL = backend;
        fs.rmSync(state, { recursive: true, force: true });
    });

    /** Writes a lock file of a stack. */
    function write(stack: string, name: string, text: string): string {
        const file = path.join(folder, stack, name);
        fs.writeFileSync(file, text);
        return file;
    }

    it("go when their engine is gone, when they were cut short, and when another program has its number", () => {
        const files = [
            write("dev", "gone.json", JSON.stringify({ pid: 2 ** 30 })),
            write("dev", "other.json", JSON.stringify({ pid: process.pid })),
            write("dev", "cut.json", '{"pid": 1'),
            write("dev", "gone.json.attrs", ""),
        ];
        const other = write("prod", "gone.json", JSON.stringify({ pid: 2 ** 30 }));
        assert.equal(clearEngineLocks("dev"), 3);
        assert.deepEqual(files.filter(fs.existsSync), []);
        assert.ok(fs.existsSync(other), "the lock of another stack is gone");
    });

    it("stay, with a clear error, while an engine is at work", async () => {
        const engine = spawn("sleep", ["60"], { argv0: "/tools/pulumi", stdio: "ignore" });
        await once(engine, "spawn");
        try {
            const lock = write("dev", "live.json", JSON.stringify({ pid: engine.pid }));
            assert.throws(() => clearEngineLocks("dev"), {
                name: "UserError",
                message: `an engine (process ${String(engine.pid)}) is still at work on the stack dev: wait until it has ended and run this command again.`,
            });
            assert.ok(fs.existsSync(lock));
        } finally {
            engine.kill();
        }
    });
});
