/** Releases that keep every rule, over the whole width of every key. */
import fc from "fast-check";

import type { GatewayConfig, ReleaseConfig } from "../../../../components/config";
import { pick, whole } from "./pieces";

const tag = fc
    .stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/)
    // `latest` is refused, and digits alone are a number to YAML and to the engine.
    .filter((text) => text !== "latest");

const digest = fc.option(fc.stringMatching(/^sha256:[0-9a-f]{64}$/), { nil: "" });
const version = fc.record({ tag, digests: fc.record({ api: digest, worker: digest, frontend: digest }) });

/** Times that keep every inequality: each is made from what it must be above. */
const drain = fc
    .record({
        propagation: whole(0, 300),
        longest: whole(1, 3600),
        idle: whole(1, 4000),
        rooms: fc.tuple(whole(0, 300), whole(0, 3299), whole(0, 3599), whole(0, 99)),
    })
    .map(({ propagation, longest, idle, rooms: [pause, grace, delay, alive] }) => {
        const preStopSeconds = Math.min(300, propagation + pause);
        return {
            endpointPropagationSeconds: propagation,
            preStopSeconds,
            longestRequestSeconds: longest,
            terminationGraceSeconds: preStopSeconds + longest + 1 + grace,
            deregistrationDelaySeconds: Math.min(3600, longest + delay),
            gatewayIdleSeconds: idle,
            keepAliveSeconds: idle + 1 + alive,
        };
    });

/** The `release` key. */
export const release: fc.Arbitrary<ReleaseConfig> = fc.record({
    live: pick(["blue", "green"] as const),
    generation: whole(1, 1_000_000_000),
    blue: version,
    green: version,
    verify: fc.record({
        paths: fc.uniqueArray(fc.stringMatching(/^\/[a-z0-9._~/?=&-]{0,40}$/), { minLength: 1, maxLength: 4 }),
        requests: whole(10, 10_000),
        concurrency: whole(1, 64),
        maxErrorPercent: whole(0, 100),
        maxP95Milliseconds: whole(1, 60_000),
    }),
    canary: fc.record({
        steps: fc.uniqueArray(whole(1, 99), { maxLength: 10 }).map((steps) => steps.sort((a, b) => a - b)),
        stepSeconds: whole(2, 3600),
    }),
    watch: fc.record({
        intervalSeconds: whole(1, 60),
        maxErrorPercent: whole(0, 100),
        maxP95Milliseconds: whole(1, 60_000),
        breachSamples: whole(1, 100),
        bakeSeconds: whole(5, 86_400),
    }),
    drain,
    migration: fc.record({ contract: fc.boolean(), restorePoint: pick(["point-in-time", "none"] as const) }),
});

/** The `gateway` key. */
export const gateway: fc.Arbitrary<GatewayConfig> = fc.record({
    controller: fc.oneof(
        pick(["eks.amazonaws.com/gateway-alb", "traefik.io/gateway-controller"]),
        fc.stringMatching(
            /^[a-z0-9]([-a-z0-9]{0,9}[a-z0-9])?(\.[a-z0-9]{1,9}){0,3}\/[A-Za-z0-9/._~%!$&'()*+,;=:-]{1,200}$/,
        ),
    ),
    port: whole(1, 65_535),
});
