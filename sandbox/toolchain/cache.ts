import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { access, constants, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import * as path from "node:path";
import * as lockfile from "proper-lockfile";
import { codeOf, reasonOf, ToolchainError } from "./errors";
import { isExecutable } from "./probe";

/** What an entry of the cache says of itself; the entry is whole when every program has the size noted here. */
interface Manifest {
    programs: { name: string; version: string; size: number }[];
}

/** A whole entry of the cache. */
export interface CacheEntry {
    directory: string;
    programs: { name: string; version: string; path: string }[];
}

/** A program that was put into a staging folder. */
export interface StagedProgram {
    name: string;
    version: string;
}

const manifestName = "entry.json";

/**
 * The tool cache's folder: `$LEANVIBE_CACHE_DIR`, else `leanvibe-agent-hive` in `$XDG_CACHE_HOME`, else in `~/.cache`.
 * As the XDG base directory specification wants it, a relative `$XDG_CACHE_HOME` is ignored.
 */
export function cacheDirectory(env: NodeJS.ProcessEnv): string {
    if (env.LEANVIBE_CACHE_DIR) return path.resolve(env.LEANVIBE_CACHE_DIR);
    const xdg = env.XDG_CACHE_HOME;
    const base = xdg && path.isAbsolute(xdg) ? xdg : path.join(homeDirectory(env), ".cache");
    return path.join(base, "leanvibe-agent-hive");
}

/** `$HOME`, else what the system has noted for this user, which may be no one that it knows (a container's `--user`). */
function homeDirectory(env: NodeJS.ProcessEnv): string {
    if (env.HOME && path.isAbsolute(env.HOME)) return env.HOME;
    try {
        return userInfo().homedir;
    } catch {
        throw new ToolchainError(
            "This user has no home folder to keep tools in: set LEANVIBE_CACHE_DIR to a folder that you can write to, with 1 GB free.",
        );
    }
}

/** The fault of a file system under the cache, as a sentence that says what to do. */
export function cacheFault(error: unknown, root: string): ToolchainError {
    const code = codeOf(error);
    const remedy = "set LEANVIBE_CACHE_DIR to a folder that you can write to, with 1 GB free";
    switch (code) {
        case "ENOSPC":
        case "EDQUOT":
            return new ToolchainError(`The disk of the tool cache ${root} is full: make room, or ${remedy}.`);
        case "EACCES":
        case "EPERM":
        case "EROFS":
            return new ToolchainError(`The tool cache ${root} cannot be written (${code}): ${remedy}.`);
        case "ENOTDIR":
        case "EEXIST":
            return new ToolchainError(`The tool cache ${root} is not a folder: ${remedy}.`);
        default:
            return new ToolchainError(`The tool cache ${root} cannot be used (${reasonOf(error)}): ${remedy}.`);
    }
}

/** Whether the error says that a file system, not a network or a program, is at fault. */
export function isFileSystemFault(error: unknown): boolean {
    return ["ENOSPC", "EDQUOT", "EACCES", "EPERM", "EROFS", "ENOTDIR"].includes(codeOf(error) ?? "");
}

/** The folder of tools, shared by all checkouts of one user. Entries are never changed once they are there. */
export class ToolCache {
    private readonly entries: string;
    private readonly staging: string;

    constructor(readonly root: string) {
        this.entries = path.join(root, "tools");
        this.staging = path.join(root, "staging");
    }

    /** The entry of that key when it is there and whole. Needs no write access. */
    find(key: string): CacheEntry | undefined {
        const directory = path.join(this.entries, key);
        try {
            const manifest = JSON.parse(readFileSync(path.join(directory, manifestName), "utf8")) as Manifest;
            const programs = manifest.programs.map(({ name, version, size }) => {
                const file = path.join(directory, name);
                if (!isExecutable(file) || statSync(file).size !== size) throw new Error(`${file} is not whole`);
                return { name, version, path: file };
            });
            return { directory, programs };
        } catch {
            return undefined;
        }
    }

    /**
     * Runs `work` while no other process changes the cache.
     *
     * A process that was killed leaves its lock behind; nobody renews it, so it is taken over `staleMs` after its last
     * renewal.
     *
     * @param onWait called once when another process holds the lock
     */
    async exclusively<T>(work: () => Promise<T>, onWait: () => void, staleMs = 10_000): Promise<T> {
        let release: () => Promise<void>;
        try {
            await makeFolder(this.entries);
            await makeFolder(this.staging);
            await access(this.entries, constants.W_OK);
            release = await this.lock(onWait, staleMs);
        } catch (error) {
            throw cacheFault(error, this.root);
        }
        try {
            await this.removeLeftovers();
            return await work();
        } finally {
            await this.removeLeftovers().catch(() => undefined);
            // A lock that was lost (see below) needs no release.
            await release().catch(() => undefined);
        }
    }

    private async lock(onWait: () => void, staleMs: number): Promise<() => Promise<void>> {
        const options: lockfile.LockOptions = {
            stale: staleMs,
            // Only a laptop that slept loses its lock. Two runs then do the same work in two staging folders, and
            // `publish` keeps the first result, so there is nothing to stop.
            onCompromised: () => undefined,
        };
        try {
            return await lockfile.lock(this.entries, options);
        } catch (error) {
            if (codeOf(error) !== "ELOCKED") throw error;
        }
        onWait();
        return lockfile.lock(this.entries, {
            ...options,
            retries: { forever: true, factor: 1, minTimeout: 250, maxTimeout: 250 },
        });
    }

    /** A new folder, on the disk of the cache, to put an entry together in. */
    async stage(): Promise<string> {
        const directory = path.join(this.staging, `${hostname()}-${process.pid}-${randomUUID()}`);
        await mkdir(directory, { recursive: true });
        return directory;
    }

    /** Makes a staging folder the entry of that key, in one step; nobody ever sees half an entry. */
    async publish(key: string, staged: string, programs: StagedProgram[]): Promise<CacheEntry> {
        const manifest: Manifest = {
            programs: programs.map((program) => ({ ...program, size: statSync(path.join(staged, program.name)).size })),
        };
        await writeFile(path.join(staged, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`);
        const directory = path.join(this.entries, key);
        if (existsSync(directory) && !this.find(key)) await rename(directory, path.join(await this.stage(), "broken"));
        await mkdir(this.entries, { recursive: true });
        try {
            await rename(staged, directory);
        } catch (error) {
            if (!["ENOTEMPTY", "EEXIST"].includes(codeOf(error) ?? "")) throw error;
        }
        const entry = this.find(key);
        if (!entry) throw new ToolchainError(`${directory} was changed by another program: remove it and run again.`);
        return entry;
    }

    /** Removes what interrupted runs and failed attempts of this one left behind; the staging folders of living processes stay. */
    private async removeLeftovers(): Promise<void> {
        for (const name of await readdir(this.staging)) {
            if (!isOfLivingProcess(name)) await rm(path.join(this.staging, name), { recursive: true, force: true });
        }
    }
}

/** Makes a folder and those above it. (Node.js' own way never ends on a file system that takes none, such as /proc.) */
async function makeFolder(directory: string): Promise<void> {
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
    await makeFolder(path.dirname(directory));
    try {
        await mkdir(directory);
    } catch (error) {
        // Another run may have made it meanwhile.
        if (codeOf(error) !== "EEXIST" || !statSync(directory).isDirectory()) throw error;
    }
}

function isOfLivingProcess(stagingName: string): boolean {
    const prefix = `${hostname()}-`;
    const pid = Number(stagingName.startsWith(prefix) ? stagingName.slice(prefix.length).split("-")[0] : NaN);
    if (!Number.isInteger(pid) || pid === process.pid) return false;
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return codeOf(error) === "EPERM";
    }
}
