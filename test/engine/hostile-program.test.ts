import assert from "node:assert/strict";

import fc from "fast-check";

import { parseToken } from "../../sandbox/providers/kubernetes/kinds";
import { validateObject } from "../../sandbox/providers/kubernetes/validation";
import type { PropertyMap } from "../../sandbox/providers/protocol/value";
import { tryProgram } from "../unit/components/support/program";
import { engineConfigOf } from "../unit/config/hostile/engine-config";
import { RUNS, share } from "../unit/config/hostile/runs";
import { rightStack } from "../unit/config/hostile/stacks";

/** Each run registers some 120 resources and renders the chart: a fiftieth of all random stacks. */
const SHARE = 0.02;

describe("the program on a random stack that keeps every rule", function () {
    this.timeout(120_000 + RUNS * SHARE * 15_000);

    it("is registered to its end, in objects that the Kubernetes API takes", async () => {
        const property = fc.asyncProperty(rightStack, async (stack) => {
            const { refusal, recording } = await tryProgram(stack.stack, engineConfigOf(stack));
            assert.equal(refusal, undefined, String(refusal));
            // Autoscalers are the last that the program registers: two of each colour, and one of the live colour's workers.
            const last = recording.ofType("kubernetes:autoscaling/v2:HorizontalPodAutoscaler");
            assert.equal(last.length, 5, recording.names().join(", "));
            for (const { type, name, inputs } of recording.resources) {
                const gvk = type.startsWith("kubernetes:") ? parseToken(type) : undefined;
                if (gvk) assert.deepEqual(validateObject(gvk, inputs as PropertyMap), [], name);
            }
        });
        await fc.assert(property, share(SHARE));
    });
});
