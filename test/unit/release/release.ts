/** What the tests of a release share: a configuration with good defaults, and arbitrary ones. */
import type * as fc from "fast-check";

import type { ReleaseConfig } from "../../../components/config";
import { release } from "../config/hostile/valid-release";

const NO_DIGESTS = { api: "", worker: "", frontend: "" };

/** A release that configuration and chart accept: blue is live with 2.0.0, green has 2.1.0. */
export function releaseConfig(overrides: Partial<ReleaseConfig> = {}): ReleaseConfig {
    return {
        live: "blue",
        generation: 1,
        blue: { tag: "2.0.0", digests: NO_DIGESTS },
        green: { tag: "2.1.0", digests: NO_DIGESTS },
        verify: {
            paths: ["/health", "/ready"],
            requests: 60,
            concurrency: 4,
            maxErrorPercent: 0,
            maxP95Milliseconds: 500,
        },
        canary: { steps: [5], stepSeconds: 10 },
        watch: {
            intervalSeconds: 1,
            maxErrorPercent: 5,
            maxP95Milliseconds: 1000,
            breachSamples: 2,
            bakeSeconds: 30,
        },
        drain: {
            endpointPropagationSeconds: 15,
            preStopSeconds: 15,
            longestRequestSeconds: 30,
            terminationGraceSeconds: 60,
            deregistrationDelaySeconds: 60,
            gatewayIdleSeconds: 60,
            keepAliveSeconds: 75,
        },
        migration: { contract: false, restorePoint: "point-in-time" },
        ...overrides,
    };
}

/** Any release that the program's own checks let through. */
export const anyRelease: fc.Arbitrary<ReleaseConfig> = release;
