/**
 * The namespaces of a cluster: its own mounts, network, processes and semaphores, which the kernel takes away with the last
 * process in them. So ending one process ends the cluster, and neither interfaces, mounts nor iptables rules can be left behind.
 */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../errors";
import { NODE_ADDRESS } from "./addresses";
import { ensureCgroup, removeCgroup } from "./cgroups";
import { BRIDGE } from "./config/cni";
import { COVERED, INSIDE, type Layout } from "./layout";
import { BOX, markOf } from "./mark";
import { clusterProcesses, isAlive, membersOf, ownDepth, signal, until, type ClusterProcess } from "./processes";
import type { Programs } from "./programs";

/** Sizes of the disks that a test may fill, in bytes; memory is only used for what is on them. */
export const DISKS = {
    etcd: { folder: INSIDE.etcd, size: 512 * 1024 * 1024 },
    containerd: { folder: INSIDE.containerd, size: 4 * 1024 * 1024 * 1024 },
} as const;

/** How long namespaces may take to come up or to end, in milliseconds. */
const patienceMs = 20_000;

/** How long those outside of the namespaces may take to notice that what they wait for has ended, in milliseconds. */
const graceMs = 5_000;

/** PostgreSQL refuses to run as root: `nobody`, on every Linux. */
export const UNPRIVILEGED = 65534;

/** What the first process of the namespaces does: mounts, the network, and then nothing but wait. */
export function boxScript(layout: Layout, wheel: string): string {
    const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
    const disks = Object.values(DISKS).map(({ folder, size }) => [
        `mkdir -p ${folder}`,
        `mount -t tmpfs -o mode=700,size=${String(size)} tmpfs ${folder}`,
    ]);
    const bind = (from: string, to: string) => [`mkdir -p ${to}`, `mount --bind ${quote(from)} ${to}`];
    return [
        "set -eu",
        "mount --make-rshared /",
        "mount -t tmpfs -o mode=755 tmpfs /run",
        // Shared memory is files there, which a killed PostgreSQL does not take away.
        "mount -t tmpfs -o mode=1777 tmpfs /dev/shm",
        ...COVERED.map((folder) => `mount -t tmpfs -o mode=755 tmpfs ${folder}`),
        `mkdir -p /run/lock ${INSIDE.root} ${INSIDE.temporary}`,
        `chmod 1777 ${INSIDE.temporary}`,
        ...disks.flat(),
        // Its unprivileged user cannot pass through a private home folder.
        ...bind(wheel, INSIDE.wheel),
        ...bind(layout.database, INSIDE.database),
        "ip link set lo up",
        `ip link add ${BRIDGE} type bridge`,
        `ip addr add ${NODE_ADDRESS}/24 dev ${BRIDGE}`,
        `ip link set ${BRIDGE} up`,
        "echo 1 > /proc/sys/net/ipv4/ip_forward",
        `: > ${INSIDE.ready}`,
        // A shell that waits also takes leave of orphans, as the first process of a namespace must.
        "while :; do sleep 3600; done",
        "",
    ].join("\n");
}

/** The first process of a cluster's namespaces; undefined when there is none. */
export function findBox(folder: string): ClusterProcess | undefined {
    return clusterProcesses().find(
        (found) => found.folder === folder && found.part === BOX && found.innerPid === 1 && found.depth > ownDepth(),
    );
}

/**
 * Makes the namespaces.
 *
 * @returns the number of their first process
 * @throws UserError when this system does not let us
 */
