import { CommandError } from "@pulumi/pulumi/automation";
import { UserError } from "../errors";

/**
 * What the engine's command line said when it failed, a line each: its `error:` lines without repetition, or all of its
 * standard error when it has none. Stack traces of plugins and packs stay in the log.
 */
export function engineErrors(error: unknown): string[] {
    if (!(error instanceof CommandError)) return [error instanceof Error ? error.message : String(error)];
    const lines = error.message.split("\n").map((line) => line.trim());
    const errors = lines
        .filter((line) => /^(stderr: )?error: /.test(line))
        .map((line) => line.replace(/^.*?error: /, ""));
    if (errors.length > 0) return [...new Set(errors)];
    const stderr = / stderr: ([^]*?)\n err\?:/.exec(error.message)?.[1]?.trim() ?? error.message;
    return [stderr.split("\n")[0] ?? stderr];
}

/** A run was stopped from outside: a process was killed, or the disk refused. */
export class StoppedError extends UserError {
    override name = "StoppedError";

    /**
     * @param command what was stopped, e.g. `update`
     * @param cause a sentence without its full stop, from {@link outsideCause}
     */
    constructor(command: string, stack: string, cause: string, log: string) {
        super(
            `the ${command} of ${stack} stopped: ${cause}; its state is kept, so run the command again to go on (the engine's own words: ${log}).`,
        );
    }
}

/** Why a run stopped on a full disk. */
export const DISK_FULL = "the disk is full: free some space";

/** What the engine says, of a fault outside of program, policies and stack; the first that fits is the cause. */
const outsideCauses: { pattern: RegExp; cause: (found: RegExpExecArray) => string }[] = [
    { pattern: /no space left on device/, cause: () => DISK_FULL },
    { pattern: /disk quota exceeded/, cause: () => "the disk quota is used up: free some space" },
    {
        pattern: /(\/\S+): (?:read-only file system|permission denied|operation not permitted)/,
        cause: ([, file = ""]) =>
            `${file} cannot be written: put the checkout on a disk, and in a folder, that you may write`,
    },
    { pattern: /Command was killed with (SIG\w+)/, cause: ([, by = ""]) => `the engine was killed (${by})` },
    {
        pattern: /pulumi-resource-([\w-]+) exited prematurely/,
        cause: ([, name = ""]) => `the stand-in plugin "${name}" died, killed or for want of memory`,
    },
    {
        pattern:
            /(?:policy|analyz\w+|remediation)[^]*(?:connection error|error reading from server|connection refused|transport is closing)/i,
        cause: () => "the process of a policy pack died, killed or for want of memory",
    },
    {
        pattern: /error reading from server: EOF|connect: connection refused|transport is closing/,
        cause: () => "a process of the engine died, killed or for want of memory",
    },
];

/** Why a run was stopped from outside, from what the engine said; undefined when it was not. */
export function outsideCause(errors: readonly string[]): string | undefined {
    for (const { pattern, cause } of outsideCauses) {
        for (const error of errors) {
            const found = pattern.exec(error);
            if (found) return cause(found);
        }
    }
    return undefined;
}
