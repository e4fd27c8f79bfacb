import { createHash } from "node:crypto";
import { victims, type Victim } from "./victims";

/** What is going on when the kill comes: the first `up` of a checkout, or one that changes a stack that is up. */
export const scenarios = ["from nothing", "update"] as const;
export type Scenario = (typeof scenarios)[number];

/** When the kill comes: at a share of the undisturbed time, or when the engine wrote its checkpoint for the n-th time. */
export type Moment = { kind: "time"; share: number } | { kind: "write"; share: number };

/** One kill. */
export interface Point {
    scenario: Scenario;
    victim: Victim;
    moment: Moment;
    /** Which of several processes of the kind, as a share of their number. */
    which: number;
}

/** A number from 0 to below 1 that looks random and is the same for the same words. */
function chance(...words: (string | number)[]): number {
    return createHash("sha256").update(words.join("/")).digest().readUInt32BE() / 2 ** 32;
}

/**
 * The n-th kill of a seed. Ten in a row hold each victim in each scenario once.
 *
 * @param attempt counts up when the moment of the one before had passed without the victim being there
 */
export function point(seed: number, n: number, attempt = 0): Point {
    const draw = (what: string) => chance(seed, n, attempt, what);
    return {
        scenario: scenarios[n % scenarios.length] ?? "update",
        victim: victims[n % victims.length] ?? "engine",
        moment: { kind: draw("kind") < 0.5 ? "time" : "write", share: draw("share") },
        which: draw("which"),
    };
}
