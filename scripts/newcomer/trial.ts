/**
 * A newcomer's first commands, many times: `npx tsx scripts/newcomer/trial.ts --rounds 10 --seed 1`.
 *
 * Each round runs `make up` and `make test` in a clone of this checkout's last commit, with a home of its own, after some
 * caches were removed: all of them in the first round, a random choice by the seed in the others. Writes
 * docs/results/newcomer.md (`--out` names another file) and ends with 1 when a round failed. `--no-test` leaves `make test`
 * out; `--tools DIR` puts a copy of a tool cache into the home first, so that nothing has to be built.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import * as prettier from "prettier";
import { describeMachine } from "../machine";
import { caches, chooseCold, randomFrom, removeFolder, type Places } from "./caches";
import { runTimed, upTimes, type Ended, type UpTimes } from "./steps";

const repository = path.resolve(__dirname, "..", "..");

/** What a user's shell has and the trial must have too: the ways to the outside, nothing that the sandbox keeps. */
const inherited =
    /^(PATH|LANG|LC_\w+|USER|(HTTPS?|NO)_PROXY|npm_config_registry|GOPROXY|GOSUMDB|NODE_EXTRA_CA_CERTS)$/i;

interface Round {
    cold: string[];
    up: UpTimes;
    test?: number;
    failure?: string;
}

const { values } = parseArgs({
    options: {
        rounds: { type: "string", default: "10" },
        seed: { type: "string", default: "1" },
        out: { type: "string", default: path.join(repository, "docs", "results", "newcomer.md") },
        tools: { type: "string" },
        "no-test": { type: "boolean", default: false },
    },
});

const git = (...args: string[]) => execFileSync("git", ["-C", repository, ...args], { encoding: "utf8" }).trim();

async function playRound(round: number, random: () => number, places: Places): Promise<Round> {
    const cold = [...chooseCold(round, random)].filter(({ name }) => !(values.tools !== undefined && name === "tools"));
    for (const cache of cold) cache.folders(places).forEach(removeFolder);
    if (!existsSync(places.checkout)) execFileSync("git", ["clone", "--quiet", repository, places.checkout]);
    const ambient = Object.entries(process.env).filter(([name]) => inherited.test(name));
    const env = { ...Object.fromEntries(ambient), HOME: places.home, TMPDIR: places.temporary, NO_COLOR: "1" };
    const names = cold.map(({ name }) => name);
    const up = await runTimed(["make", "up"], places.checkout, env);
    const result: Round = { cold: names, up: upTimes(up, places.checkout), failure: failureOf("make up", up, round) };
    if (values["no-test"] || result.failure !== undefined) return result;
    const test = await runTimed(["make", "test"], places.checkout, env);
    return { ...result, test: (test.endedAt - test.startedAt) / 1000, failure: failureOf("make test", test, round) };
}

/** Why a command failed, in a line; all that it said is printed. */
function failureOf(command: string, { code, lines }: Ended, round: number): string | undefined {
    if (code === 0) return undefined;
    process.stderr.write(`round ${round}: ${command} failed:\n${lines.map(({ text }) => `  ${text}\n`).join("")}`);
    return `${command} ended with ${code ?? "a signal"}`;
}

const show = (seconds?: number) => (seconds === undefined ? "–" : `${Math.round(seconds)} s`);

function report(rounds: Round[]): string {
    const rows = rounds.map(({ cold, up, test, failure }, index) => {
        const times = [up.packages, up.pulumi, up.helm, up.setUp, up.preview, up.update, up.total, test].map(show);
        return `| ${[String(index + 1), cold.join(", ") || "nothing", ...times, failure ?? "success"].join(" | ")} |`;
    });
    return [
        "# A newcomer's first commands",
        "",
        `\`make up\`${values["no-test"] ? "" : " and `make test`"} in a fresh clone with an empty home folder, ${rounds.length} rounds, with the caches of steps removed`,
        `at random (seed ${values.seed}). Successes: ${rounds.filter(({ failure }) => failure === undefined).length} of ${rounds.length}.`,
        "",
        `Written by \`scripts/newcomer/trial.ts\` on ${new Date().toISOString().slice(0, 10)}, of commit ${git("rev-parse", "--short", "HEAD")}, on`,
        `${describeMachine()}. A dash is a step that had nothing to do.`,
        "",
        "| round | cold | packages | pulumi and language host | helm | set-up, plugins | preview | update | `make up` | `make test` | result |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
        ...rows,
        "",
        `What may be cold: ${caches.map(({ name }) => name).join(", ")}.`,
        "",
    ].join("\n");
}

async function main(): Promise<void> {
    if (git("status", "--porcelain") !== "") {
        process.stderr.write("note: the clones hold the last commit, without the changes that are not committed\n");
    }
    const root = mkdtempSync(path.join(os.tmpdir(), "leanvibe-newcomer-"));
    const places = {
        checkout: path.join(root, "clone"),
        home: path.join(root, "home"),
        temporary: path.join(root, "tmp"),
    };
    // Ctrl-C reaches the command under way too; once that has ended, the folders are removed as after the last round.
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.on(signal, () => {
            stop.abort();
            process.exitCode = 130;
        });
    }
    try {
        mkdirSync(places.home);
        mkdirSync(places.temporary);
        const toolCache = path.join(places.home, ".cache", "leanvibe-agent-hive");
        if (values.tools !== undefined) cpSync(values.tools, toolCache, { recursive: true, preserveTimestamps: true });
        const random = randomFrom(Number(values.seed));
        const rounds: Round[] = [];
        while (rounds.length < Number(values.rounds)) {
            const round = await playRound(rounds.length + 1, random, places);
            if (stop.signal.aborted) break;
            rounds.push(round);
            const { cold, up, test, failure } = round;
            const times = `make up ${show(up.total)}, make test ${show(test)}`;
            process.stdout.write(
                `round ${rounds.length}: ${failure ?? "success"}; cold: ${cold.join(", ") || "nothing"}; ${times}\n`,
            );
            mkdirSync(path.dirname(values.out), { recursive: true });
            const style = await prettier.resolveConfig(values.out);
            writeFileSync(values.out, await prettier.format(report(rounds), { ...style, parser: "markdown" }));
        }
        if (rounds.some(({ failure }) => failure !== undefined)) process.exitCode = 1;
    } finally {
        removeFolder(root);
    }
}

void main();
