import type { Version } from "../test/cluster/image";
import type { Platform } from "../test/cluster/platform";

/** What a run is asked for; `make soak` takes them from its variables. */
export interface Settings {
    /** Requests of the long run, in all. */
    readonly requests: number;
    /** Requests a second of the long run. */
    readonly rate: number;
}

/** A promise of the platform, and how a real cluster is made to show that it is kept. */
export interface Experiment {
    /** Its page is docs/results/release-<name>.md. */
    readonly name: string;
    readonly title: string;
    /** What the page says before its tables. */
    readonly about: string;
    /** The sample application's versions that it releases; the first is live at its beginning. */
    readonly versions: readonly [Version, ...Version[]];
    /** Runs on a platform that has just been provisioned. */
    readonly run: (platform: Platform, findings: Findings, settings: Settings) => Promise<void>;
}

/** A table of a page. */
export interface Table {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly (string | number)[])[];
}

/** What an experiment saw, and which promises were broken. */
export class Findings {
    readonly parts: (string | Table)[] = [];
    readonly broken: string[] = [];

    /** @param say told of each step, for who watches */
    constructor(readonly say: (line: string) => void) {}

    /** A sentence of the page. */
    note(sentence: string): void {
        this.parts.push(sentence);
        this.say(sentence);
    }

    table(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
        this.parts.push({ columns, rows });
    }

    /** Writes down a promise that was not kept. */
    expect(kept: boolean, promise: string): void {
        if (kept) return;
        this.broken.push(promise);
        this.say(`BROKEN: ${promise}`);
    }
}
