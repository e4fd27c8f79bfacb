import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, readdir, rm, symlink } from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import { Progress } from "../progress";
import { cacheDirectory, ToolCache, type CacheEntry, type StagedProgram } from "./cache";
import { reasonOf, ToolchainError } from "./errors";
import { thisPlatform } from "./kits";
import { findOnPath } from "./probe";

const run = promisify(execFile);

/** A program and the Debian package that holds it. */
export interface DebianProgram {
    /** Name on PATH, e.g. `runc`; of a package that holds plug-ins, a path in it that begins with a slash. */
    program: string;
    /** e.g. `containerd`. */
    package: string;
    /** Where the package has the program, when not as `program` in a folder of programs: e.g. `usr/sbin/xtables-nft-multi`. */
    file?: string;
    /** Whether only the package's own serves, not one of that name that the system has. */
    own?: boolean;
}

/** Where programs were found, and what their processes need in their environment. */
export interface DebianPrograms {
    /** Path of each program by its name. */
    paths: Map<string, string>;
    /** Folders to put first on PATH; none when the system has everything. */
    directories: string[];
    /** Variables for programs that were unpacked: where their libraries are. */
    environment: Record<string, string>;
}

/** Folders of programs that are not on everybody's PATH. */
const systemFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin"];

/** In a package that was unpacked: the folder for programs under names that its own scripts would have made. */
const linkFolder = "links";

/**
 * Finds programs on this system; those that are missing are fetched as Debian packages, with what they depend on, and unpacked
 * into the tool cache. Nothing is installed, and apt's lists and locks are left alone.
 *
 * @param programs what is needed
 * @returns their paths, and the environment that the unpacked ones need
 * @throws ToolchainError when one is missing and cannot be fetched: the message names the packages to install
 */
export async function ensureDebianPrograms(
    programs: readonly DebianProgram[],
    env: NodeJS.ProcessEnv = process.env,
    progress = new Progress(process.stderr, env),
): Promise<DebianPrograms> {
    const PATH = [env.PATH ?? "", ...systemFolders].join(path.delimiter);
    const paths = new Map<string, string>();
    for (const { program, own } of programs) {
        if (own) continue;
        const found = program.startsWith("/")
            ? existsSync(program)
                ? program
                : undefined
            : findOnPath(program, { PATH });
        if (found !== undefined) paths.set(program, found);
    }
    const missing = programs.filter(({ program }) => !paths.has(program));
    if (missing.length === 0) return { paths, directories: [], environment: {} };
    const entry = await unpackedPackages(missing, env, progress);
    for (const { program } of missing) paths.set(program, programIn(entry.directory, program));
    return { paths, ...surroundings(entry.directory) };
}

/** The path of a program in an unpacked tree. */
function programIn(root: string, program: string): string {
    if (program.startsWith("/")) return path.join(root, program);
    const folders = [linkFolder, ...systemFolders.map((folder) => folder.slice(1))];
    return path.join(root, folders.find((folder) => existsSync(path.join(root, folder, program))) ?? "", program);
}

/** What a process needs to run programs of an unpacked tree. */
function surroundings(root: string): Pick<DebianPrograms, "directories" | "environment"> {
    const folders = [linkFolder, "usr/local/sbin", "usr/sbin", "sbin", "usr/bin", "bin"];
    const libraries = ["usr/lib", "lib"]
        .map((folder) => path.join(root, folder))
        .filter((folder) => existsSync(folder))
        .flatMap((folder) =>
            readdirSync(folder)
                .filter((name) => name.endsWith("-linux-gnu"))
                .map((name) => path.join(folder, name)),
        );
    const modules = libraries.map((folder) => path.join(folder, "xtables")).filter((folder) => existsSync(folder));
    return {
        directories: folders.map((folder) => path.join(root, folder)).filter((folder) => existsSync(folder)),
        environment: {
            ...(libraries.length > 0 ? { LD_LIBRARY_PATH: libraries.join(path.delimiter) } : {}),
            // iptables looks for its extensions in a folder that is fixed when it is built.
            ...(modules.length > 0 ? { XTABLES_LIBDIR: modules.join(path.delimiter) } : {}),
        },
    };
}

