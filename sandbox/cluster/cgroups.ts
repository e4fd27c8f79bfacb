import * as fs from "node:fs";
import * as path from "node:path";
import { cgroupOf, type Layout } from "./layout";
import { until } from "./processes";

const root = "/sys/fs/cgroup";

/** Whether all controllers are in one hierarchy (cgroup v2). */
function isUnified(): boolean {
    return fs.existsSync(path.join(root, "cgroup.controllers"));
}

/** The hierarchies of cgroups: one for each controller with version 1, a single one with version 2. */
function hierarchies(): string[] {
    if (isUnified()) return [root];
    return fs
        .readdirSync(root, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => path.join(root, entry.name))
        .filter((folder) => fs.existsSync(path.join(folder, "cgroup.procs")));
}

/** Makes the cgroup of all pods; kubelet wants it to be there, with every controller that the system has. */
export function ensureCgroup(layout: Layout): void {
    const name = cgroupOf(layout);
    for (const hierarchy of hierarchies()) {
        const folder = path.join(hierarchy, name);
        if (!fs.existsSync(folder)) fs.mkdirSync(folder);
        // Version 1 of cpuset begins with no processor at all.
        for (const file of ["cpuset.cpus", "cpuset.mems"]) {
            const own = path.join(folder, file);
            if (isUnified() || !fs.existsSync(own)) continue;
            fs.writeFileSync(own, fs.readFileSync(path.join(hierarchy, file)));
        }
    }
    if (!isUnified()) return;
    const controllers = fs.readFileSync(path.join(root, "cgroup.controllers"), "utf8").trim().split(" ");
    for (const folder of [root, path.join(root, name)]) {
        const wanted = controllers.map((controller) => `+${controller}`).join(" ");
        fs.writeFileSync(path.join(folder, "cgroup.subtree_control"), wanted);
    }
}

/**
 * Takes away the cgroups of all pods; their processes have ended.
 *
 * @returns whether there were any
 */
export async function removeCgroup(layout: Layout): Promise<boolean> {
    const name = cgroupOf(layout);
    const there = () =>
        hierarchies()
            .map((folder) => path.join(folder, name))
            .filter((folder) => fs.existsSync(folder));
    if (there().length === 0) return false;
    // The kernel lets go of a cgroup a moment after its last process.
    await until(() => {
        for (const folder of there()) removeTree(folder);
        return there().length === 0;
    }, 10_000);
    return true;
}

/** A cgroup is removed as a folder, with what looks like files in it; those below come first. */
function removeTree(folder: string): void {
    try {
        for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
            if (entry.isDirectory()) removeTree(path.join(folder, entry.name));
        }
        fs.rmdirSync(folder);
    } catch {
        // Not empty yet, or gone already.
    }
}
