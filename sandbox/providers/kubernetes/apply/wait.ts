import { ProviderError } from "../../protocol/service";
import { PropertyMap } from "../../protocol/value";
import { ApiError } from "./api-error";
import { textAt } from "./live";
import { CancelledError, Patience } from "./patience";
import { Readiness, Reader, Verdict } from "./readiness/verdict";
import { pauseBeforeLook } from "./retry";

/** How waiting for an object ended. */
export interface Ending {
    /** The object as it was seen last. */
    readonly live: PropertyMap;
    /** What happened, in one sentence; undefined if it is ready. */
    readonly trouble: string | undefined;
    /** What was seen of it: what its pods say, then what its controller says. */
    readonly details: readonly string[];
}

export interface Waiting {
    readonly readiness: Readiness;
    /** Looks around while time lasts. */
    readonly reader: Reader;
    /** Looks around for the reasons, once it is over. */
    readonly witness: () => Reader;
    readonly patience: Patience;
    /** Looks at the object; undefined when it is gone. */
    readonly look: () => Promise<PropertyMap | undefined>;
    /** Told what is waited for. */
    readonly onProgress: (text: string) => void;
}

/** Looks at an object until it is ready, has failed, is gone, or until time or the user's patience is over. */
export async function waitUntilReady(object: PropertyMap, waiting: Waiting): Promise<Ending> {
    const { readiness, reader, witness, patience, look, onProgress } = waiting;
    const begun = Date.now();
    let live = object;
    let seen: readonly string[] = [];
    try {
        for (;;) {
            const verdict = await readiness.judge(live, reader);
            if (verdict.state === "ready") {
                return { live, trouble: undefined, details: [] };
            }
            seen = verdict.why;
            onProgress(seen.join("; "));
            const trouble = troubleOf(verdict, live, patience);
            if (trouble !== undefined) {
                return { live, trouble, details: [...(await explain(readiness, live, witness())), ...seen] };
            }
            await patience.rest(pauseBeforeLook(Date.now() - begun));
            const next = await look();
            if (next === undefined) {
                const gone = `Resource ${nameOf(live)} was deleted by somebody else while it was waited for`;
                return { live, trouble: gone, details: [] };
            }
            live = next;
        }
    } catch (error) {
        // The object exists: whatever ends the waiting must not lose it.
        if (error instanceof CancelledError) {
            return { live, trouble: `Resource operation was cancelled for ${nameOf(live)}`, details: seen };
        }
        if (error instanceof ProviderError || error instanceof ApiError) {
            return { live, trouble: error.message, details: seen };
        }
        throw error;
    }
}

function troubleOf(verdict: Verdict, live: PropertyMap, patience: Patience): string | undefined {
    if (verdict.state === "failed") {
        return `Resource ${nameOf(live)} was created but failed to initialize`;
    }
    return patience.left === 0
        ? `${nameOf(live)} timed out waiting to be Ready (after ${patience.seconds} s)`
        : undefined;
}

/** One look at an object that nobody changes now. */
export async function lookOnce(live: PropertyMap, readiness: Readiness, reader: Reader): Promise<Ending> {
    const verdict = await (readiness.judgeLater ?? readiness.judge)(live, reader);
    if (verdict.state === "ready") {
        return { live, trouble: undefined, details: [] };
    }
    const details = [...(await explain(readiness, live, reader)), ...verdict.why];
    return { live, trouble: `Resource ${nameOf(live)} was created but failed to initialize`, details };
}

/** What the pods say; what cannot be had of it is not missed. */
async function explain(readiness: Readiness, live: PropertyMap, reader: Reader): Promise<readonly string[]> {
    try {
        return (await readiness.explain?.(live, reader)) ?? [];
    } catch {
        return [];
    }
}

function nameOf(live: PropertyMap): string {
    return `'${textAt(live, "metadata", "name")}'`;
}
