import colours from "picocolors";
import { createSpinner } from "nanospinner";

/** Shows that a step is under way: a spinner on a terminal, one line at the end elsewhere. */
export interface Progress {
    /** Says how far the step is; on a terminal only. */
    update(text: string): void;
    succeed(text: string): void;
    fail(text: string): void;
}

const labelWidth = 9;

/** Starts a step named by one word, such as `preview`; its end shows how long it took. */
export function startProgress(step: string): Progress {
    const label = step.padEnd(labelWidth);
    const start = process.hrtime.bigint();
    const seconds = () => `${String(Number((process.hrtime.bigint() - start) / 1_000_000_000n))} s`;
    if (process.stdout.isTTY && !process.env.CI) {
        const spinner = createSpinner(label).start();
        return {
            update: (text) => spinner.update({ text: `${label} ${text} ${colours.dim(seconds())}` }),
            succeed: (text) => spinner.success({ text: `${label} ${text} ${colours.dim(seconds())}` }),
            fail: (text) => spinner.error({ text: `${label} ${text} ${colours.dim(seconds())}` }),
        };
    }
    const line = (text: string) => process.stdout.write(`${label} ${text} (${seconds()})\n`);
    return { update: () => undefined, succeed: line, fail: line };
}
