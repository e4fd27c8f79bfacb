import assert from "node:assert/strict";

import * as fc from "fast-check";

import { drainFaults, type DrainConfig } from "../../../components/release/drain";
import { releaseConfig } from "./release";

/** Times near one another, so that each inequality is as often broken as kept. */
const time = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 7200 }));
const anyTimes: fc.Arbitrary<DrainConfig> = fc.record({
    endpointPropagationSeconds: time,
    preStopSeconds: time,
    longestRequestSeconds: time,
    terminationGraceSeconds: time,
    deregistrationDelaySeconds: time,
    gatewayIdleSeconds: time,
    keepAliveSeconds: time,
});

/** What must hold, said a second time. */
function broken(t: DrainConfig): string[] {
    return [
        ...(t.preStopSeconds < t.endpointPropagationSeconds ? ["preStopSeconds"] : []),
        ...(t.terminationGraceSeconds - t.preStopSeconds <= t.longestRequestSeconds ? ["terminationGraceSeconds"] : []),
        ...(t.deregistrationDelaySeconds < t.longestRequestSeconds ? ["deregistrationDelaySeconds"] : []),
        ...(t.keepAliveSeconds <= t.gatewayIdleSeconds ? ["keepAliveSeconds"] : []),
    ];
}

const times = (changes: Partial<DrainConfig>): DrainConfig => ({ ...releaseConfig().drain, ...changes });

describe("the times of a pod's end", () => {
    it("have no fault exactly when the four inequalities hold, and name each that does not", () => {
        fc.assert(
            fc.property(anyTimes, (drain) => {
                assert.deepEqual(
                    drainFaults(drain).map(({ key }) => key),
                    broken(drain),
                );
            }),
            { numRuns: 1000 },
        );
    });

    it("are mended by the least value that a fault tells, and by nothing less", () => {
        fc.assert(
            fc.property(anyTimes, (drain) => {
                for (const { key, given, least } of drainFaults(drain)) {
                    assert.equal(given, drain[key]);
                    const keysWith = (value: number) =>
                        drainFaults({ ...drain, [key]: value }).map((fault) => fault.key);
                    assert.ok(!keysWith(least).includes(key), `${key}: ${least}`);
                    assert.ok(keysWith(least - 1).includes(key), `${key}: ${least - 1}`);
                }
            }),
            { numRuns: 1000 },
        );
    });

    it("say the inequality in names and in numbers, and what goes wrong", () => {
        const told = (changes: Partial<DrainConfig>) => drainFaults(times(changes));
        assert.deepEqual(told({ preStopSeconds: 10 }), [
            {
                key: "preStopSeconds",
                given: 10,
                allowed:
                    "preStopSeconds >= endpointPropagationSeconds, which 10 >= 15 is not: " +
                    "a gateway still sends requests to a pod that has ended",
                least: 15,
            },
        ]);
        assert.deepEqual(told({ terminationGraceSeconds: 45 }), [
            {
                key: "terminationGraceSeconds",
                given: 45,
                allowed:
                    "preStopSeconds + longestRequestSeconds < terminationGraceSeconds, which 15 + 30 < 45 is not: " +
                    "a pod is killed in the middle of a request",
                least: 46,
            },
        ]);
        assert.deepEqual(told({ deregistrationDelaySeconds: 29 }), [
            {
                key: "deregistrationDelaySeconds",
                given: 29,
                allowed:
                    "longestRequestSeconds <= deregistrationDelaySeconds, which 30 <= 29 is not: " +
                    "the gateway cuts a request short",
                least: 30,
            },
        ]);
        assert.deepEqual(told({ keepAliveSeconds: 60 }), [
            {
                key: "keepAliveSeconds",
                given: 60,
                allowed:
                    "keepAliveSeconds > gatewayIdleSeconds, which 60 > 60 is not: " +
                    "the gateway reuses a connection that a pod is closing",
                least: 61,
            },
        ]);
    });

    it("are not judged where one of an inequality's times is missing", () => {
        fc.assert(
            fc.property(anyTimes, fc.subarray(Object.keys(times({})) as (keyof DrainConfig)[]), (drain, missing) => {
                const partly: Partial<DrainConfig> = Object.fromEntries(
                    Object.entries(drain).filter(([key]) => !missing.includes(key as keyof DrainConfig)),
                );
                const terms: Readonly<Record<string, readonly (keyof DrainConfig)[]>> = {
                    preStopSeconds: ["preStopSeconds", "endpointPropagationSeconds"],
                    terminationGraceSeconds: ["preStopSeconds", "longestRequestSeconds", "terminationGraceSeconds"],
                    deregistrationDelaySeconds: ["longestRequestSeconds", "deregistrationDelaySeconds"],
                    keepAliveSeconds: ["keepAliveSeconds", "gatewayIdleSeconds"],
                };
                const judged = broken(drain).filter((key) => !terms[key]?.some((term) => missing.includes(term)));
                assert.deepEqual(
                    drainFaults(partly).map(({ key }) => key),
                    judged,
                );
            }),
        );
    });
});
