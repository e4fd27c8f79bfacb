import assert from "node:assert/strict";

import { RunError } from "@pulumi/pulumi";
import fc from "fast-check";

import { tryProgram } from "../components/support/program";
import { engineConfigOf } from "./hostile/engine-config";
import { RUNS, share } from "./hostile/runs";
import { nearlyRightStack, wildStack, type HandedOver } from "./hostile/stacks";
import { verdictOn } from "./hostile/verdict";

const isRefused = (stack: HandedOver) => typeof verdictOn(stack) === "string";

describe("the program on a random stack that is not right", function () {
    this.timeout(60_000 + RUNS * 20);

    it("ends before anything is registered or looked up", async () => {
        const wrongStack = fc.oneof(nearlyRightStack, wildStack).filter(isRefused);
        const property = fc.asyncProperty(wrongStack, async (stack) => {
            const { refusal, requests, recording } = await tryProgram(stack.stack, engineConfigOf(stack));
            assert.ok(RunError.isInstance(refusal), String(refusal));
            assert.match(refusal.message, /^The stack's configuration has \d+ mistakes?:\n/);
            assert.deepEqual([requests, recording.resources, recording.invokes], [[], [], []]);
        });
        await fc.assert(property, share(0.1));
    });
});
