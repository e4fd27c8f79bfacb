import { CommandError } from "@pulumi/pulumi/automation";

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
