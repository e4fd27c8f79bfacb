import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { repository } from "../engine/paths";

/** How things are compiled is a source of each: another recipe gives another output. */
const recipe = "sandbox/compile";

/** Sources by extension: what a compiled file is made of. */
const sourceFile = /\.(ts|json)$/;

/**
 * Changes whenever something compiled from the sources would: with each of them and with the lock file's package versions.
 *
 * @param sources files and folders of the repository, relative to it
 */
export async function sourceStamp(sources: readonly string[]): Promise<string> {
    const files = (await Promise.all([...sources, recipe].map(filesBelow))).flat().sort();
    const contents = await Promise.all(files.map((file) => readFile(file)));
    const hash = createHash("sha256");
    files.forEach((file, index) => {
        hash.update(relative(repository, file))
            .update("\0")
            .update(contents[index] ?? "")
            .update("\0");
    });
    hash.update(await readFile(join(repository, "package-lock.json")));
    return hash.digest("hex").slice(0, 16);
}

/** The source files in a folder of the repository, or the file itself, by absolute path. */
async function filesBelow(source: string): Promise<string[]> {
    const absolute = join(repository, source);
    if (sourceFile.test(source)) return [absolute];
    const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
    return entries
        .filter((entry) => entry.isFile() && sourceFile.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));
}

export async function exists(file: string): Promise<boolean> {
    return stat(file).then(
        () => true,
        () => false,
    );
}

/** Writes a file so that others see it either whole or not at all, also when several write it at once. */
export async function writeWhole(file: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    const temporary = join(dirname(file), `.${randomUUID()}`);
    await writeFile(temporary, content, { mode });
    await rename(temporary, file);
}

/** Makes a folder by `fill`, so that others see it either whole or not at all; one that is there already stays. */
export async function makeFolderWhole(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
    const temporary = join(dirname(folder), `.${randomUUID()}`);
    await mkdir(temporary, { recursive: true });
    try {
        await fill(temporary);
        await rename(temporary, folder);
    } catch (error) {
        await rm(temporary, { recursive: true, force: true });
        // Another command made the same one meanwhile.
        if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
}

/**
 * Removes what `pattern` names in a folder, but for `current`: output of older sources.
 *
 * @param unusedMs how long ago it must have been made, for what a running command may still read; in milliseconds
 */
export async function removeOthers(folder: string, pattern: RegExp, current: string, unusedMs = 0): Promise<void> {
    const names = await readdir(folder);
    const others = names.filter((name) => pattern.test(name) && name !== current).map((name) => join(folder, name));
    await Promise.all(
        others.map(async (other) => {
            const made = await stat(other).catch(() => undefined);
            if (made && Date.now() - made.mtimeMs >= unusedMs) await rm(other, { recursive: true, force: true });
        }),
    );
}
