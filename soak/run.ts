/**
 * Shows on a real cluster what the platform promises of its releases: `npx tsx soak/run.ts [EXPERIMENT...] [--requests N]
 * [--rate N]`, or `make soak`.
 *
 * Each experiment has a fresh cluster of its own and writes docs/results/release-<name>.md. It ends with 1 when a promise was
 * broken. Needs root on Linux.
 */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import * as prettier from "prettier";
import { Interruption } from "../sandbox/engine/interruption";
import { describeMachine } from "../scripts/machine";
import { Platform } from "../test/cluster/platform";
import { Findings, type Experiment, type Settings } from "./experiment";
import { experiments } from "./experiments";
import { page, type Circumstances } from "./page";

const repository = path.resolve(__dirname, "..");

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        requests: { type: "string", default: "1000000" },
        rate: { type: "string", default: "200" },
    },
});

function wanted(): readonly Experiment[] {
    const unknown = positionals.filter((given) => !experiments.some(({ name }) => name === given));
    if (unknown.length > 0) {
        const names = experiments.map(({ name }) => name).join(", ");
        throw new Error(`There is no experiment ${unknown.join(", ")}; there are ${names}.`);
    }
    return experiments.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
}

/** A positive whole number. */
function count(name: "requests" | "rate"): number {
    const value = Number(values[name]);
    if (Number.isSafeInteger(value) && value > 0) return value;
    throw new Error(`--${name} is "${values[name]}", but must be a whole number above 0.`);
}

async function conduct(experiment: Experiment, settings: Settings): Promise<Findings> {
    const began = Date.now();
    const findings = new Findings((line) => {
        const seconds = ((Date.now() - began) / 1000).toFixed(0).padStart(5);
        process.stderr.write(`${experiment.name} ${seconds} s  ${line}\n`);
    });
    const load = os.loadavg()[0] ?? 0;
    const platform = await Platform.start(experiment.versions);
    const interruption = new Interruption();
    const stopped = stoppedBy(interruption);
    stopped.catch(() => undefined);
    const circumstances = { date: new Date(), commit: commit(), machine: describeMachine(), load };
    try {
        const up = await Promise.race([platform.sandbox("up"), stopped]);
        if (up.code !== 0) throw new Error(`The platform could not be provisioned:\n${up.output}`);
        await Promise.race([experiment.run(platform, findings, settings), stopped]);
    } finally {
        interruption.end();
        await platform.stop();
    }
    await write(experiment, findings, { ...circumstances, versions: platform.cluster.versions });
    return findings;
}

/** Of which state of the project the results are; other results in the making change nothing of it. */
function commit(): string {
    const git = (...args: string[]) => execFileSync("git", ["-C", repository, ...args], { encoding: "utf8" }).trim();
    const changes = git("status", "--porcelain", "--", ":!docs/results");
    return `${git("rev-parse", "--short", "HEAD")}${changes === "" ? "" : " with changes"}`;
}

/** Fails when a run is stopped, so that an experiment's cluster never outlives it. */
async function stoppedBy({ signal }: Interruption): Promise<never> {
    if (!signal.aborted) await once(signal, "abort");
    throw new Error("stopped: no page was written, and nothing of the cluster is left.");
}

async function write(experiment: Experiment, findings: Findings, circumstances: Circumstances): Promise<void> {
    const file = path.join(repository, "docs", "results", `release-${experiment.name}.md`);
    mkdirSync(path.dirname(file), { recursive: true });
    const style = await prettier.resolveConfig(file);
    const text = page(experiment, findings, circumstances);
    writeFileSync(file, await prettier.format(text, { ...style, parser: "markdown" }));
}

async function main(): Promise<number> {
    const settings = { requests: count("requests"), rate: count("rate") };
    let code = 0;
    for (const experiment of wanted()) {
        const { broken } = await conduct(experiment, settings);
        if (broken.length > 0) code = 1;
    }
    return code;
}

void main()
    .catch((error: unknown) => {
        process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
        return 1;
    })
    // An experiment that was stopped in its middle has a load under way, which ends with this process.
    .then((code) => process.exit(code));
