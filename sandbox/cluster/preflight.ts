import * as path from "node:path";
import { UserError } from "../errors";
import type { Layout } from "./layout";
import type { Mark } from "./mark";
import { clusterProcesses } from "./processes";

/** Refuses where a local cluster cannot run: it needs Linux, and root for namespaces, mounts and containers. */
export function requireRootOnLinux(platform: NodeJS.Platform = process.platform, user = process.getuid?.()): void {
    if (platform !== "linux") {
        throw new UserError(
            `the local cluster runs on Linux only, and this is ${platform}: use a virtual machine with Linux.`,
        );
    }
    if (user !== 0) {
        throw new UserError(
            "the local cluster makes namespaces, mounts and containers, which takes root: run this command as root (`sudo make cluster`).",
        );
    }
}

/** Refuses when another checkout's cluster runs: both would want the same ports and cgroup. */
export function requireNoOther(layout: Layout, processes: readonly Mark[] = clusterProcesses()): void {
    const other = processes.find(({ folder }) => folder !== layout.folder);
    if (other === undefined) return;
    throw new UserError(
        `the local cluster of another checkout is running (${checkoutOf(other.folder)}): \`make cluster-down\` there ends it.`,
    );
}

/** Refuses when this checkout's cluster runs, for who needs one of his own: somebody's work is in it. */
export function requireNone(layout: Layout, processes: readonly Mark[] = clusterProcesses()): void {
    if (!processes.some(({ folder }) => folder === layout.folder)) return;
    throw new UserError(
        "the local cluster of this checkout is running, and this needs one with nothing in it: `make cluster-down` ends it, or the command that uses it does.",
    );
}

/** The checkout that a cluster's folder belongs to, or the folder itself where it is not below one. */
export function checkoutOf(folder: string): string {
    const inCheckout = path.join(".sandbox", "cluster");
    return folder.endsWith(inCheckout) ? folder.slice(0, -inCheckout.length - 1) : folder;
}
