/** A page of results. Pure. */
import type { Experiment, Findings, Table } from "./experiment";

/** What was measured, and on what. */
export interface Circumstances {
    readonly date: Date;
    readonly commit: string;
    readonly machine: string;
    /** Mean number of runnable processes in the minute before. */
    readonly load: number;
    /** Versions of the cluster's parts, by name. */
    readonly versions: Readonly<Record<string, string>>;
}

/** The page of an experiment, as Markdown. */
export function page(experiment: Experiment, findings: Findings, circumstances: Circumstances): string {
    const { date, commit, machine, load, versions } = circumstances;
    const parts = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    const verdict =
        findings.broken.length === 0
            ? "**All promises were kept.**"
            : `**Broken:**\n\n${findings.broken.map((promise) => `- ${promise}`).join("\n")}`;
    return [
        `<!-- Written by \`make soak EXPERIMENTS=${experiment.name}\`. -->`,
        `# ${experiment.title}`,
        experiment.about,
        `Measured on ${date.toISOString().slice(0, 10)} at commit ${commit}: ${machine}; load ${load.toFixed(1)} when it began. Gateway: Traefik ${versions.traefik ?? "of an unknown version"}. AWS simulated, Kubernetes real: ${parts.join(", ")}.`,
        verdict,
        ...findings.parts.map((part) => (typeof part === "string" ? part : table(part))),
        "",
    ].join("\n\n");
}

function table({ columns, rows }: Table): string {
    const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(" | ")} |`;
    return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

function cell(value: string | number): string {
    return typeof value === "number" ? value.toLocaleString("en-US") : value.replaceAll("|", "\\|");
}
