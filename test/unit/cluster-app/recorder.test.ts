import assert from "node:assert/strict";
import { isOwn, Recorder } from "../../cluster/load/recorder";
import type { Failure } from "../../cluster/load/result";

const failure: Failure = { at: 5, began: 1, kind: "read", connection: "kept", own: false };

describe("The records of a load", () => {
    it("begin a new stretch when a version answers again after a pause, and keep versions apart", () => {
        const recorder = new Recorder(() => undefined);
        for (const at of [1000, 1400, 1800]) recorder.answered("read", 1, "2.0.0 blue", at);
        for (const at of [1900, 2700]) recorder.answered("read", 1, "2.1.0 green", at);
        for (const at of [2900, 3000]) recorder.answered("read", 1, "2.0.0 blue", at);
        assert.deepEqual(recorder.versions, [
            { version: "2.0.0 blue", first: 1000, last: 1800, answers: 3 },
            { version: "2.1.0 green", first: 1900, last: 2700, answers: 2 },
            { version: "2.0.0 blue", first: 2900, last: 3000, answers: 2 },
        ]);
    });

    it("count the load's own failures apart from those of what is loaded, and tell of both at once", () => {
        const told: Failure[] = [];
        const recorder = new Recorder((one) => told.push(one));
        recorder.begun("read", 0);
        recorder.fail(failure);
        recorder.fail({ ...failure, own: true });
        assert.deepEqual([recorder.failed, recorder.ownFailed, told.length, recorder.failures.length], [1, 1, 2, 2]);
    });

    it("know a machine without ports, files or buffers from a server that refuses", () => {
        assert.deepEqual(["EADDRNOTAVAIL", "EMFILE", "ENOBUFS"].map(isOwn), [true, true, true]);
        assert.deepEqual(["ECONNREFUSED", "ECONNRESET", "UND_ERR_SOCKET", undefined].map(isOwn), [
            false,
            false,
            false,
            false,
        ]);
    });

    it("give latencies in milliseconds, to three significant digits", () => {
        const recorder = new Recorder(() => undefined);
        for (let one = 1; one <= 100; one += 1) {
            recorder.begun("write", 0);
            recorder.answered("write", one, undefined);
        }
        const { p50, p95, p99, max } = recorder.latency;
        const near = (value: number, expected: number) => {
            assert.ok(Math.abs(value - expected) <= expected / 100, `${value}, not ${expected}`);
        };
        near(p50, 50);
        near(p95, 95);
        near(p99, 99);
        near(max, 100);
        assert.equal(recorder.kinds.write?.requests, 100);
        assert.deepEqual(recorder.versions, [], "an answer without a version is nobody's");
    });
});
