import Table from "cli-table3";
import type { Finding } from "./inspect";

/** The findings as a table, followed by what to do about each one that asks for it. Pure: no colours, no looking. */
export function formatFindings(findings: Finding[]): string {
    const table = new Table({
        head: ["", "state", "version", "needed", "for", "where"],
        style: { head: [], border: [], compact: true },
    });
    for (const { name, state, version, required, purpose, path, source } of findings) {
        const where = path === undefined ? "" : source === "cache" ? `${path} (cache)` : path;
        table.push([name, state, version ?? "", required ? "required" : "optional", purpose, where]);
    }
    const remedies = findings.flatMap(({ name, remedy }) => (remedy === undefined ? [] : `${name}: ${remedy}`));
    return [table.toString(), ...remedies].join("\n");
}

/** Whether nothing that the sandbox needs is missing or unsuitable. */
export function isReady(findings: Finding[]): boolean {
    return !findings.some(({ required, state }) => required && (state === "missing" || state === "unsuitable"));
}