async function unpackedPackages(
    programs: readonly DebianProgram[],
    env: NodeJS.ProcessEnv,
    progress: Progress,
): Promise<CacheEntry> {
    const packages = [...new Set(programs.map((program) => program.package))].sort();
    const remedy = `install them (apt-get install ${packages.join(" ")}), or what your system calls them, and run this again`;
    const names = programs.map(({ program }) => program).join(", ");
    if (findOnPath("apt-get", env) === undefined || findOnPath("dpkg-deb", env) === undefined) {
        throw new ToolchainError(`${names} are needed and were not found on PATH: ${remedy}.`);
    }
    const cache = new ToolCache(cacheDirectory(env));
    const key = `debian-${releaseName()}-${packages.join("+")}-${thisPlatform}`;
    const onWait = () => {
        progress.note(`another run is preparing the tools in ${cache.root}: waiting for it`);
    };
    return (
        cache.find(key) ??
        cache.exclusively(async () => {
            const made = cache.find(key);
            if (made) return made;
            const task = progress.start("packages", `fetching ${packages.join(", ")} from Debian`);
            try {
                const entry = await cache.publish(key, ...(await fetchAndUnpack(cache, packages, programs, env)));
                task.end("unpacked");
                return entry;
            } catch (error) {
                throw new ToolchainError(`${names} are missing and could not be fetched (${said(error)}): ${remedy}.`);
            } finally {
                progress.stop();
            }
        }, onWait)
    );
}

/** Fetches packages, and those that they depend on and the system lacks, and unpacks them into a staging folder. */
async function fetchAndUnpack(
    cache: ToolCache,
    packages: readonly string[],
    programs: readonly DebianProgram[],
    env: NodeJS.ProcessEnv,
): Promise<[string, StagedProgram[]]> {
    const scratch = await cache.stage();
    const archives = path.join(scratch, "archives");
    for (const folder of ["lists", "archives"]) await mkdir(path.join(scratch, folder, "partial"), { recursive: true });
    const settings = [
        `Dir::State::lists=${path.join(scratch, "lists")}`,
        `Dir::Cache=${scratch}`,
        `Dir::Cache::archives=${archives}`,
        // Its own user could not write into a private folder.
        "APT::Sandbox::User=",
        "Debug::NoLocking=true",
    ].flatMap((setting) => ["-o", setting]);
    const options = { env: { ...env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" }, maxBuffer: 64 * 1024 * 1024 };
    await run("apt-get", [...settings, "update"], options);
    const fetch = ["install", "--download-only", "--yes", "--no-install-recommends", "--no-upgrade", ...packages];
    await run("apt-get", [...settings, ...fetch], options);
    const root = await cache.stage();
    const files = (await readdir(archives)).filter((name) => name.endsWith(".deb"));
    for (const name of files) await run("dpkg-deb", ["--extract", path.join(archives, name), root], options);
    await rm(scratch, { recursive: true, force: true });
    await mkdir(path.join(root, linkFolder), { recursive: true });
    for (const { program, file } of programs) {
        if (file !== undefined) await symlink(path.join("..", file), path.join(root, linkFolder, program));
    }
    return [
        root,
        programs.map(({ program }) => {
            const name = path.relative(root, programIn(root, program));
            return { name, version: "as the distribution has it" };
        }),
    ];
}

/** The release of this distribution, e.g. `bookworm`, in whose packages the libraries fit together. */
function releaseName(): string {
    const text = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
    return /^VERSION_CODENAME=(\w+)$/m.exec(text)?.[1] ?? "unknown";
}

/** The last line in which a failed program says why. */
function said(error: unknown): string {
    const stderr = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
    return stderr.trim().split("\n").at(-1)?.slice(0, 300) ?? reasonOf(error);
}
