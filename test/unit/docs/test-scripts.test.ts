import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

const repository = path.resolve(__dirname, "..", "..", "..");
const { scripts } = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
};

/** The test files that a script of package.json hands to mocha, as mocha itself finds them. */
function filesRunBy(script: string): string[] {
    const call = /mocha (.*)$/.exec(scripts[script] ?? "")?.[1] ?? "";
    const report = execFileSync("sh", ["-c", `node_modules/.bin/mocha ${call} --dry-run --reporter json`], {
        cwd: repository,
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
    });
    const { tests } = JSON.parse(report) as { tests: { file: string }[] };
    return [...new Set(tests.map(({ file }) => path.relative(repository, file)))];
}

describe("the test scripts", function () {
    // Mocha loads every test file.
    this.timeout(60_000);

    it("run every test file, and none twice", () => {
        const run = ["test", "test:engine", "test:chart", "test:cluster", "test:walkthrough"]
            .flatMap(filesRunBy)
            .sort();
        const all = fs
            .readdirSync(path.join(repository, "test"), { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".test.ts"))
            .map((file) => path.join("test", file))
            .sort();
        assert.deepEqual(run, all);
    });
});
