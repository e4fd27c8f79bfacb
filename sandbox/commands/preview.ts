import { openStack, previewOrExplain, type StackOptions } from "./stack";
import { summarize } from "../summary/text";

/** Shows what `up` would change, what the policies say and what it costs. */
export async function preview(options: StackOptions): Promise<void> {
    const stack = await openStack(options);
    const run = await previewOrExplain(stack, { listChanges: true, refresh: options.refresh });
    if (run) process.stdout.write(`${summarize(run, options.stack, "preview")}\n`);
}
