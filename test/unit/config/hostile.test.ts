import assert from "node:assert/strict";

import fc from "fast-check";

import { assertSound, planPlatform } from "./hostile/plan";
import { RUNS, share } from "./hostile/runs";
import { nearlyRightStack, rightStack, wildStack, type HandedOver } from "./hostile/stacks";
import { assertHelpful, verdictOn } from "./hostile/verdict";

/** Fails unless a stack ends in a sound plan, the same each time, or in a message that helps. */
function judge(stack: HandedOver): "plan" | "message" {
    const verdict = verdictOn(stack);
    assert.deepEqual(verdictOn(stack), verdict, "the same stack has the same verdict");
    if (typeof verdict === "string") {
        assertHelpful(verdict, stack);
        return "message";
    }
    const plan = planPlatform(verdict);
    assertSound(plan, verdict);
    assert.deepEqual(planPlatform(verdict), plan, "the same stack has the same plan");
    return "plan";
}

describe("a random stack", function () {
    // Some 5 ms each on a free machine.
    this.timeout(60_000 + RUNS * 60);

    it("that keeps every rule ends in a plan that AWS and Kubernetes take", () => {
        const property = fc.property(rightStack, (stack) => {
            const verdict = verdictOn(stack);
            assert.equal(typeof verdict, "object", JSON.stringify(verdict));
            judge(stack);
        });
        fc.assert(property, share(0.3));
    });

    it("in which a few things went wrong ends in a sound plan or in a message that helps", () => {
        const ends = { plan: 0, message: 0 };
        const property = fc.property(nearlyRightStack, (stack) => {
            ends[judge(stack)]++;
        });
        fc.assert(property, share(0.5));
        // Else the mishaps are no mishaps, or right stacks are refused.
        assert.ok(ends.message > ends.plan && ends.plan > RUNS / 100, JSON.stringify(ends));
    });

    it("of anything under any key ends in a message that helps", () => {
        const property = fc.property(wildStack, (stack) => {
            judge(stack);
        });
        fc.assert(property, share(0.2));
    });
});
