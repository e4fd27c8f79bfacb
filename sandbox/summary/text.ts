import * as path from "node:path";
import Table from "cli-table3";
import colours from "picocolors";
import { componentOf, estimate, formatMonthlyUsd, loadPriceTable, type Estimate } from "../../policies/cost/model";
import { paths, policyPacks, repository, stateInUse } from "../engine/paths";
import { byComponent, countChanges } from "./changes";
import { countFindings, listFindings } from "./findings";
import type { EngineRun, Step } from "./model";

const plainTable = {
    chars: Object.fromEntries(
        ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"]
            .concat(["left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"])
            .map((part) => [part, ""]),
    ),
    style: { head: [], border: [], "padding-left": 2, "padding-right": 0 },
};

/** What a person reads at the end of a preview or an update: resources, findings, cost, state, what to try next. */
export function summarize(run: EngineRun, stack: string, command: "preview" | "up"): string {
    const costs = estimate(remaining(run.steps).map(priced), loadPriceTable);
    const count = String(remaining(run.steps).length);
    const total = `${count} resources, ${countChanges(run.steps, command === "up" ? "past" : "future")}`;
    const sections = [
        colours.bold(command === "up" ? `${stack} is up: ${total}` : `${stack} would be: ${total}`),
        componentTable(run, costs, command),
        policyLines(run),
        ...(run.warnings.length === 0 ? [] : [run.warnings.map((warning) => `  Warning    ${warning}`).join("\n")]),
        ...unpricedLines(costs),
        closingLines(stack, command),
    ];
    return `\n${sections.join("\n\n")}`;
}

/** The resources that there are, or would be, after the run. */
function remaining(steps: readonly Step[]): Step[] {
    return steps.filter(({ op }) => op !== "delete");
}

function priced({ type, name, urn, inputs }: Step) {
    return { type, name, urn, props: inputs };
}

function componentTable(run: EngineRun, costs: Estimate, command: "preview" | "up"): string {
    const table = new Table({
        ...plainTable,
        head: ["Component", "Resources", "Changes", "Per month, idle", "worst case"].map((head) => colours.dim(head)),
        colAligns: ["left", "right", "left", "right", "right"],
    });
    // The dearest first; what costs nothing by name. (The engine's own order differs from run to run.)
    const worst = (component: string) => costs.byComponent[component]?.worst ?? 0;
    const rows = [...byComponent(run.steps)].sort(([a], [b]) => worst(b) - worst(a) || a.localeCompare(b, "en"));
    for (const [component, steps] of rows) {
        const cost = costs.byComponent[component];
        table.push([
            component,
            remaining(steps).length,
            countChanges(steps, command === "up" ? "past" : "future"),
            cost ? formatMonthlyUsd(cost.idle) : colours.dim("-"),
            cost ? formatMonthlyUsd(cost.worst) : colours.dim("-"),
        ]);
    }
    const sums = [costs.total.idle, costs.total.worst].map((amount) => colours.bold(formatMonthlyUsd(amount)));
    table.push([colours.bold("total"), remaining(run.steps).length, "", ...sums]);
    return table.toString();
}

function policyLines(run: EngineRun): string {
    const packs = policyPacks.map((folder) => path.basename(folder)).join(" and ");
    const head = `  Policies   ${packs}: ${countFindings(run.findings)}`;
    return run.findings.length === 0 ? head : `${head}\n${listFindings(run.findings)}`;
}

/** A total that leaves something out says so. */
function unpricedLines(costs: Estimate): string[] {
    const usage = new Map<string, Set<string>>();
    const inOrder = [...costs.usageBased].sort((a, b) => a.what.localeCompare(b.what, "en"));
    for (const { urn, what } of inOrder) {
        const component = componentOf(urn);
        usage.set(component, (usage.get(component) ?? new Set()).add(what));
    }
    const lines = [
        ...costs.findings.map(({ message }) => `  No price   ${message}`),
        ...costs.notEvaluated.map(
            ({ urn, path: property }) => `  Not known  ${urn.split("::").at(-1) ?? urn}: ${property}`,
        ),
        ...[...usage]
            .sort(([a], [b]) => a.localeCompare(b, "en"))
            .map(([component, whats], index) =>
                colours.dim(`  ${index === 0 ? "And usage" : "         "}  ${component}: ${[...whats].join(", ")}`),
            ),
    ];
    return lines.length === 0 ? [] : [lines.join("\n")];
}

function closingLines(stack: string, command: "preview" | "up"): string {
    const folder = (place: string) => path.relative(repository, place);
    const lines = [
        `  State      ${folder(stateInUse())}; the engine's own words: ${folder(paths.logs)}`,
        command === "up"
            ? `  Next       edit Pulumi.${stack}.yaml and \`make preview STACK=${stack}\`; \`make up STACK=prod\`; \`make down STACK=${stack}\``
            : `  Next       \`make up STACK=${stack}\` provisions it`,
    ];
    return lines.join("\n");
}
