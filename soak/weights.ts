import { setTimeout as sleep } from "node:timers/promises";
import type { Instant } from "../test/cluster/load";
import type { Observer } from "../test/cluster/platform/observer";

/** A moment at which the route was seen with other weights than before. */
export interface Change {
    readonly at: Instant;
    /** The API's weights by colour. */
    readonly weights: Readonly<Record<string, number>>;
}

/** Writes down how the route's weights change, ten times a second. */
export class WeightLog {
    readonly changes: Change[] = [];
    private readonly stopped = new AbortController();
    private readonly watching: Promise<void>;

    constructor(private readonly observer: Observer) {
        this.watching = this.watch();
    }

    /** When a colour's weight fell back to nothing after it had some; undefined when it never had, or has still. */
    takenBack(colour: string): Instant | undefined {
        const given = this.changes.findIndex(({ weights }) => (weights[colour] ?? 0) > 0);
        return given === -1 ? undefined : this.changes.slice(given).find(({ weights }) => weights[colour] === 0)?.at;
    }

    async stop(): Promise<void> {
        this.stopped.abort();
        await this.watching;
    }

    private async watch(): Promise<void> {
        const { signal } = this.stopped;
        while (!signal.aborted) {
            const { api } = await this.observer.route();
            if (JSON.stringify(api) !== JSON.stringify(this.changes.at(-1)?.weights)) {
                this.changes.push({ at: Date.now(), weights: api });
            }
            await sleep(100, undefined, { signal }).catch(() => undefined);
        }
    }
}
