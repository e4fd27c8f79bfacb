/**
 * Previews the stack dev of its checkout as `make preview` does, and prints all that the engine said as JSON: the
 * command itself shows advisories only when nothing is refused.
 */
import { openStack } from "../../../sandbox/commands/stack";

async function main(): Promise<void> {
    const stack = await openStack({ stack: "dev" });
    const run = await stack.preview(() => undefined);
    process.stdout.write(JSON.stringify(run));
}

void main();
