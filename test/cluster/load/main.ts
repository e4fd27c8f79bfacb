import { generate } from "./generator";
import { readOptions } from "./options";
import type { Line } from "./result";

/**
 * The load as a process of its own: `npx tsx test/cluster/load/main.ts '{"url":"http://127.0.0.1:18000","seconds":10}'`.
 *
 * Writes JSON lines (see result.ts), the last of them the result. Ends the load when its standard input ends, and on SIGINT
 * and SIGTERM, and at once when that process is gone; so it does not outlive the process that started it.
 */
async function main(): Promise<void> {
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.once(signal, () => {
            stop.abort();
        });
    }
    if (!process.stdin.isTTY) {
        process.stdin.resume().once("end", () => {
            stop.abort();
        });
    }
    // Without the process that started it there is nobody to read the result, and nothing left to look for.
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || process.exit(1), 1000).unref();
    const write = (line: Line) => process.stdout.write(`${JSON.stringify(line)}\n`);
    const options = readOptions(JSON.parse(process.argv[2] ?? "{}"));
    write({ type: "result", ...(await generate(options, stop.signal, write)) });
    process.stdin.destroy();
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
