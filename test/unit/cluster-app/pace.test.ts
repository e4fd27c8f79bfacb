import assert from "node:assert/strict";
import fc from "fast-check";
import { kinds, readOptions, type Kind } from "../../cluster/load/options";
import { planned } from "../../cluster/load/schedule";

const url = "http://127.0.0.1:1";

describe("The plan of a load", () => {
    const shares = fc.record({
        read: fc.nat(100),
        write: fc.nat(100),
        similar: fc.nat(100),
        task: fc.nat(100),
        version: fc.nat(100),
    });

    it("gives each kind its share of any thousand requests, within one in a hundred", () => {
        fc.assert(
            fc.property(
                shares.filter((mix) => Object.values(mix).some((value) => value > 0)),
                fc.nat(100_000),
                (mix, from) => {
                    const options = readOptions({ url, mix });
                    const counts = new Map<Kind, number>();
                    for (let n = from; n < from + 1000; n += 1) {
                        const { kind } = planned(n, options);
                        counts.set(kind, (counts.get(kind) ?? 0) + 1);
                    }
                    const total = Object.values(mix).reduce((sum, value) => sum + value, 0);
                    for (const kind of kinds) {
                        const expected = (mix[kind] * 1000) / total;
                        assert.ok(
                            Math.abs((counts.get(kind) ?? 0) - expected) <= 10,
                            `${kind}: ${counts.get(kind)}, not ${expected}`,
                        );
                    }
                },
            ),
            { numRuns: 50 },
        );
    });

    it("opens as many fresh connections in each second as asked for", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 1, max: 2000 }),
                fc.integer({ min: 0, max: 100 }),
                fc.nat(50),
                (rate, fresh, second) => {
                    const options = readOptions({ url, requestsPerSecond: rate, freshPerSecond: fresh });
                    let count = 0;
                    for (let n = second * rate; n < (second + 1) * rate; n += 1)
                        if (planned(n, options).fresh) count += 1;
                    assert.ok(Math.abs(count - Math.min(rate, fresh)) <= 1, `${count} of ${rate}, not ${fresh}`);
                },
            ),
            { numRuns: 100 },
        );
    });

    it("refuses more fresh connections than the machine has ports for, and names the option", () => {
        assert.throws(
            () => readOptions({ url, freshPerSecond: 101 }),
            /^Error: The load cannot be run: freshPerSecond: .*100/,
        );
    });

    it("refuses a mix without any kind, an unknown option and a URL that is none", () => {
        assert.throws(() => readOptions({ url, mix: { read: 0 } }), /mix: give at least one kind a share above 0/);
        assert.throws(() => readOptions({ url, rate: 3 }), /rate/);
        assert.throws(() => readOptions({ url: "127.0.0.1" }), /url: /);
    });
});
