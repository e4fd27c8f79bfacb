import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
import * as tar from "tar";

/** The time of every file and image: any fixed one makes the same content give the same digest. 1 January 2024, UTC. */
export const epoch = new Date(Date.UTC(2024, 0, 1));

/** Paths of everything under a folder, sorted, so that an archive of it is always the same. */
export async function listTree(root: string): Promise<string[]> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))).sort();
}

/**
 * Writes a folder as a tar that depends on names, contents and who may execute alone: sorted, owned by root, of one time.
 *
 * Nobody but root may write, /tmp included: whoever runs it read-only mounts something there. No set-user-id bit is kept.
 */
export async function packTree(root: string, file: string): Promise<void> {
    await tar.create(
        {
            ...{ cwd: root, file, portable: true, mtime: epoch, noDirRecurse: true },
            onWriteEntry: ({ stat }) => {
                if (!stat) return;
                const executable = stat.isDirectory() || (stat.mode & 0o111) !== 0;
                stat.mode = (stat.mode & ~0o7777) | (executable ? 0o755 : 0o644);
            },
        },
        await listTree(root),
    );
}

/** The digest of a file as OCI writes it: `sha256:…`. */
export async function digestOf(file: string): Promise<string> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(file), hash);
    return `sha256:${hash.digest("hex")}`;
}

/** The first 12 hex digits of a hash over texts: part of a cache key. */
export function shortHash(...texts: string[]): string {
    return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 12);
}
