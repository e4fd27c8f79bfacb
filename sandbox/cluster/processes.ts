import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { readMark, type Mark } from "./mark";

/** A process of a local cluster, as seen from outside of its namespaces. */
export interface ClusterProcess extends Mark {
    pid: number;
    /** The program's name, as the kernel cuts it to 15 characters. */
    program: string;
    parent: number;
    /** Its number in its own namespace. */
    innerPid: number;
    /** In how many nested namespaces it has a number, as far as they are seen from here. */
    depth: number;
}

function read(file: string): string | undefined {
    try {
        return fs.readFileSync(file, "utf8");
    } catch {
        // It has ended meanwhile, or belongs to somebody else.
        return undefined;
    }
}

function link(file: string): string | undefined {
    try {
        return fs.readlinkSync(file);
    } catch {
        return undefined;
    }
}

function pids(): number[] {
    return fs
        .readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(Number);
}

/** What the kernel says of a process' name and numbers; undefined of one that has given up its memory: it is ending, or has ended. */
export function parseStatus(status: string): Omit<ClusterProcess, "pid" | keyof Mark> | undefined {
    const program = /^Name:\s+(.+)$/m.exec(status)?.[1];
    const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1];
    const numbers = /^NSpid:\s+([\d\s]+)$/m.exec(status)?.[1]?.trim().split(/\s+/);
    const inner = numbers?.at(-1);
    if (program === undefined || parent === undefined || numbers === undefined || inner === undefined) return undefined;
    if (!/^VmSize:/m.test(status)) return undefined;
    return { program, parent: Number(parent), innerPid: Number(inner), depth: numbers.length };
}

function statusOf(pid: number): ReturnType<typeof parseStatus> {
    return parseStatus(read(`/proc/${String(pid)}/status`) ?? "");
}

/** Whether a process runs; one that is ending, or has ended and waits for its parent to notice, does not. */
export function isAlive(pid: number): boolean {
    return statusOf(pid) !== undefined;
}

/** The depth of this process; processes in a namespace made by it are deeper. */
export function ownDepth(): number {
    return parseStatus(read("/proc/self/status") ?? "")?.depth ?? 1;
}

/**
 * All living processes that carry a local cluster's mark, of whatever checkout, and children of such that have written over
 * theirs, as PostgreSQL's do.
 */
export function clusterProcesses(): ClusterProcess[] {
    const marked = new Map<number, ClusterProcess>();
    const others: Omit<ClusterProcess, keyof Mark>[] = [];
    const depth = ownDepth();
    for (const pid of pids()) {
        const status = statusOf(pid);
        if (status === undefined) continue;
        const mark = readMark((read(`/proc/${String(pid)}/environ`) ?? "").split("\0"));
        if (mark !== undefined) marked.set(pid, { pid, ...mark, ...status });
        else if (status.depth > depth) others.push({ pid, ...status });
    }
    const children = others.flatMap((child) => {
        const above = marked.get(child.parent);
        // A pod's processes are children of shims, and no part.
        return above === undefined || isShim(above) ? [] : [{ ...child, folder: above.folder, part: above.part }];
    });
    return [...marked.values(), ...children];
}

/** Whether a process keeps a pod's; shims carry containerd's mark, and outlive it as they should. */
function isShim({ program }: Pick<ClusterProcess, "program">): boolean {
    return program.startsWith("containerd-shim");
}

/** The processes of one part. */
export function partProcesses(folder: string, part: string): ClusterProcess[] {
    return clusterProcesses().filter((found) => found.folder === folder && found.part === part && !isShim(found));
}

/** All living processes of the process namespace that a process is in, pods' own among them. */
export function membersOf(pid: number): number[] {
    const namespace = link(`/proc/${String(pid)}/ns/pid`);
    if (namespace === undefined) return [];
    return pids().filter((candidate) => {
        return link(`/proc/${String(candidate)}/ns/pid`) === namespace && isAlive(candidate);
    });
}

/** Sends a signal to a process; one that has ended takes none. */
export function signal(pid: number, name: NodeJS.Signals): void {
    try {
        process.kill(pid, name);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}

/**
 * Waits until something holds.
 *
 * @param limitMs the longest wait, in milliseconds
 * @returns whether it came to hold
 */
export async function until(
    condition: () => boolean | Promise<boolean>,
    limitMs: number,
    everyMs = 50,
): Promise<boolean> {
    const end = Date.now() + limitMs;
    for (;;) {
        if (await condition()) return true;
        if (Date.now() >= end) return false;
        await sleep(everyMs);
    }
}
