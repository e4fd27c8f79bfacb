import * as assert from "node:assert/strict";
import { Checkout } from "./checkout";
import { editStackFile } from "./stack-file";

describe("mistakes in a stack file, through the real engine", function () {
    this.timeout(120_000);

    it("are all reported at once, a line each, before anything is registered", async () => {
        const checkout = new Checkout();
        try {
            editStackFile(checkout, "dev", (config) => {
                config.aws.accountId = "12";
                config.network.cidr = "10.0.0.0/27";
                config.database.instanceClass = "db.enormous";
                config.cache.replicas = -1;
                (config.application.api as { minReplicas: number }).minReplicas = 50;
            });
            const outcome = await checkout.sandbox(["up"]);
            assert.equal(outcome.code, 1);
            for (const key of [
                "aws.accountId",
                "network.cidr",
                "database.instanceClass",
                "cache.replicas",
                "application.api",
            ]) {
                const lines = outcome.output.split("\n").filter((line) => line.includes(key));
                assert.equal(lines.length, 1, `one line about ${key} in:\n${outcome.output}`);
            }
            assert.doesNotMatch(outcome.output, /^\s+at /m);
            assert.deepEqual(checkout.stateResources(), []);
        } finally {
            checkout.remove();
        }
    });
});
