import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { Checkout } from "./checkout";

describe("a stack's life in the sandbox", function () {
    this.timeout(480_000);

    for (const stack of ["dev", "staging", "prod"]) {
        it(`${stack} is provisioned, found unchanged, and destroyed to an empty stack`, async () => {
            const checkout = new Checkout();
            try {
                execFileSync("git", ["init", "--quiet"], { cwd: checkout.folder });
                execFileSync("git", ["add", "--all"], { cwd: checkout.folder });

                const first = await checkout.sandbox(["up", "--stack", stack]);
                assert.equal(first.code, 0, first.output);
                assert.match(first.stdout, new RegExp(`${stack} is up: \\d+ resources`));
                assert.ok(checkout.stateResources(stack).some(({ type }) => type === "aws:eks/cluster:Cluster"));

                const second = await checkout.sandbox(["up", "--stack", stack]);
                assert.equal(second.code, 0, second.output);
                assert.match(second.stdout, /preview: \d+ resources, no change/);
                assert.match(second.stdout, /update: \d+ resources, no change/);

                const down = await checkout.sandbox(["down", "--stack", stack]);
                assert.equal(down.code, 0, down.output);
                assert.deepEqual(checkout.stateResources(stack), []);

                const changed = execFileSync("git", ["diff", "--stat"], { cwd: checkout.folder, encoding: "utf8" });
                const added = execFileSync("git", ["ls-files", "--others", "--exclude-standard"], {
                    cwd: checkout.folder,
                    encoding: "utf8",
                });
                assert.equal(changed + added, "", "the working tree is not clean");
            } finally {
                checkout.remove();
            }
        });
    }

    it("a changed tag of the VPC is one update and no replacement", async () => {
        const checkout = new Checkout();
        try {
            const up = await checkout.sandbox(["up"]);
            assert.equal(up.code, 0, up.output);
            checkout.edit("components/network/index.ts", (text) =>
                text.replace('tags: this.tags("vpc") }', 'tags: { ...this.tags("vpc"), changed: "yes" } }'),
            );
            const preview = await checkout.sandbox(["preview"]);
            assert.equal(preview.code, 0, preview.output);
            assert.match(preview.stdout, /~ network-vpc +aws:ec2\/vpc:Vpc \[.*tags\.changed.*\]/);
            assert.match(preview.stdout, /preview: \d+ resources, 1 to update(?!,)/);
        } finally {
            checkout.remove();
        }
    });
});
