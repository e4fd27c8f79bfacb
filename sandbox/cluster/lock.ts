import * as fs from "node:fs";
import * as lockfile from "proper-lockfile";
import { UserError } from "../errors";
import type { Layout } from "./layout";

/** How long to wait for another command that starts or ends the cluster, in milliseconds. */
const waitMs = 300_000;

/** A killed command renews its lock no more; it is taken over after this time, in milliseconds. */
const staleMs = 10_000;

/**
 * Does something while no other command starts or ends this checkout's cluster.
 *
 * @param onWait called once when another command does so now
 * @throws UserError when another one goes on for longer than a first start takes
 */
export async function exclusively<T>(
    layout: Layout,
    work: () => Promise<T>,
    onWait: () => void = () => undefined,
): Promise<T> {
    fs.mkdirSync(layout.folder, { recursive: true });
    const options: lockfile.LockOptions = {
        stale: staleMs,
        // Only a machine that slept loses it; what the other command then does is refused by what is there.
        onCompromised: () => undefined,
    };
    let release: () => Promise<void>;
    try {
        release = await lockfile.lock(layout.folder, options).catch((error: unknown) => {
            if (!isLocked(error)) throw error;
            onWait();
            const retries = { retries: waitMs / 1000, factor: 1, minTimeout: 1000, maxTimeout: 1000 };
            return lockfile.lock(layout.folder, { ...options, retries });
        });
    } catch (error) {
        if (!isLocked(error)) throw error;
        throw new UserError("another command is starting or ending the local cluster: wait until it has ended.");
    }
    try {
        return await work();
    } finally {
        await release().catch(() => undefined);
    }
}

function isLocked(error: unknown): boolean {
    return (error as NodeJS.ErrnoException).code === "ELOCKED";
}
