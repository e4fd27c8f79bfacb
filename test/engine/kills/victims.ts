import * as fs from "node:fs";
import * as path from "node:path";
import type { Checkout, Running } from "../checkout";

/** Every kind of process that a command consists of, except those that belong to the user's program. */
export const victims = ["engine", "plugin", "run.mjs", "cli.ts", "policy pack"] as const;
export type Victim = (typeof victims)[number];

function commandLine(pid: number): string[] {
    try {
        return fs.readFileSync(`/proc/${String(pid)}/cmdline`, "utf8").split("\0");
    } catch {
        return [];
    }
}

function childrenOf(pid: number): number[] {
    try {
        const children = fs.readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8");
        return children.trim().split(" ").filter(Boolean).map(Number);
    } catch {
        return [];
    }
}

/** How a process of the engine is known: by the words of its command line. */
const known: Partial<Record<Victim, (words: string[]) => boolean>> = {
    engine: ([program = "", command = ""]) =>
        path.basename(program) === "pulumi" && /^(up|preview|destroy)$/.test(command),
    plugin: (words) => words.some((word) => /\/plugins\/resource-[^/]+\/plugin-\w+\.cjs$/.test(word)),
    "policy pack": (words) => words.some((word) => /\/\.sandbox\/packs\/|run-policy-pack/.test(word)),
};

/** The processes of one kind that a command has at this moment. */
export function find(victim: Victim, checkout: Checkout, running: Running): number[] {
    const wrapper = running.process.pid ?? 0;
    if (victim === "run.mjs") return [wrapper];
    if (victim === "cli.ts") {
        return childrenOf(wrapper).filter((pid) => commandLine(pid).some((word) => word.endsWith("sandbox/cli.ts")));
    }
    return checkout.processes().filter((pid) => known[victim]?.(commandLine(pid)));
}
