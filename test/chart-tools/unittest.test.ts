/** The chart's own suites (charts/leanvibe-agent-hive/tests), with helm-unittest. */
import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { CHART } from "../../components/application/render";
import { ensureGoTools } from "../../sandbox/toolchain/goTools";

describe("chart: its own suites", function () {
    // The first run builds helm-unittest; a later one takes a second.
    this.timeout(600_000);
    let program = "";

    before(async () => {
        program = (await ensureGoTools(["helm-unittest"])).get("helm-unittest")?.path ?? "";
    });

    /** Runs the suites on a copy, because the program leaves a folder for snapshots behind. */
    function run(change: (template: string) => string = (template) => template): { passed: boolean; report: string } {
        const folder = mkdtempSync(path.join(tmpdir(), "chart-"));
        try {
            cpSync(CHART, folder, { recursive: true });
            const file = path.join(folder, "templates", "_checks.tpl");
            writeFileSync(file, change(readFileSync(file, "utf8")));
            const { status, stdout, stderr } = spawnSync(program, ["--strict", folder], { encoding: "utf8" });
            return { passed: status === 0, report: stdout + stderr };
        } finally {
            rmSync(folder, { recursive: true });
        }
    }

    it("all pass, and none is left out", () => {
        const suites = readdirSync(path.join(CHART, "tests")).length;
        const { passed, report } = run();
        assert.ok(passed, report);
        assert.match(report, new RegExp(`Test Suites: ${suites} passed, ${suites} total`));
    });

    it("fail when a template breaks what they say", () => {
        const { passed, report } = run((template) => template.replace("raise preStopSeconds to %d", "%d"));
        assert.equal(passed, false);
        assert.match(report, /print the inequality of a pause that is too short/);
        assert.match(report, /Tests: +1 failed/);
    });
});
