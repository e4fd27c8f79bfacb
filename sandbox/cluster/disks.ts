import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { promisify } from "node:util";
import { DISKS, enter, insidePath } from "./box";
import type { Programs } from "./programs";

const run = promisify(execFile);

/** A disk of the cluster that a test may fill. */
export type Disk = keyof typeof DISKS;

/** Gives a disk no more room than what is on it now, so that the next write fails as on a full disk; takes no memory. */
export async function fillDisk(disk: Disk, box: number, programs: Programs): Promise<void> {
    const { folder } = DISKS[disk];
    const { blocks, bfree, bsize } = fs.statfsSync(insidePath(box, folder));
    await resize(folder, (blocks - bfree) * bsize, box, programs);
}

/** Gives a disk its room back. */
export async function freeDisk(disk: Disk, box: number, programs: Programs): Promise<void> {
    const { folder, size } = DISKS[disk];
    await resize(folder, size, box, programs);
}

async function resize(folder: string, size: number, box: number, programs: Programs): Promise<void> {
    const [command = "", ...args] = enter(box, ["mount", "-o", `remount,size=${String(size)}`, folder]);
    await run(command, args, { env: programs.environment });
}
