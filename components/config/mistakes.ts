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

/** The longest part of a given value that a message repeats. */
const GIVEN_LENGTH = 80;

/** What a message says of a key that configuration does not know. Never its value, which may be a misplaced secret. */
export const UNKNOWN_KEY = "an unknown key";

/**
 * A raw value as text for a message: JSON, shortened; `nothing` for a value that is not there. Of an object only the
 * word: what is in it belongs to keys of its own, of which some may be unknown.
 */
export function show(value: unknown): string {
    if (value === undefined || value === null || value === "") {
        return "nothing";
    }
    if (typeof value === "object" && !Array.isArray(value)) {
        return "an object";
    }
    const text = JSON.stringify(value, (_, inner: unknown) =>
        typeof inner === "object" && inner !== null && !Array.isArray(inner) ? "an object" : inner,
    );
    return text.length > GIVEN_LENGTH ? `${text.slice(0, GIVEN_LENGTH)}…` : text;
}

/** All mistakes as one message: a heading, then one line each. */
export function describeMistakes(mistakes: readonly Mistake[]): string {
    const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
    const lines = mistakes.map((m) => `  ${m.path}: given ${m.given}; allowed: ${m.allowed}; fix: ${m.fix}`);
    return [`The stack's configuration has ${count}:`, ...lines].join("\n");
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
        .map((candidate) => ({ candidate, score: distance(word.toLowerCase(), candidate.toLowerCase()) }))
        .sort((a, b) => a.score - b.score)[0];
    return scored && scored.score <= Math.max(1, Math.ceil(scored.candidate.length / 3)) ? scored.candidate : undefined;
}
