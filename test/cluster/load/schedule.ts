import { kinds, type Kind, type Options } from "./options";

/** The golden ratio's fraction: its multiples fill the space between 0 and 1 evenly, however many are taken. */
const golden = (Math.sqrt(5) - 1) / 2;

/** What the n-th request (from 0) is: depends on n and the options alone, and keeps every share closely at any time. */
export function planned(
    n: number,
    { mix, requestsPerSecond, freshPerSecond }: Options,
): { kind: Kind; fresh: boolean } {
    const share = Math.min(1, freshPerSecond / requestsPerSecond);
    const fresh = Math.floor((n + 1) * share) > Math.floor(n * share);
    const total = kinds.reduce((sum, kind) => sum + (mix[kind] ?? 0), 0);
    let left = ((n * golden) % 1) * total;
    for (const kind of kinds) {
        left -= mix[kind] ?? 0;
        if (left < 0) return { kind, fresh };
    }
    return { kind: kinds.findLast((kind) => (mix[kind] ?? 0) > 0) ?? "version", fresh };
}

/**
 * Calls `begin` at a steady rate, whatever became of the earlier calls, until stopped.
 *
 * Calls that are overdue, because the machine was busy, are made up for, at most 50 at a time, so that they do not all
 * arrive as one; `begin` is told how many milliseconds late it is.
 */
export class Pace {
    private timer?: NodeJS.Timeout;
    private readonly startedAt = performance.now();
    private sent = 0;

    constructor(
        private readonly perSecond: number,
        private readonly begin: (n: number, lateMs: number) => void,
    ) {
        this.timer = setInterval(() => {
            this.tick();
        }, 5);
    }

    stop(): void {
        clearInterval(this.timer);
    }

    private tick(): void {
        const elapsed = performance.now() - this.startedAt;
        const due = Math.floor((elapsed * this.perSecond) / 1000);
        for (const last = Math.min(due, this.sent + 50); this.sent < last; this.sent += 1) {
            this.begin(this.sent, elapsed - (this.sent * 1000) / this.perSecond);
        }
    }
}
