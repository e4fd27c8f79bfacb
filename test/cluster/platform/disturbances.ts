/** Accidents in the middle of a release, as they happen to real clusters: each is made, lasts a moment, and is mended. */
import { setTimeout as sleep } from "node:timers/promises";
import { readFileSync, readdirSync } from "node:fs";
import { find } from "../../engine/kills/victims";
import type { Outcome, Running } from "../../engine/checkout";
import type { Instant } from "../load";
import type { Platform } from ".";
import type { Seen } from "./observer";

/** How long what is away stays away, in milliseconds. */
const AWAY_MS = 3000;
/** How long a disk stays full, in milliseconds: long enough for an update to want to write. */
const FULL_MS = 6000;

/** One kind of accident. */
export interface Disturbance {
    readonly name: string;
    /** Makes it, and returns when all is as before: pods ready, processes back, room on disks. */
    readonly happen: (platform: Platform, release: Running) => Promise<void>;
}

/** All of them. */
export const disturbances = {
    pod: { name: "a pod of the live API is killed", happen: killLivePod },
    apiServer: { name: "the API server is away", happen: (platform) => away(platform, "apiserver") },
    gateway: { name: "the gateway is away", happen: (platform) => away(platform, "gateway") },
    engine: { name: "the engine is killed", happen: killWorkingEngine },
    etcdDisk: { name: "etcd's disk is full", happen: (platform) => full(platform, "etcd") },
    containerdDisk: { name: "containerd's disk is full", happen: (platform) => full(platform, "containerd") },
} as const satisfies Record<string, Disturbance>;

/** A release with an accident in its middle. */
export interface Disturbed {
    /** When the accident happened, and when all was mended. */
    readonly began: Instant;
    readonly recovered: Instant;
    readonly release: Outcome;
    /** What `--resume` did after a release that ended with an error. */
    readonly next: Outcome | undefined;
}

/** Releases a version, and lets an accident happen while it is verified; where that ends the release, it is resumed. */
export async function releaseThrough(platform: Platform, accident: Disturbance, version: string): Promise<Disturbed> {
    const running = platform.startRelease(version);
    await platform.switchBegins(running);
    const began = Date.now();
    await accident.happen(platform, running);
    const recovered = Date.now();
    const release = await running.outcome;
    const next = release.code === 0 ? undefined : await platform.command("--resume");
    return { began, recovered, release, next };
}

async function away(platform: Platform, part: "apiserver" | "gateway"): Promise<void> {
    await platform.cluster.kill(part);
    await sleep(AWAY_MS);
    await platform.cluster.restart(part);
}

async function full(platform: Platform, disk: "etcd" | "containerd"): Promise<void> {
    await platform.cluster.fillDisk(disk);
    await sleep(FULL_MS);
    await platform.cluster.freeDisk(disk);
}

async function killWorkingEngine(platform: Platform, release: Running): Promise<void> {
    if (await killEngine(platform, release)) return;
    throw new Error("there was no engine to kill: the release had ended");
}

/** Ends the engine with SIGKILL; what it began goes on in the cluster. @returns whether there was one */
export async function killEngine(platform: Platform, release: Running): Promise<boolean> {
    const pids = find("engine", platform.checkout, release);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await release.outcome;
    return pids.length > 0;
}

/** Ends the process of one of the live colour's API pods, as a crash does, and waits until its successor is ready. */
async function killLivePod(platform: Platform): Promise<void> {
    const { live } = await platform.route();
    const label = `app.kubernetes.io/name=leanvibe-api,leanvibe.dev/colour=${live}`;
    const [pod] = (await platform.observer.list("pod", label)).filter(({ metadata }) => !metadata.deletionTimestamp);
    if (!pod) throw new Error(`there is no pod of ${live}`);
    const before = restarts(pod);
    process.kill(processOf(pod.metadata.name), "SIGKILL");
    await platform.observer.until(async () => {
        const now = await platform.observer.get("pod", pod.metadata.name);
        return restarts(now) > before && now.status?.containerStatuses?.every(({ ready }) => ready) ? now : undefined;
    }, `pod ${pod.metadata.name} is ready again`);
}

function restarts(pod: Seen): number {
    return (pod.status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
}

/** The first process of a pod's application, as this machine numbers it. */
function processOf(pod: string): number {
    const found = readdirSync("/proc")
        .map(Number)
        .filter((pid) => pid > 0 && environmentOf(pid).includes(`POD_NAME=${pod}`));
    if (found.length === 0) throw new Error(`there is no process of pod ${pod}`);
    return Math.min(...found);
}

function environmentOf(pid: number): string[] {
    try {
        return readFileSync(`/proc/${String(pid)}/environ`, "utf8").split("\0");
    } catch {
        // It has ended meanwhile, or belongs to the kernel.
        return [];
    }
}
