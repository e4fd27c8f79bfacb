import type { Unjudged } from "./value";

/** A place in a resource that rules could not judge. */
export interface NotEvaluated extends Unjudged {
    readonly urn: string;
    /** The rules that could not judge it, in the order of the pack. */
    readonly rules: readonly string[];
}

/**
 * What rules could not judge, kept for the pack's closing rule: the engine has no event for such an outcome. An entry
 * is replaced when the same rule sees the same resource again.
 */
export class Ledger {
    private readonly entries = new Map<string, { urn: string; rule: string; unjudged: readonly Unjudged[] }>();

    /** Remembers what a rule could not judge in a resource: nothing, if it judged all. */
    record(rule: string, urn: string, unjudged: readonly Unjudged[]): void {
        this.entries.set(`${rule}\n${urn}`, { urn, rule, unjudged });
    }

    /** What is recorded, by resource and path. */
    notEvaluated(): NotEvaluated[] {
        const byPlace = new Map<string, Unjudged & { urn: string; rules: string[] }>();
        for (const { urn, rule, unjudged } of this.entries.values()) {
            for (const { path, reason } of unjudged) {
                const key = `${urn}\n${path}\n${reason}`;
                const place = byPlace.get(key) ?? { urn, path, reason, rules: [] };
                place.rules.push(rule);
                byPlace.set(key, place);
            }
        }
        return [...byPlace.values()];
    }

    forget(): void {
        this.entries.clear();
    }
}
