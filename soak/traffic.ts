/** What a load saw, told by time. */
import type { Answers, Failure, Instant, Progress } from "../test/cluster/load";

/** A stretch of time. */
export interface Span {
    readonly began: Instant;
    readonly ended: Instant;
}

/** When traffic went over to a version, in seconds after a command began. */
export interface Cutover {
    /** Its first answer. */
    readonly first: number;
    /** The last answer of any other version. */
    readonly whole: number;
}

/** Whether these are answers of a version, in whichever colour. Pure. */
export function isOf({ version }: Pick<Answers, "version">, tag: string): boolean {
    return version.split(" ")[0] === tag;
}

/** The stretch with the last answer of all. Pure. */
export function lastOf(answers: readonly Answers[]): Pick<Answers, "version" | "last"> {
    return answers.reduce((latest, one) => (one.last > latest.last ? one : latest), { version: "none", last: 0 });
}

/**
 * When the answers of a version began, and those of others ended, during a command. Pure.
 *
 * @param version its tag: `2.1.0`
 * @returns undefined when it answered nothing, or others went on answering
 */
export function cutover(answers: readonly Answers[], { began, ended }: Span, version: string): Cutover | undefined {
    const during = answers.filter(({ first, last }) => first <= ended && last >= began);
    const own = during.filter((stretch) => isOf(stretch, version));
    const others = during.filter((stretch) => !isOf(stretch, version));
    if (own.length === 0 || others.some(({ last }) => last > ended)) return undefined;
    const since = (at: Instant) => Math.max(0, (at - began) / 1000);
    return {
        first: since(Math.min(...own.map(({ first }) => first))),
        whole: since(Math.max(began, ...others.map(({ last }) => last))),
    };
}

/** Failures of what is loaded that became known in a stretch of time. Pure. */
export function failuresIn(failures: readonly Failure[], { began, ended }: Span): Failure[] {
    return failures.filter(({ at, own }) => !own && at >= began && at <= ended);
}

/** How many requests a load had begun at each second. */
export class Meter {
    private readonly points: Pick<Progress, "at" | "requests">[] = [];

    constructor(load: { on: (event: "progress", told: (progress: Progress) => void) => unknown }) {
        load.on("progress", ({ at, requests }) => this.points.push({ at, requests }));
    }

    /** How many were begun in a stretch of time, to a second's share. */
    in({ began, ended }: Span): number {
        return Math.round(this.until(ended) - this.until(began));
    }

    private until(at: Instant): number {
        const after = this.points.findIndex((point) => point.at >= at);
        const next = this.points[after];
        const previous = after === -1 ? this.points.at(-1) : this.points[after - 1];
        if (!previous || !next) return previous?.requests ?? 0;
        return previous.requests + ((at - previous.at) / (next.at - previous.at)) * (next.requests - previous.requests);
    }
}
