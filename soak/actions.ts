import type { LoadResult } from "../test/cluster/load";
import type { Timed } from "../test/cluster/platform";
import type { Findings } from "./experiment";
import { cutover, failuresIn, type Meter, type Span } from "./traffic";

/** A command that an operator gives, such as a release. */
export interface Action {
    /** What the table calls it: `release of 2.0.1`. */
    readonly name: string;
    /** The version that has all traffic after it; undefined when traffic stays where it is. */
    readonly to?: string;
    readonly run: () => Promise<Timed>;
}

/** A command that was given. */
export interface Done extends Span {
    readonly action: Action;
    readonly code: number | null;
}

/** Gives a command, and says how it ended. */
export async function perform(action: Action, findings: Findings): Promise<Done> {
    const began = Date.now();
    const { code, output } = await action.run();
    const ended = Date.now();
    findings.say(`${action.name}: exit ${String(code)} after ${((ended - began) / 1000).toFixed(1)} s`);
    findings.expect(code === 0, `${action.name} succeeds, but ended with ${String(code)}: ${output.slice(-1500)}`);
    return { action, began, ended, code };
}

export const actionColumns = [
    "#",
    "command",
    "whole command, s",
    "first answer of the new version, s",
    "all answers from it, s",
    "requests meanwhile",
    "failed",
];

/** A row for each command, by what the load saw. */
export function actionRows(
    done: readonly Done[],
    result: Pick<LoadResult, "versions" | "failures">,
    meter: Meter,
): (string | number)[][] {
    return done.map((one, index) => {
        const { action, began, ended } = one;
        const over = action.to === undefined ? undefined : cutover(result.versions, one, action.to);
        const [first, whole] = over ? [over.first.toFixed(1), over.whole.toFixed(1)] : ["–", "–"];
        const command = ((ended - began) / 1000).toFixed(1);
        const failed = failuresIn(result.failures, one).length;
        return [index + 1, action.name, command, first, whole, meter.in(one), failed];
    });
}
