/**
 * Measures the sandbox's commands as a person waits for them, from start to end, warm: `make bench`.
 *
 * All scenarios are run in turn, round by round, so that a busy minute of the machine hits each alike; a figure is the
 * median of the rounds. Writes docs/results/bench.md.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import * as prettier from "prettier";
import { checkoutWith, withGrowth, withoutResources, type Packs, type Scenario } from "./scenarios";
import { report, type Measured } from "./report";

const packsVariants: readonly Packs[] = ["bare", "empty packs", "packs"];
const growthCounts = [500, 1000, 2000];

/** The stacks of the repository, each as it is. */
function stackScenarios(): Scenario[] {
    return packsVariants.flatMap((packs) => {
        const checkout = checkoutWith(packs);
        return ["dev", "prod"].map((stack) => ({
            name: `preview ${stack}, ${packs}`,
            checkout,
            command: ["preview", "--stack", stack],
        }));
    });
}

function floorScenarios(): Scenario[] {
    return packsVariants.map((packs) => ({
        name: `preview of no resources, ${packs}`,
        checkout: withoutResources(checkoutWith(packs)),
        command: ["preview"],
    }));
}

async function unchangedScenarios(): Promise<Scenario[]> {
    const checkout = checkoutWith("packs");
    const scenarios = ["dev", "prod"].map((stack) => ({
        name: `up ${stack} unchanged, packs`,
        checkout,
        command: ["up", "--stack", stack],
    }));
    for (const scenario of scenarios) await time(scenario);
    return scenarios;
}

function growthScenarios(): Scenario[] {
    return (["bare", "packs"] as const).flatMap((packs) =>
        growthCounts.map((count) => ({
            name: `preview of ${String(count)} resources, ${packs}`,
            checkout: withGrowth(checkoutWith(packs), count),
            command: ["preview"],
        })),
    );
}

/** Runs a scenario once. @returns how long it took, in milliseconds */
async function time({ name, checkout, command }: Scenario): Promise<number> {
    const start = performance.now();
    const outcome = await checkout.sandbox([...command]);
    const end = performance.now();
    if (outcome.code !== 0) throw new Error(`${name} failed:\n${outcome.output}`);
    return end - start;
}

async function measure(scenarios: readonly Scenario[], rounds: number): Promise<Measured[]> {
    const measured = scenarios.map((scenario) => ({ name: scenario.name, times: [] as number[] }));
    // The first round compiles and fills caches; it does not count.
    for (let round = 0; round <= rounds; round++) {
        for (const [index, scenario] of scenarios.entries()) {
            const duration = await time(scenario);
            process.stderr.write(
                `${round === 0 ? "warm-up" : `round ${String(round)}`}  ${scenario.name}  ${duration.toFixed(0)} ms\n`,
            );
            if (round > 0) measured[index]?.times.push(duration);
        }
    }
    return measured;
}

async function main(): Promise<void> {
    const { values } = parseArgs({
        options: { rounds: { type: "string", default: "5" }, "growth-rounds": { type: "string", default: "3" } },
    });
    const scenarios: Scenario[] = [];
    try {
        scenarios.push(...floorScenarios(), ...stackScenarios(), ...(await unchangedScenarios()));
        const measured = await measure(scenarios, Number(values.rounds));
        const growth = growthScenarios();
        scenarios.push(...growth);
        measured.push(...(await measure(growth, Number(values["growth-rounds"]))));
        const text = report(measured, { growthCounts, load: os.loadavg()[0] ?? 0 });
        const file = path.join(__dirname, "..", "docs", "results", "bench.md");
        fs.mkdirSync(path.dirname(file), { recursive: true });
        const style = await prettier.resolveConfig(file);
        fs.writeFileSync(file, await prettier.format(text, { ...style, parser: "markdown" }));
        process.stdout.write(text);
    } finally {
        for (const checkout of new Set(scenarios.map((scenario) => scenario.checkout))) checkout.remove();
    }
}

void main();
