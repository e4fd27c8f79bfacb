import { execFile } from "node:child_process";
import { chmod, copyFile } from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import { Progress } from "../progress";
import { cacheDirectory, ToolCache } from "./cache";
import { reasonOf, SourceFailure, ToolchainError } from "./errors";
import { findGo, goEnvironment } from "./go";
import { toolsDirectory } from "./pins";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const run = promisify(execFile);

/**
 * Files that Go modules hold beside their code, such as CustomResourceDefinitions, copied into the tool cache.
 *
 * @param name the folder under tools/ whose go.mod pins the modules
 * @param files per module the files that are wanted, as paths in it
 * @returns the paths of the copies, in the same order
 * @throws ToolchainError when they cannot be fetched: the message says what to do
 */
export async function ensureModuleFiles(
    name: string,
    files: Readonly<Record<string, readonly string[]>>,
    env: NodeJS.ProcessEnv = process.env,
    progress = new Progress(process.stderr, env),
): Promise<string[]> {
    const directory = path.join(toolsDirectory, name);
    const cache = new ToolCache(cacheDirectory(env));
    // Another version of a module, or another choice of files, is another entry.
    const digest = createHash("sha256")
        .update(readFileSync(path.join(directory, "go.mod")))
        .update(JSON.stringify(files));
    const key = `${name}-${digest.digest("hex").slice(0, 16)}`;
    const onWait = () => {
        progress.note(`another run is preparing the tools in ${cache.root}: waiting for it`);
    };
    const entry =
        cache.find(key) ??
        (await cache.exclusively(async () => {
            const made = cache.find(key);
            if (made) return made;
            try {
                const go = await findGo(env);
                const staged = await cache.stage();
                const copies: { name: string; version: string }[] = [];
                for (const [module, wanted] of Object.entries(files)) {
                    const args = ["mod", "download", "-json", module];
                    const { stdout } = await run(go.path, args, { cwd: directory, env: goEnvironment(env) });
                    const { Dir, Version } = JSON.parse(stdout) as { Dir: string; Version: string };
                    for (const file of wanted) {
                        const copy = path.posix.basename(file);
                        await copyFile(path.join(Dir, file), path.join(staged, copy));
                        // The cache takes for whole what may be run; Go's module cache gives no such right.
                        await chmod(path.join(staged, copy), 0o755);
                        copies.push({ name: copy, version: Version });
                    }
                }
                return await cache.publish(key, staged, copies);
            } catch (error) {
                if (!(error instanceof SourceFailure) && !(error instanceof Error && "stderr" in error)) throw error;
                throw new ToolchainError(
                    `the files of ${Object.keys(files).join(" and ")} could not be fetched (${reasonOf(error)}): install Go and see that its module proxy can be reached.`,
                );
            }
        }, onWait));
    return entry.programs.map((program) => program.path);
}
