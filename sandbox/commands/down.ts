import { openStack, runOrExplain, type StackOptions } from "./stack";

/** Destroys a stack's resources in the sandbox. */
export async function down(options: StackOptions): Promise<void> {
    const stack = await openStack(options);
    const run = await runOrExplain("destroy", (onProgress) => stack.destroy(onProgress));
    if (run)
        process.stdout.write(`\n${options.stack} is empty: \`make up STACK=${options.stack}\` provisions it again.\n`);
}
