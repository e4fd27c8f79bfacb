import * as assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";

/** What a Python test ended with, as support/report.py prints it: one JSON document a line. */
interface Outcome {
    name: string;
    outcome: "passed" | "failed" | "skipped";
    why: string;
}

const SOURCES = path.resolve(__dirname, "..", "..", "components", "release", "jobs");
const MODULES = readdirSync(__dirname)
    .filter((file) => /^test_\w+\.py$/.test(file))
    .map((file) => path.basename(file, ".py"))
    .sort();
// The Jobs use what Python has since 3.11; the same version is the least of the application's image.
const NEEDED = "import sys; sys.exit(sys.version_info < (3, 11))";

/** The first python3 on PATH, when it is new enough. */
function findPython(): string | undefined {
    return ["python3", "python3.11", "python3.12", "python3.13", "python3.14"].find(
        (name) => spawnSync(name, ["-c", NEEDED]).status === 0,
    );
}

/** The tests of a module by class, read from its text, so that mocha knows them before anything runs. */
function testsOf(module: string): Map<string, string[]> {
    const tests = new Map<string, string[]>();
    let inClass = "";
    for (const line of readFileSync(path.join(__dirname, `${module}.py`), "utf8").split("\n")) {
        inClass = /^class (\w+)\(unittest\.TestCase\):/.exec(line)?.[1] ?? inClass;
        const test = /^ {4}def (test_\w+)\(/.exec(line)?.[1];
        if (test !== undefined) tests.set(inClass, [...(tests.get(inClass) ?? []), test]);
    }
    return tests;
}

/** `AnAlembicMigration` as `an alembic migration`. */
const words = (name: string) => name.replaceAll(/(?<=.)(?=[A-Z])/g, " ").toLowerCase();

/** Runs one module in a process of its own; a test that fails more than once (in parts) counts with its first failure. */
async function run(python: string, module: string): Promise<Map<string, Outcome>> {
    const child = spawn(python, [path.join(__dirname, "support", "report.py"), __dirname, module], {
        env: { ...process.env, PYTHONPATH: SOURCES, PYTHONDONTWRITEBYTECODE: "1" },
        stdio: ["ignore", "pipe", "pipe"],
    });
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
    const ended = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
    const outcomes = new Map<string, Outcome>();
    for await (const line of createInterface(child.stdout)) {
        const outcome = JSON.parse(line) as Outcome;
        if (outcomes.get(outcome.name)?.outcome !== "failed") outcomes.set(outcome.name, outcome);
    }
    assert.equal(await ended, 0, `${module} ended early: ${complaint}`);
    return outcomes;
}

describe("the program of the release's Jobs", () => {
    const python = findPython();
    const runs = new Map<string, Promise<Map<string, Outcome>>>();

    before(function () {
        if (python === undefined) {
            // Not a failure: the program runs in the cluster, on an image that has it.
            console.log("      skipped: there is no python3 on PATH that is 3.11 or newer");
            this.skip();
        }
        // All at once: they wait for each other's servers more than they compute.
        for (const module of MODULES) {
            const running = run(python, module);
            running.catch(() => undefined);
            runs.set(module, running);
        }
    });

    for (const module of MODULES) {
        for (const [group, tests] of testsOf(module)) {
            describe(words(group), () => {
                for (const test of tests) {
                    it(words(test.replace(/^test_/, "").replaceAll("_", " ")), async function () {
                        this.timeout(180_000);
                        const outcome = (await runs.get(module))?.get(`${group}.${test}`);
                        assert.ok(outcome, `${module} did not run ${test}`);
                        if (outcome.outcome === "skipped") {
                            console.log(`        skipped: ${outcome.why}`);
                            this.skip();
                        }
                        assert.equal(outcome.outcome, "passed", outcome.why);
                    });
                }
            });
        }
    }
});
