/** How a change of the release is carried out: shown, written, committed, previewed, run and timed. */
import { RunError } from "@pulumi/pulumi/errors";
import { onCluster } from "../sandbox/cluster-target";
import { previewOrExplain, runOrExplain } from "../sandbox/commands/stack";
import { UserError } from "../sandbox/errors";
import type { ReleaseEngine } from "./engine";
import { openEngine } from "./engine";
import type { Change } from "./next";
import type { ChangeOptions, CommonOptions } from "./options";
import { StackFile } from "./stack-file";

/** Prints a line for a person. */
export function say(line: string): void {
    process.stdout.write(`${line}\n`);
}

/** The stack's configuration as the engine will see it. */
export function readStack(file: StackFile, { cluster }: CommonOptions) {
    try {
        return file.config(cluster === undefined ? undefined : onCluster);
    } catch (error) {
        // The list of mistakes, as the program words it.
        if (RunError.isInstance(error)) throw new UserError(error.message);
        throw error;
    }
}

/**
 * Writes a change into the stack's file, unless it is to be looked at only.
 *
 * @returns whether to go on
 */
export function record(file: StackFile, change: Change, options: ChangeOptions, message: string): boolean {
    const text = file.edited(change.edits);
    say(file.patch(text));
    if (options.dryRun) {
        say(`\nNothing was written: --dry-run. The next generation would be ${String(change.generation)}.`);
        return false;
    }
    file.write(text);
    if (options.commit) file.commit(message);
    return true;
}

/** Previews, and stops where a policy refuses; then updates. Returns whether all went well. */
export async function walk(engine: ReleaseEngine): Promise<boolean> {
    if (!(await previewOrExplain(engine, { listChanges: false }))) return false;
    return (await runOrExplain("update", (onProgress) => engine.update(onProgress))) !== undefined;
}

/**
 * Does the work and says how long it took; nothing when the work has no outcome to tell.
 *
 * @param work is given what opens the engine, once however often it is asked
 */
export async function timed(
    options: ChangeOptions,
    work: (open: () => Promise<ReleaseEngine>) => Promise<string | undefined>,
): Promise<void> {
    const began = Date.now();
    let engine: Promise<ReleaseEngine> | undefined;
    const outcome = await work(() => (engine ??= openEngine(options)));
    if (outcome !== undefined && (process.exitCode === undefined || process.exitCode === 0)) {
        say(`${outcome} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    }
}
