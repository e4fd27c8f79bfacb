/** One mistake in a stack's configuration, in the words of the person who has to correct it. */
export interface Mistake {
    /** Path below the project's namespace, e.g. `cluster.nodePools[0].cpuLimit`. */
    readonly path: string;
    /** The value as it was given, already made safe to print. */
    readonly given: string;
    /** What would have been accepted. */
    readonly allowed: string;
    /** What to do about it. */
    readonly fix: string;
}

/** The longest part of a given value, or of a name that somebody chose, that a message repeats. */
const GIVEN_LENGTH = 80;

/** Most mistakes that are told: a list of thousands of wrong elements is one thing that went wrong, and must not hide others. */
const MOST_TOLD = 50;

/** What a message says of a key that configuration does not know. Never its value, which may be a misplaced secret. */
export const UNKNOWN_KEY = "an unknown key";

/**
 * A text that somebody chose, fit for one line on a terminal: its beginning, with control characters, line separators
 * and marks that turn the direction of text spelt out.
 */
export function printable(text: string): string {
    if (text === "") {
        return '""';
    }
    // By code points, so that no character is cut in two.
    const points = Array.from(text.slice(0, 2 * GIVEN_LENGTH + 2));
    const shown = points
        .slice(0, GIVEN_LENGTH)
        .map((point) =>
            /[\p{C}\p{Zl}\p{Zp}]/u.test(point) ? `\\u{${(point.codePointAt(0) ?? 0).toString(16)}}` : point,
        );
    return points.length > GIVEN_LENGTH ? `${shown.join("")}…` : shown.join("");
}

/**
 * A raw value as text for a message: JSON, shortened; `nothing` for a value that is not there. Of an object only the
 * word: what is in it belongs to keys of its own, of which some may be unknown. Of a list in a list as well.
 */
export function show(value: unknown): string {
    if (value === undefined || value === null || value === "") {
        return "nothing";
    }
    return printable(Array.isArray(value) ? `[${value.map(element).join(",")}]` : element(value));
}

/** One value as JSON; not deeper, as a value may be nested as deep as somebody likes. */
function element(value: unknown): string {
    if (typeof value === "number") {
        // JSON has no word for what is too large, and writes it as null.
        return String(value);
    }
    if (Array.isArray(value)) {
        return "a list";
    }
    return typeof value === "object" && value !== null ? "an object" : JSON.stringify(value);
}

/** All mistakes as one message: a heading, then one line each, and how many more there are. */
export function describeMistakes(mistakes: readonly Mistake[]): string {
    const all = mistakes.map((m) => `  ${m.path}: given ${m.given}; allowed: ${m.allowed}; fix: ${m.fix}`);
    const lines = [...new Set(all)];
    const count = lines.length === 1 ? "1 mistake" : `${lines.length} mistakes`;
    const told = lines.slice(0, MOST_TOLD);
    const more = lines.length > told.length ? [`  … and ${lines.length - told.length} more`] : [];
    return [`The stack's configuration has ${count}:`, ...told, ...more].join("\n");
}

/** What to do about a key that nothing reads. */
export function removeKey(key: string): string {
    // A name that a shell would take apart is no part of a command to copy.
    return /^[\w:.-]{1,80}$/.test(key) ? `run: pulumi config rm ${key}` : "remove it from the stack's file";
}

/** Edit distance between two words (Levenshtein). */
function distance(a: string, b: string): number {
    let row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
        const next = [i];
        for (let j = 1; j <= b.length; j++) {
            const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
            next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
        }
        row = next;
    }
    return row[b.length] ?? 0;
}

/** The candidate that the writer most likely meant, or undefined when none is near (more than a third of it differs). */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
    const scored = candidates
        // A word of another length is no misspelling, however long somebody's key is.
        .filter((candidate) => Math.abs(candidate.length - word.length) <= mostDifferent(candidate))
        .map((candidate) => ({ candidate, score: distance(word.toLowerCase(), candidate.toLowerCase()) }))
        .sort((a, b) => a.score - b.score)[0];
    return scored && scored.score <= mostDifferent(scored.candidate) ? scored.candidate : undefined;
}

function mostDifferent(candidate: string): number {
    return Math.max(1, Math.ceil(candidate.length / 3));
}
