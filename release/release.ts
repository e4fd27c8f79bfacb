/** `npm run release -- --tag 2.1.0`: the idle colour gets the version and becomes live. */
import { identityOf } from "../components/release/version";
import { UserError } from "../sandbox/errors";
import { confirmLive } from "./connect";
import { planRelease } from "./next";
import type { ReleaseOptions } from "./options";
import { readStack, record, say, timed, walk } from "./run";
import { StackFile } from "./stack-file";

/**
 * Releases a version; with `--resume` and no tag, goes on with what the stack's file says.
 *
 * @throws UserError for a version that is live already, a stack's file with mistakes, or a run that fails
 */
export async function release(options: ReleaseOptions): Promise<void> {
    const file = new StackFile(options.stack);
    const current = readStack(file, options).release;
    if (options.tag === undefined) {
        if (!options.resume) throw new UserError("say which version: --tag 2.1.0; or --resume to go on with the last.");
        say(`going on with generation ${String(current.generation)}, ${current.live}`);
        await timed(options, async (open) => {
            const live = { live: current.live, identity: identityOf(current[current.live]) };
            if (await walk(await open())) await confirmLive(live, options, open);
            return `${live.identity} is live in ${live.live}`;
        });
        return;
    }
    const { tag, digest: digests, canary, contract } = options;
    const change = planRelease(current, { tag, digests, canary, contract });
    const message = `Release ${change.identity} to ${options.stack}: ${change.live}, generation ${String(change.generation)}`;
    await timed(options, async (open) => {
        // A stack that is not there must not leave an edited file behind. (The sandbox makes its stacks, and reads the file as it opens.)
        if (!options.dryRun && !options.sandbox) await open();
        if (!record(file, change, options, message)) return undefined;
        // What was written is checked as the program will check it, before anything runs.
        readStack(file, options);
        if (await walk(await open())) await confirmLive(change, options, open);
        return `${change.identity} is live in ${change.live}`;
    });
}
