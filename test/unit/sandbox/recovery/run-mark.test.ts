import * as assert from "node:assert/strict";
import { isRunning, markRun, readMark } from "../../../../sandbox/engine/recovery/run-mark";

function environmentOf(variables: Record<string, string>): string[] {
    return Object.entries(variables).map(([name, value]) => `${name}=${value}`);
}

describe("the mark of a command on its engine's processes", () => {
    it("names the stack and this process, which is running", () => {
        const mark = readMark(environmentOf({ HOME: "/home", ...markRun("my-stack.1") }));
        assert.ok(mark);
        assert.equal(mark.stack, "my-stack.1");
        assert.equal(mark.pid, process.pid);
        assert.equal(isRunning(mark), true);
    });

    it("is not running when another process has the number now", () => {
        const mark = readMark(environmentOf(markRun("dev")));
        assert.ok(mark);
        assert.equal(isRunning({ ...mark, startedAt: String(Number(mark.startedAt) - 1) }), false);
    });

    it("is not running when no process has the number", () => {
        assert.equal(isRunning({ stack: "dev", pid: 2 ** 30, startedAt: "1" }), false);
    });

    for (const value of ["", "dev", "dev/1", "dev/one/2", "../dev/1/2", "dev/1/2/3"]) {
        it(`is not read from ${JSON.stringify(value)}`, () => {
            assert.equal(readMark([`SANDBOX_RUN=${value}`]), undefined);
        });
    }

    it("is not read from an environment without it", () => {
        assert.equal(readMark(["HOME=/home", "X_SANDBOX_RUN=dev/1/2"]), undefined);
    });
});
