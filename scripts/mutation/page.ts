/** docs/results/mutation.md. Pure. */
import { explain, percent, total } from "./report";
import type { Accepted, Score, Survivor } from "./report";

/** What became of one scope. */
export interface ScopeResult {
    readonly name: string;
    readonly score: Score;
}

/** The page, before prettier has formatted it. */
export function renderPage(results: readonly ScopeResult[], accepted: Accepted, date: string): string {
    const all = total(results.map(({ score }) => score));
    const { byReason } = explain(all.survivors, accepted);
    return [
        "# Mutation testing",
        "",
        "<!-- Made by `make mutation`; do not edit. -->",
        "",
        "A mutant is the code with one small fault put in. It is caught when a test fails, or no longer ends. What is mutated, and with " +
            "which tests, is in [scopes.ts](../../scripts/mutation/scopes.ts); why so is in [decision 15](../decisions/0015-mutation-testing.md).",
        "",
        `Run of ${date}:`,
        "",
        "| scope | mutants | caught | survived | score |",
        "| --- | ---: | ---: | ---: | ---: |",
        ...results.map(({ name, score }) => row(name, score)),
        row("**all**", all),
        "",
        "## Survivors, with the reason",
        "",
        "The reasons are kept in [survivors.yaml](../../scripts/mutation/survivors.yaml). A survivor without a reason, and a reason " +
            "without its survivor, make `make mutation` fail.",
        "",
        ...byReason.flatMap(({ why, survivors }) => [`### ${why}`, "", ...survivors.map(line), ""]),
    ].join("\n");
}

function row(name: string, score: Score): string {
    return `| ${name} | ${score.mutants} | ${score.caught} | ${score.survivors.length} | ${percent(score)} |`;
}

function line({ file, line: number, change }: Survivor): string {
    return `- [${file}:${number}](../../${file}#L${number}) ${code(change)}`;
}

/** Text as code, whatever backticks it holds. */
function code(text: string): string {
    const fence = "`".repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
    return `${fence} ${text} ${fence}`;
}
