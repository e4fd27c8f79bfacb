/**
 * Mutates the pure code and runs its tests: `npx tsx scripts/mutation/run.ts [--force] [--quick] [SCOPE...]`, where SCOPE
 * is a part of a scope's name. A run of all scopes writes docs/results/mutation.md. It ends with 1 when less than 90 % of a scope's mutants are
 * caught, when a survivor has no reason in survivors.yaml, or when a reason there has lost its mutant.
 *
 * What a run found is kept in .sandbox/mutation, and only what changed since is tried again (--force tries all).
 * While you write tests, --quick leaves out what wants a process of its own: the constants of modules.
 * Code that runs both while modules load and in tests is tried by the tests alone then, and may seem to survive.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { PartialStrykerOptions } from "@stryker-mutator/api/core" with { "resolution-mode": "import" };
import * as prettier from "prettier";
import { parse } from "yaml";
import { renderPage } from "./page";
import type { ScopeResult } from "./page";
import { acceptedSchema, explain, percent, reportSchema, scoreOf, total } from "./report";
import type { Survivor } from "./report";
import { SCOPES } from "./scopes";
import type { Scope } from "./scopes";
import { fingerprint } from "./unwatched";

const ROOT = path.dirname(path.dirname(__dirname));
const CACHE = path.join(ROOT, ".sandbox", "mutation");
const PAGE = path.join(ROOT, "docs", "results", "mutation.md");
/** The least share of a scope's mutants that is caught, in percent. */
const LEAST = 90;

/** How a run was asked for. */
interface Flags {
    readonly force: boolean;
    readonly quick: boolean;
}

/** Where what a scope's last run found is kept. */
function cacheOf(scope: Scope, { quick }: Flags): { report: string; incremental: string; fingerprint: string } {
    const base = path.join(CACHE, `${scope.name.replaceAll(/\W+/g, "-")}${quick ? "-quick" : ""}`);
    return { report: `${base}.json`, incremental: `${base}.incremental.json`, fingerprint: `${base}.sha256` };
}

function optionsOf(scope: Scope, flags: Flags, force: boolean): PartialStrykerOptions {
    const cache = cacheOf(scope, flags);
    return {
        testRunner: "mocha",
        plugins: ["@stryker-mutator/mocha-runner", path.join(__dirname, "ignore-rule-metadata.mjs")],
        ignorers: ["rule-metadata"],
        mochaOptions: { config: ".mocharc.json", spec: [...scope.specs] },
        mutate: [...scope.mutate],
        coverageAnalysis: "perTest",
        concurrency: 2,
        incremental: true,
        incrementalFile: cache.incremental,
        force,
        ignoreStatic: flags.quick,
        // A busy machine must not make a slow test look like one that never ends.
        timeoutMS: 15_000,
        tempDirName: path.join(".sandbox", "mutation", "copies"),
        ignorePatterns: [".sandbox", "coverage"],
        cleanTempDir: "always",
        reporters: ["json", "progress-append-only"],
        jsonReporter: { fileName: cache.report },
        allowConsoleColors: false,
    };
}

async function mutate(scope: Scope, flags: Flags): Promise<ScopeResult> {
    const cache = cacheOf(scope, flags);
    const mutated = existsSync(cache.report) ? Object.keys(readReport(cache.report).files) : [];
    const known =
        existsSync(cache.fingerprint) &&
        readFileSync(cache.fingerprint, "utf8") === (await fingerprint(ROOT, scope.specs, mutated));
    rmSync(cache.fingerprint, { force: true });
    // Its package holds nothing but ES modules.
    const { Stryker } = await import("@stryker-mutator/core");
    await new Stryker(optionsOf(scope, flags, flags.force || !known)).runMutationTest();
    const report = readReport(cache.report);
    writeFileSync(cache.fingerprint, await fingerprint(ROOT, scope.specs, Object.keys(report.files)));
    return { name: scope.name, score: scoreOf(report) };
}

function readReport(file: string) {
    return reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

function place({ file, line, change }: Survivor): string {
    return `${file}:${line}  ${change}`;
}

/** Says what is wrong with the results; true if nothing is. */
function judge(results: readonly ScopeResult[], isWhole: boolean): boolean {
    for (const { name, score } of results) {
        console.log(`${name}: ${percent(score)} of ${score.mutants} mutants caught`);
    }
    const accepted = acceptedSchema.parse(parse(readFileSync(path.join(__dirname, "survivors.yaml"), "utf8")));
    const { unexplained, stale } = explain(total(results.map(({ score }) => score)).survivors, accepted);
    const low = results.filter(({ score }) => (score.caught / score.mutants) * 100 < LEAST);
    const faults = [
        ...low.map(({ name }) => `${name}: fewer than ${LEAST} % caught; write tests that notice the survivors`),
        ...unexplained.map((one) => `survived without a reason: ${place(one)}`),
        // Only a whole run can tell which reasons have lost their mutants.
        ...(isWhole ? stale.map((key) => `has a reason in survivors.yaml, and does not survive: ${key}`) : []),
    ];
    for (const fault of faults) {
        console.error(fault);
    }
    return faults.length === 0;
}

async function writePage(results: readonly ScopeResult[]): Promise<void> {
    const accepted = acceptedSchema.parse(parse(readFileSync(path.join(__dirname, "survivors.yaml"), "utf8")));
    const text = renderPage(results, accepted, new Date().toISOString().slice(0, "2026-01-01".length));
    const options = await prettier.resolveConfig(PAGE);
    mkdirSync(path.dirname(PAGE), { recursive: true });
    writeFileSync(PAGE, await prettier.format(text, { ...options, filepath: PAGE }));
}

async function main(args: readonly string[]): Promise<void> {
    const flags = { force: args.includes("--force"), quick: args.includes("--quick") };
    const wanted = args.filter((arg) => !arg.startsWith("--"));
    const scopes = SCOPES.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
    if (scopes.length === 0) {
        throw new Error(
            `no scope is named ${wanted.join(" or ")}; scopes are: ${SCOPES.map(({ name }) => name).join("; ")}`,
        );
    }
    // The tests expect plain text, wherever they run.
    process.env.NO_COLOR = "1";
    mkdirSync(CACHE, { recursive: true });
    const results: ScopeResult[] = [];
    for (const scope of scopes) {
        results.push(await mutate(scope, flags));
    }
    const isWhole = scopes.length === SCOPES.length && !flags.quick;
    process.exitCode = judge(results, isWhole) ? 0 : 1;
    if (isWhole) {
        await writePage(results);
    }
}

main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
});
