import * as fs from "node:fs";
import * as path from "node:path";
import * as lockfile from "proper-lockfile";
import { UserError } from "../errors";
import { paths } from "./paths";

/** A killed command renews its lock no more; it is taken over after this time, in milliseconds. */
const staleMs = 10_000;

/**
 * Makes this process the only command on one stack of this checkout, until it ends.
 *
 * @throws UserError when another command goes on using the stack for longer than a killed one's lock lasts
 */
export async function lockStack(stack: string): Promise<void> {
    const folder = path.join(paths.locks, stack);
    fs.mkdirSync(folder, { recursive: true });
    const waits = staleMs / 1000 + 2;
    try {
        await lockfile.lock(folder, { stale: staleMs, retries: { retries: waits, factor: 1, minTimeout: 1000 } });
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
        throw new UserError(
            `another command is using the stack ${stack} in this checkout: wait until it has ended and run this one again.`,
        );
    }
}

/** The engine's own locks of a stack: each names the process that took it. */
function engineLocks(stack: string): { file: string; pid: number }[] {
    const folder = path.join(paths.state, ".pulumi", "locks");
    if (!fs.existsSync(folder)) return [];
    return fs
        .readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".json") && path.basename(path.dirname(file)) === stack)
        .map((file) => {
            const { pid } = JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")) as { pid: number };
            return { file: path.join(folder, file), pid };
        });
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}

/**
 * Takes away the locks that a killed engine left behind. Call it while holding {@link lockStack}.
 *
 * @returns how many were left behind
 * @throws UserError when the engine of an earlier command is still at work
 */
export function clearStaleEngineLocks(stack: string): number {
    const locks = engineLocks(stack);
    const live = locks.find(({ pid }) => isAlive(pid));
    if (live) {
        throw new UserError(
            `the engine of an earlier command (process ${String(live.pid)}) is still at work on the stack ${stack}: wait until it has ended and run this one again.`,
        );
    }
    for (const { file } of locks) fs.rmSync(file, { force: true });
    return locks.length;
}
