import * as fs from "node:fs";

/** The environment variable that every process of one command's engine carries. */
const variable = "SANDBOX_RUN";

/** Which command started a process: the stack that it works on and the process that the command is. */
export interface RunMark {
    stack: string;
    pid: number;
    /** When that process started, as /proc tells it; a number that is used again belongs to a later start. */
    startedAt: string;
}

/** When a process started, in the kernel's ticks since boot; undefined when it is gone, or the system has no /proc. */
function startOf(pid: number): string | undefined {
    try {
        // The name of the program comes second, in brackets, and may hold anything; the 22nd field is the start.
        const stat = fs.readFileSync(`/proc/${String(pid)}/stat`, "utf8");
        return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    } catch {
        return undefined;
    }
}

/** The mark of this process's run on a stack, to add to the environment before the engine is started. */
export function markRun(stack: string): Record<string, string> {
    return { [variable]: [stack, String(process.pid), startOf(process.pid) ?? "unknown"].join("/") };
}

/** The mark in an environment; undefined when there is none that {@link markRun} wrote. */
export function readMark(environment: readonly string[]): RunMark | undefined {
    const value = environment.find((entry) => entry.startsWith(`${variable}=`))?.slice(variable.length + 1);
    const [, stack, pid, startedAt] = /^([\w.-]+)\/(\d+)\/(\w+)$/.exec(value ?? "") ?? [];
    if (stack === undefined || pid === undefined || startedAt === undefined) return undefined;
    return { stack, pid: Number(pid), startedAt };
}

/** Whether the command that a mark names is still there. */
export function isRunning(mark: RunMark): boolean {
    return startOf(mark.pid) === mark.startedAt;
}
