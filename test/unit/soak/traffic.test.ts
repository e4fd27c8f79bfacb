import * as assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import * as fc from "fast-check";
import type { Failure } from "../../cluster/load";
import { cutover, failuresIn, Meter } from "../../../soak/traffic";

const command = { began: 1_000_000, ended: 1_060_000 };
const stretch = (version: string, first: number, last: number) => ({
    ...{ version, answers: 1 },
    first: command.began + first * 1000,
    last: command.began + last * 1000,
});

describe("when traffic went over", () => {
    it("is told from the first answer of the new version and the last of any other", () => {
        const answers = [stretch("2.0.0 blue", -30, 21.5), stretch("2.1.0 green", 20, 90)];
        assert.deepEqual(cutover(answers, command, "2.1.0"), { first: 20, whole: 21.5 });
    });

    it("counts every stretch of an old version, such as the one after a canary step", () => {
        const answers = [stretch("2.0.0 blue", -30, 10), stretch("2.1.0 green", 9, 90), stretch("2.0.0 blue", 14, 16)];
        assert.equal(cutover(answers, command, "2.1.0")?.whole, 16);
    });

    it("is unknown while another version answers on, or the new one never did", () => {
        assert.equal(
            cutover([stretch("2.0.0 blue", -30, 61), stretch("2.1.0 green", 9, 90)], command, "2.1.0"),
            undefined,
        );
        assert.equal(cutover([stretch("2.0.0 blue", -30, 20)], command, "2.1.0"), undefined);
    });

    it("does not take a version for one whose number begins alike", () => {
        const answers = [stretch("2.1.0 blue", -30, 20), stretch("2.1.01 green", 9, 90)];
        assert.equal(cutover(answers, command, "2.1.0"), undefined);
    });
});

describe("failures in a stretch of time", () => {
    it("are those that became known in it, without the load's own", () => {
        const failure = (at: number, own = false) => ({ at: command.began + at, own }) as Failure;
        const failures = [failure(-1), failure(0), failure(5, true), failure(60_000), failure(60_001)];
        assert.deepEqual(failuresIn(failures, command), [failures[1], failures[3]]);
    });
});

describe("a meter of requests", () => {
    /** A load that began so many requests each second. */
    function metered(perSecond: number, seconds: number): Meter {
        const load = new EventEmitter();
        const meter = new Meter(load);
        for (let second = 0; second <= seconds; second++) {
            load.emit("progress", { at: second * 1000, requests: second * perSecond });
        }
        return meter;
    }

    it("gives the requests of any stretch of a steady load, and the sum of two is the whole", () => {
        const instants = fc.integer({ min: 0, max: 60_000 });
        fc.assert(
            fc.property(
                fc.tuple(instants, instants, instants),
                fc.integer({ min: 0, max: 500 }),
                (times, perSecond) => {
                    const [began = 0, middle = 0, ended = 0] = times.toSorted((a, b) => a - b);
                    const meter = metered(perSecond, 60);
                    const whole = meter.in({ began, ended });
                    assert.ok(Math.abs(whole - ((ended - began) / 1000) * perSecond) <= 1);
                    assert.ok(
                        Math.abs(meter.in({ began, ended: middle }) + meter.in({ began: middle, ended }) - whole) <= 1,
                    );
                },
            ),
        );
    });

    it("has none before the load's first word", () => {
        assert.equal(new Meter(new EventEmitter()).in({ began: 0, ended: 5000 }), 0);
    });
});
