/** The first pause after a failure, in milliseconds; each further one is twice as long. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2000;

/**
 * How long to rest before the next attempt, in milliseconds.
 *
 * @param attempt how many attempts failed before the last one
 * @param advised what the server asked for, in seconds
 */
export function pauseAfter(attempt: number, advised?: number): number {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
    return Math.max(pause, (advised ?? 0) * 1000);
}

/**
 * How long to rest before the next look at an object that is waited for, in milliseconds: often at first, since most
 * become ready soon, and at most once a second. Looking again, other than a watch, cannot miss an event.
 *
 * @param elapsed since the waiting began, in milliseconds
 */
export function pauseBeforeLook(elapsed: number): number {
    if (elapsed < 5000) {
        return 200;
    }
    return elapsed < 30_000 ? 500 : 1000;
}
