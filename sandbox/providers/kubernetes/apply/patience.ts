import { setTimeout as sleep } from "node:timers/promises";

import { PropertyMap } from "../../protocol/value";
import { wish } from "./annotations";

/** What the official provider allows an operation where nobody says otherwise, in seconds. */
const DEFAULT_SECONDS = 600;

/** How long a question may take that is asked at the very end. */
const LAST_ANSWER_MS = 5000;

/** Thrown where an operation ends because the user wants it so. */
export class CancelledError extends Error {
    public override readonly name = "CancelledError";
}

/** How long one operation may go on: until its time is over, or the user cancels. */
export class Patience {
    private readonly end: number;

    /** @param seconds from now */
    public constructor(
        public readonly seconds: number,
        private readonly cancelled: AbortSignal,
    ) {
        this.end = Date.now() + seconds * 1000;
    }

    /** The time that an operation on this object has: the resource's `customTimeouts`, its annotation, ten minutes. */
    public static for(object: PropertyMap, customTimeout: number | undefined, cancelled: AbortSignal): Patience {
        const annotated = Number(wish(object, "timeoutSeconds"));
        const seconds = customTimeout ?? (annotated > 0 ? annotated : DEFAULT_SECONDS);
        return new Patience(seconds, cancelled);
    }

    /** The same, but with no more than so many seconds from now. */
    public atMost(seconds: number): Patience {
        return new Patience(Math.min(seconds, this.left / 1000), this.cancelled);
    }

    /** Milliseconds that are left; zero when time is over. */
    public get left(): number {
        return Math.max(0, this.end - Date.now());
    }

    /** True once the user has cancelled. */
    public get isCancelled(): boolean {
        return this.cancelled.aborted;
    }

    /** Ends what takes longer than so many milliseconds, or than what is left; a last answer may come a bit late. */
    public signal(milliseconds: number): AbortSignal {
        const allowed = Math.min(milliseconds, Math.max(this.left, LAST_ANSWER_MS));
        return AbortSignal.any([this.cancelled, AbortSignal.timeout(Math.ceil(allowed))]);
    }

    /** @throws CancelledError once the user has cancelled */
    public check(): void {
        if (this.isCancelled) {
            throw new CancelledError();
        }
    }

    /**
     * Rests for so many milliseconds, or what is left of the time.
     *
     * @throws CancelledError as soon as the user cancels
     */
    public async rest(milliseconds: number): Promise<void> {
        this.check();
        try {
            await sleep(Math.min(milliseconds, this.left), undefined, { signal: this.cancelled });
        } catch {
            throw new CancelledError();
        }
    }
}
