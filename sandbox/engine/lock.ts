import * as fs from "node:fs";
import * as path from "node:path";
import * as lockfile from "proper-lockfile";
import { UserError } from "../errors";
import { paths } from "./paths";

/** A killed command renews its lock no more; it is taken over after this time, in milliseconds. */
const staleMs = 10_000;

/** How long to wait for another command: as long as a killed one's lock lasts, and a little more. In milliseconds. */
const waitMs = staleMs + 2_000;

/** The file beside a stack's lock that names the process of the command that took it last. */
function holderFile(stack: string): string {
    return path.join(paths.locks, stack, "holder");
}

/** Who holds the lock, for a sentence; the number is missing in the moment in which the lock is taken. */
function holder(stack: string): string {
    const file = holderFile(stack);
    const pid = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    return pid === "" ? "another command" : `another command (process ${pid})`;
}

function isLocked(error: unknown): boolean {
    return (error as NodeJS.ErrnoException).code === "ELOCKED";
}

/**
 * Makes this process the only command on one stack of this checkout, until it ends.
 *
 * @param tell takes a line when another command has the stack and this one begins to wait
 * @throws UserError when another command goes on using the stack for longer than a killed one's lock lasts
 */
export async function lockStack(stack: string, tell: (line: string) => void): Promise<void> {
    const folder = path.join(paths.locks, stack);
    fs.mkdirSync(folder, { recursive: true });
    const options = {
        stale: staleMs,
        // Somebody took the lock over because this process stood still, e.g. was suspended: end as on Ctrl-C.
        onCompromised: () => {
            process.stderr.write(`error: this command's lock on the stack ${stack} was lost: it stops here.\n`);
            process.kill(process.pid, "SIGINT");
        },
    };
    try {
        await lockfile.lock(folder, options).catch(async (error: unknown) => {
            if (!isLocked(error)) throw error;
            tell(
                `${holder(stack)} is using the stack ${stack}, or was killed: waiting up to ${String(waitMs / 1000)} s`,
            );
            const retries = { retries: waitMs / 1000, factor: 1, minTimeout: 1000 };
            await lockfile.lock(folder, { ...options, retries });
        });
    } catch (error) {
        if (!isLocked(error)) throw error;
        throw new UserError(
            `${holder(stack)} is using the stack ${stack} in this checkout: wait until it has ended and run this one again.`,
        );
    }
    fs.writeFileSync(holderFile(stack), String(process.pid));
}
