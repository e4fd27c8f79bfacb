import colours from "picocolors";
import type { Finding } from "./model";

/** Each finding: pack and rule, the resource, and the message, which names the remedy; the mandatory ones first. */
export function listFindings(findings: readonly Finding[]): string {
    const ranked = [...findings].sort((a, b) => Number(b.level === "mandatory") - Number(a.level === "mandatory"));
    return ranked
        .map(({ pack, policy, level, resource, message }) => {
            const label = level === "mandatory" ? colours.red("refused ") : colours.yellow("advisory");
            const indented = message.split("\n").join("\n    ");
            return `  ${label}  ${colours.bold(`${pack}/${policy}`)}  ${resource ?? "the whole stack"}\n    ${indented}`;
        })
        .join("\n");
}

/** Such as `1 refusal, 2 advisories`. */
export function countFindings(findings: readonly Finding[]): string {
    const mandatory = findings.filter((finding) => finding.level === "mandatory").length;
    const advisory = findings.length - mandatory;
    const plural = (count: number, one: string, many: string) => `${String(count)} ${count === 1 ? one : many}`;
    return `${plural(mandatory, "refusal", "refusals")}, ${plural(advisory, "advisory", "advisories")}`;
}
