import Table from "cli-table3";
import type { Finding } from "./inspect";

/** The findings as a table, then where they lie, then what to do. Pure: no colours, no looking. */
export function formatFindings(findings: Finding[]): string {
    const table = new Table({
        head: ["", "state", "version", "needed", "for"],
        style: { head: [], border: [], compact: true },
    });
    for (const { name, state, version, required, purpose } of findings) {
        table.push([name, state, version ?? "", required ? "required" : "optional", purpose]);
    }
    // Paths are too long for a column.
    const places = findings.flatMap(({ name, path, source }) => {
        if (path === undefined) return [];
        return `  ${name}: ${path}${source === "cache" ? " (cache)" : ""}`;
    });
    const remedies = findings.flatMap(({ name, remedy }) => (remedy === undefined ? [] : `  ${name}: ${remedy}`));
    return [table.toString(), ...section("Where", places), ...section("What to do", remedies)].join("\n");
}

function section(title: string, lines: string[]): string[] {
    return lines.length === 0 ? [] : ["", `${title}:`, ...lines];
}

/** Whether nothing that the sandbox needs is missing or unsuitable. */
export function isReady(findings: Finding[]): boolean {
    return !findings.some(({ required, state }) => required && (state === "missing" || state === "unsuitable"));
}
