import { strict as assert } from "node:assert";
import { once } from "node:events";

import { EksPlugin } from "./eks-plugin";

const INPUTS = { vpcId: "vpc-1", subnetIds: ["subnet-1"], authenticationMode: "API", autoMode: { enabled: true } };

describe("the eks stand-in's process that is told to stop in the middle of a construction", () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        it(`completes it on ${signal}, takes no other, and ends by itself`, async () => {
            const plugin = await EksPlugin.start();
            try {
                const whole = await plugin.construct(INPUTS);
                const ended = once(plugin.process, "exit");
                const onRegister = (name: string) => {
                    if (name === "c-eksRole-role") {
                        plugin.process.kill(signal);
                    }
                };
                assert.deepEqual(await plugin.construct(INPUTS, { onRegister }), whole);
                assert.deepEqual(await ended, [0, null]);
                await assert.rejects(plugin.construct(INPUTS));
            } finally {
                plugin.stop();
            }
        });
    }
});
