import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import { Checkout } from "./checkout";
import { assertGolden, difference, goldenFile, previewedGraph } from "./graph";

describe("the resource graph of dev", function () {
    this.timeout(120_000);
    let checkout: Checkout;

    before(() => {
        checkout = new Checkout();
    });
    after(() => {
        checkout.remove();
    });

    it("is the one that was reviewed", async () => {
        assertGolden("dev", await previewedGraph(checkout, "dev"));
    });

    it("is compared line by line, and a change names its resource and the command that accepts it", () => {
        const changed = checkout.path("changed.yaml");
        const golden = fs.readFileSync(goldenFile("dev"), "utf8");
        fs.writeFileSync(changed, golden.replace("    cidrBlock: 10.10.144.0/22\n", "    cidrBlock: 10.10.99.0/24\n"));

        const lines = difference(goldenFile("dev"), changed).trimEnd().split("\n");
        assert.match(lines[0] ?? "", /^@@ .* aws:ec2\/subnet:Subnet::network-data-us-east-1a:$/);
        assert.deepEqual(
            lines.filter((line) => /^[+-]/.test(line)),
            ["-    cidrBlock: 10.10.144.0/22", "+    cidrBlock: 10.10.99.0/24"],
        );
        assert.throws(() => {
            assertGolden("dev", changed);
        }, /^AssertionError.*: the graph of dev has changed; if it should, run `make golden`.*\n@@ /s);
    });
});
