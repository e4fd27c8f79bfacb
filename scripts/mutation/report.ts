/** From Stryker's JSON reports to what is said of them. Pure. */
import { z } from "zod";

/** The part of Stryker's report that is used here (mutation-testing-report-schema 2). */
export const reportSchema = z.object({
    files: z.record(
        z.string(),
        z.object({
            source: z.string(),
            mutants: z.array(
                z.object({
                    mutatorName: z.string(),
                    replacement: z.string().default(""),
                    status: z.string(),
                    location: z.object({ start: position(), end: position() }),
                }),
            ),
        }),
    ),
});
export type Report = z.output<typeof reportSchema>;

/** Survivors with one reason, as survivors.yaml keeps them. */
export const acceptedSchema = z.array(
    z.strictObject({
        /** Why no test can or need tell the mutant from the code. */
        why: z.string().min(20),
        /** By file: each mutant as `original → replacement`, blanks in one. */
        mutants: z.record(z.string(), z.array(z.string())),
    }),
);
export type Accepted = z.output<typeof acceptedSchema>;

/** A mutant that no test noticed. */
export interface Survivor {
    readonly file: string;
    readonly line: number;
    /** `original → replacement`, blanks in one. */
    readonly change: string;
}

/** What became of a scope's mutants. */
export interface Score {
    readonly mutants: number;
    readonly caught: number;
    readonly survivors: readonly Survivor[];
}

/** Statuses of a mutant that a test noticed, be it by never ending. */
const CAUGHT: readonly string[] = ["Killed", "Timeout"];
/** Statuses of a mutant that no test noticed. Others (ignored, or no valid code) are not counted. */
const MISSED: readonly string[] = ["Survived", "NoCoverage"];

/** What became of the mutants of a report. */
export function scoreOf(report: Report): Score {
    const survivors: Survivor[] = [];
    let caught = 0;
    for (const [file, { source, mutants }] of Object.entries(report.files)) {
        for (const { status, location, replacement } of mutants) {
            if (CAUGHT.includes(status)) {
                caught += 1;
            } else if (MISSED.includes(status)) {
                const change = `${oneLine(textAt(source, location))} → ${oneLine(replacement)}`;
                survivors.push({ file, line: location.start.line, change });
            }
        }
    }
    return { mutants: caught + survivors.length, caught, survivors };
}

/** Survivors with their reasons, and what does not match. */
export interface Explained {
    /** By reason, in the order of survivors.yaml. */
    readonly byReason: readonly { readonly why: string; readonly survivors: readonly Survivor[] }[];
    /** Survivors without a reason. */
    readonly unexplained: readonly Survivor[];
    /** Reasons whose mutant is caught or gone, as `file: change`. */
    readonly stale: readonly string[];
}

/** Gives each survivor its reason. */
export function explain(survivors: readonly Survivor[], accepted: Accepted): Explained {
    const listed = accepted.flatMap(({ mutants }) =>
        Object.entries(mutants).flatMap(([file, changes]) => changes.map((change) => `${file}: ${change}`)),
    );
    const present = new Set(survivors.map(keyOf));
    return {
        byReason: accepted.map(({ why, mutants }) => ({
            why,
            survivors: survivors.filter(({ file, change }) => mutants[file]?.includes(change) === true),
        })),
        unexplained: survivors.filter((survivor) => !listed.includes(keyOf(survivor))),
        stale: listed.filter((key) => !present.has(key)),
    };
}

/** The share that was caught, such as `93.4 %`, rounded down; 100 % only if all were. */
export function percent({ caught, mutants }: Score): string {
    return `${(Math.floor((caught / mutants) * 1000) / 10).toFixed(1)} %`;
}

/** Several scores as one. */
export function total(scores: readonly Score[]): Score {
    return {
        mutants: scores.reduce((sum, { mutants }) => sum + mutants, 0),
        caught: scores.reduce((sum, { caught }) => sum + caught, 0),
        survivors: scores.flatMap(({ survivors }) => survivors),
    };
}

function keyOf({ file, change }: Survivor): string {
    return `${file}: ${change}`;
}

function position() {
    return z.object({ line: z.number().int().positive(), column: z.number().int().positive() });
}

/** The text of a place in a source; lines and columns begin at 1, the end is exclusive. */
function textAt(source: string, { start, end }: Report["files"][string]["mutants"][number]["location"]): string {
    const lines = source.split("\n").slice(start.line - 1, end.line);
    const last = lines.length - 1;
    return lines
        .map((line, index) =>
            line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined),
        )
        .join("\n");
}

function oneLine(text: string): string {
    return text.replaceAll(/\s+/g, " ").trim();
}
