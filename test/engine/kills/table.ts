import type { Result } from "./run";
import { describeMachine } from "../../../scripts/machine";

function cell(text: string): string {
    return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function ending({ killed: { code, signal, said } }: Result): string {
    const end = signal ?? `exit ${String(code)}`;
    return said === "" ? end : `${end}: ${said}`;
}

function row(result: Result, index: number, folder: string): string {
    const { point, at, found, next, equal, left } = result;
    const cells = [
        String(index + 1),
        point.scenario,
        point.victim,
        at,
        ending(result),
        found.map((line) => line.replace("recovery  ", "")).join("; ") || "nothing to put right",
        next.code === 0 ? "yes" : `no: ${next.stderr.trim()}`,
        equal ? "yes" : "NO",
        String(left),
    ];
    return `| ${cells.map((text) => cell(text.replaceAll(folder, "").replaceAll(/\(process \d+\)/g, "(process …)"))).join(" | ")} |`;
}

/** The results as a page of the documentation. */
export function page(results: readonly Result[], seed: number, folder: string): string {
    const good = results.filter(({ next, equal, left }) => next.code === 0 && equal && left === 0).length;
    return `# Kills

\`make test-kills\` kills one process of \`make up\` with \`kill -9\`, runs \`make up\` again, and compares the state with that of a run that nobody
disturbed. This is its last run: seed ${String(seed)}, ${new Date().toISOString().slice(0, 10)}, ${describeMachine()},
shared with other work.

**${String(good)} of ${String(results.length)}** ended as they should: the next run completed, its state is equal, no process is left.

| # | what ran | killed | when | how it ended | what the next run said it found and did | completed | state equal | left running |
| - | -------- | ------ | ---- | ------------ | ---------------------------------------- | --------- | ----------- | ------------ |
${results.map((result, index) => row(result, index, folder)).join("\n")}
`;
}
