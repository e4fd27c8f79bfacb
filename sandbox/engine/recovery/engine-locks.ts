import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../../errors";
import { stateInUse } from "../paths";

/** The process that took a lock; undefined when the file was not written to its end. */
function holderOf(file: string): number | undefined {
    try {
        const { pid } = JSON.parse(fs.readFileSync(file, "utf8")) as { pid?: unknown };
        return typeof pid === "number" ? pid : undefined;
    } catch {
        return undefined;
    }
}

/** Whether an engine has this number; where /proc tells what runs under it, another program that got it is none. */
function isEngine(pid: number): boolean {
    try {
        process.kill(pid, 0);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
    }
    if (!fs.existsSync("/proc/self/cmdline")) return true;
    try {
        const [program = ""] = fs.readFileSync(`/proc/${String(pid)}/cmdline`, "utf8").split("\0");
        return path.basename(program) === "pulumi";
    } catch {
        // It has ended meanwhile.
        return false;
    }
}

/**
 * Takes away the engine's own locks of a stack that no engine holds any more, and halves of such files. Call it while
 * holding the stack's lock and after `endOrphans`.
 *
 * @returns how many locks there were
 * @throws UserError when an engine that no command of the sandbox started, or that cannot be found here, holds one
 */
export function clearEngineLocks(stack: string): number {
    const folder = path.join(stateInUse(), ".pulumi", "locks");
    if (!fs.existsSync(folder)) return 0;
    const files = fs
        .readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && path.basename(entry.parentPath) === stack)
        .map((entry) => path.join(entry.parentPath, entry.name));
    const locks = files.filter((file) => file.endsWith(".json"));
    const live = locks.map(holderOf).find((pid) => pid !== undefined && isEngine(pid));
    if (live !== undefined) {
        throw new UserError(
            `an engine (process ${String(live)}) is still at work on the stack ${stack}: wait until it has ended and run this command again.`,
        );
    }
    for (const file of files) fs.rmSync(file, { force: true });
    return locks.length;
}
