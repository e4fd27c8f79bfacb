import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import * as path from "node:path";
import { Sample } from "../../cluster/app/tests/sample";

const tests = path.join(__dirname, "..", "..", "cluster", "app", "tests");

describe("The sample application", function () {
    this.timeout(60_000);
    let sample: Sample | undefined;

    before(async function () {
        const unpacked = await Sample.unpack();
        if (typeof unpacked === "string") {
            console.log(`    not run: ${unpacked}`);
            this.skip();
        }
        sample = unpacked;
        await sample.become({ version: "2.0.0" });
        const target = path.join(sample.root, "app", "tests");
        await cp(tests, target, { recursive: true, filter: (file) => file === tests || file.endsWith(".py") });
    });
    after(() => sample?.end());

    it("passes its own unit tests under the Python of its image", async () => {
        assert.ok(sample);
        const { code, output } = await sample.python(["-m", "unittest", "-q"]);
        assert.equal(code, 0, output);
        assert.match(output, /Ran \d\d tests/);
    });
});