export async function openBox(layout: Layout, programs: Programs): Promise<number> {
    coverable(layout);
    ensureCgroup(layout);
    const script = path.join(layout.config, "box.sh");
    fs.writeFileSync(script, boxScript(layout, programs.wheel));
    const log = path.join(layout.logs, `${BOX}.log`);
    const words = fs.openSync(log, "a");
    const namespaces = ["--mount", "--net", "--pid", "--ipc", "--fork", "--mount-proc", "--propagation", "private"];
    const child = spawn("unshare", [...namespaces, "sh", script], {
        cwd: "/",
        detached: true,
        stdio: ["ignore", words, words],
        env: { ...programs.environment, ...markOf({ folder: layout.folder, part: BOX }) },
    });
    fs.closeSync(words);
    // One that cannot be run at all has no number either.
    child.on("error", () => undefined);
    const hasEnded = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    const box = () => findBox(layout.folder);
    const ready = () => {
        const found = box();
        return hasEnded() || (found !== undefined && fs.existsSync(insidePath(found.pid, INSIDE.ready)));
    };
    await until(ready, patienceMs);
    child.unref();
    const found = box();
    if (!hasEnded() && found !== undefined) return found.pid;
    const said = fs.readFileSync(log, "utf8").trim().split("\n").at(-1) ?? "";
    throw new UserError(
        `the local cluster needs namespaces of its own and cannot make them (${said}): run it as root with CAP_SYS_ADMIN and CAP_NET_ADMIN, outside of an unprivileged container.`,
    );
}

/** A path inside the cluster's mount namespace, as this process can open it. */
export function insidePath(box: number, inner: string): string {
    return path.join(`/proc/${String(box)}/root`, inner);
}

/** A command line that runs another in the cluster's namespaces. */
export function enter(box: number, command: readonly string[], user?: number): string[] {
    const who = user === undefined ? [] : ["--setuid", String(user), "--setgid", String(user)];
    return ["nsenter", "--target", String(box), "--mount", "--net", "--pid", "--ipc", ...who, "--", ...command];
}

/**
 * Ends every process of a cluster, and with them its mounts and its network; then takes away its cgroups and the folders
 * that it mounted on. It does not matter which of them somebody has killed already.
 *
 * @returns whether there was anything
 * @throws UserError when a process does not end
 */
export async function closeBox(layout: Layout): Promise<boolean> {
    const own = () => clusterProcesses().filter(({ folder }) => folder === layout.folder);
    const box = findBox(layout.folder);
    const members = box === undefined ? [] : membersOf(box.pid);
    const found = own();
    const left = () => [...own().map(({ pid }) => pid), ...members.filter(isAlive)];
    // The kernel ends all processes of the namespace with its first; those that wait for them outside end by themselves then.
    // Killed earlier, they would leave their children to a process that, in a container, may not take leave of them.
    if (box !== undefined) {
        signal(box.pid, "SIGKILL");
        await until(() => left().length === 0, graceMs);
    }
    for (const { pid } of own()) signal(pid, "SIGKILL");
    await until(() => left().length === 0, patienceMs);
    const [stubborn] = left();
    if (stubborn !== undefined) {
        throw new UserError(
            `process ${String(stubborn)} of the local cluster does not end: it waits for the kernel or a disk; see \`ps -o pid,stat,wchan,cmd -p ${String(stubborn)}\`.`,
        );
    }
    const cgroups = await removeCgroup(layout);
    uncover(layout);
    return found.length > 0 || cgroups;
}

/** Makes the folders that are mounted on, where the system lacks them, and remembers which. */
function coverable(layout: Layout): void {
    const made = COVERED.filter((folder) => !fs.existsSync(folder));
    for (const folder of made) fs.mkdirSync(folder);
    if (made.length > 0) fs.writeFileSync(layout.madeFolders, `${made.join("\n")}\n`);
}

function uncover(layout: Layout): void {
    if (!fs.existsSync(layout.madeFolders)) return;
    for (const folder of fs.readFileSync(layout.madeFolders, "utf8").split("\n").filter(Boolean)) {
        try {
            fs.rmdirSync(folder);
        } catch {
            // Somebody has put something there, or it is gone: no longer ours.
        }
    }
    fs.rmSync(layout.madeFolders, { force: true });
}
