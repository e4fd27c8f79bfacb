import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import { kinds, type Kind } from "./options";
import type { Answers, Failure, KindResult, Latency, Progress, SocketResult } from "./result";

/** A version that is silent for so long has stopped answering; an answer after it begins a new stretch. */
const pauseMs = 1000;
const mostFailures = 100_000;

/** Errors that this machine's own limits cause. */
const ownCodes = new Set(["EADDRNOTAVAIL", "EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"]);

/** Whether an error is the load's own fault, not that of what it loads. */
export function isOwn(code: string | undefined): boolean {
    return code !== undefined && ownCodes.has(code);
}

/** Writes down what happens. Latencies are kept in HDR histograms (three significant digits), in microseconds. */
export class Recorder {
    private readonly byKind = new Map<Kind, { requests: number; failed: number; latency: RecordableHistogram }>();
    private readonly all = createLatency();
    private readonly lateness = createLatency();
    private readonly stretches: Answers[] = [];
    private readonly current = new Map<string, Answers>();
    readonly failures: Failure[] = [];
    failed = 0;
    ownFailed = 0;
    readonly sockets: SocketResult = { opened: 0, messages: 0, reconnected: 0, resent: 0, closed: {} };

    /** @param onFailure told of each failure as it happens */
    constructor(private readonly onFailure: (failure: Failure) => void) {}

    /** A request was begun, so many milliseconds after it was due. */
    begun(kind: Kind, lateMs: number): void {
        this.kind(kind).requests += 1;
        record(this.lateness, lateMs);
    }

    /** A request was answered, rightly or not, by that version. */
    answered(kind: Kind, tookMs: number, version: string | undefined, at = Date.now()): void {
        record(this.kind(kind).latency, tookMs);
        record(this.all, tookMs);
        if (version !== undefined) this.heard(version, at);
    }

    fail(failure: Failure): void {
        if (failure.own) this.ownFailed += 1;
        else this.failed += 1;
        if (failure.kind !== "socket") this.kind(failure.kind).failed += 1;
        if (this.failures.length < mostFailures) this.failures.push(failure);
        this.onFailure(failure);
    }

    get requests(): number {
        return [...this.byKind.values()].reduce((sum, { requests }) => sum + requests, 0);
    }

    get latency(): Latency {
        return latencyOf(this.all);
    }

    get lag(): Latency {
        return latencyOf(this.lateness);
    }

    get versions(): Answers[] {
        return this.stretches.map((stretch) => ({ ...stretch }));
    }

    get kinds(): Partial<Record<Kind, KindResult>> {
        const results: Partial<Record<Kind, KindResult>> = {};
        for (const kind of kinds) {
            const { requests, failed, latency } = this.byKind.get(kind) ?? {};
            if (requests && latency) results[kind] = { requests, failed: failed ?? 0, ...latencyOf(latency) };
        }
        return results;
    }

    progress(): Progress {
        const { requests, failed, ownFailed, versions } = this;
        return { at: Date.now(), requests, failed, ownFailed, versions };
    }

    private heard(version: string, at: number): void {
        const current = this.current.get(version);
        if (current && at - current.last < pauseMs) {
            current.last = Math.max(current.last, at);
            current.answers += 1;
            return;
        }
        const stretch = { version, first: at, last: at, answers: 1 };
        this.current.set(version, stretch);
        this.stretches.push(stretch);
    }

    private kind(kind: Kind) {
        let entry = this.byKind.get(kind);
        if (!entry) this.byKind.set(kind, (entry = { requests: 0, failed: 0, latency: createLatency() }));
        return entry;
    }
}

/** From a microsecond to ten minutes. */
function createLatency(): RecordableHistogram {
    return createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 });
}

function record(histogram: RecordableHistogram, milliseconds: number): void {
    histogram.record(Math.min(600_000_000, Math.max(1, Math.round(milliseconds * 1000))));
}

function latencyOf(histogram: RecordableHistogram): Latency {
    if (histogram.count === 0) return { p50: 0, p95: 0, p99: 0, max: 0 };
    const at = (percentile: number) => Number((histogram.percentile(percentile) / 1000).toPrecision(3));
    return { p50: at(50), p95: at(95), p99: at(99), max: Number((histogram.max / 1000).toPrecision(3)) };
}
