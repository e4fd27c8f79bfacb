import { openStack, previewOrExplain, runOrExplain, type StackOptions } from "./stack";
import { summarize } from "../summary/text";

/** Previews, and stops there when a policy refuses; then provisions, and ends with the summary. */
export async function up(options: StackOptions): Promise<void> {
    const stack = await openStack(options);
    if (!(await previewOrExplain(stack, { listChanges: false, refresh: options.refresh }))) return;
    const run = await runOrExplain("update", (onProgress) => stack.update(onProgress, options.refresh));
    if (run) process.stdout.write(`${summarize(run, options.stack, "up")}\n`);
}
