import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../errors";
import { paths } from "../paths";
import { isRunning, readMark, type RunMark } from "./run-mark";

/** How long an engine that lost its command may take to end in good order, in milliseconds. */
const patienceMs = 30_000;

/** How long a killed process may take to be gone, in milliseconds. */
const killMs = 5_000;

/** A process of an engine in this sandbox: the engine itself, a plugin, a policy pack, the language host, the program. */
interface EngineProcess {
    pid: number;
    /** The program's file name, e.g. `pulumi`. */
    program: string;
    mark: RunMark;
}

/**
 * The engine's processes in this checkout's sandbox that work on one stack. They are known by their environment, which
 * each hands to its children: HOME names the checkout, the mark the stack and the command. Where the system has no /proc
 * none is found; what is left running there holds memory, but neither locks nor state.
 */
function processesOf(stack: string): EngineProcess[] {
    if (!fs.existsSync("/proc/self/environ")) return [];
    const home = `HOME=${paths.home}`;
    return fs.readdirSync("/proc").flatMap((entry) => {
        const pid = Number(entry);
        if (!Number.isInteger(pid) || pid === process.pid) return [];
        try {
            const environment = fs.readFileSync(`/proc/${entry}/environ`, "utf8").split("\0");
            const mark = readMark(environment);
            if (mark?.stack !== stack || !environment.includes(home)) return [];
            const [program = ""] = fs.readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0");
            return [{ pid, program: path.basename(program), mark }];
        } catch {
            // It has ended meanwhile, or belongs to somebody else.
            return [];
        }
    });
}

function signal(pid: number, name: NodeJS.Signals): void {
    try {
        process.kill(pid, name);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}

/** Waits until `left` is empty, or until the time is over. */
async function untilNone(left: () => unknown[], forMs: number): Promise<void> {
    for (const end = Date.now() + forMs; left().length > 0 && Date.now() < end;) await sleep(100);
}

/** Ends this stack's engine at once, with all that it has started: it can write nothing down any more. */
export function killEngine(stack: string): void {
    for (const { pid } of processesOf(stack)) signal(pid, "SIGKILL");
}

/**
 * Ends what a killed command on this stack left running. Call it while holding the stack's lock. An engine is asked to
 * cancel first, so that it writes down what it has done; everything else holds no state and is simply ended.
 *
 * @returns how many processes were ended
 * @throws UserError when the command that they belong to still exists, or they cannot be ended
 */
export async function endOrphans(stack: string): Promise<number> {
    const found = processesOf(stack);
    const owned = found.find(({ mark }) => isRunning(mark));
    if (owned) {
        throw new UserError(
            `an earlier command (process ${String(owned.mark.pid)}) is still at work on the stack ${stack}, or is suspended: let it end, or end it, and run this one again.`,
        );
    }
    const engines = () => processesOf(stack).filter(({ program }) => program === "pulumi");
    for (const { pid } of engines()) signal(pid, "SIGINT");
    await untilNone(engines, patienceMs);
    for (const { pid } of processesOf(stack)) signal(pid, "SIGKILL");
    await untilNone(() => processesOf(stack), killMs);
    const [left] = processesOf(stack);
    if (left) {
        throw new UserError(
            `a killed command on the stack ${stack} left process ${String(left.pid)} (${left.program}) running, and it cannot be ended: end it and run this command again.`,
        );
    }
    return found.length;
}
