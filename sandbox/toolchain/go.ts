import { spawn } from "node:child_process";
import * as path from "node:path";
import { reasonOf, SourceFailure, ToolchainError } from "./errors";
import { ask, findOnPath, isExecutable } from "./probe";
import { atLeast, normaliseVersion } from "./versions";

/** The Go command that builds, with what it says of itself. */
export interface Go {
    path: string;
    version: string;
    /** Whether it may fetch a newer Go by itself when a module wants one (`GOTOOLCHAIN`). */
    canUpgradeItself: boolean;
}

/** What to build: a package as seen from a module's folder. */
export interface GoTarget {
    directory: string;
    package: string;
    goVersion: string;
}

/**
 * The compiler makes no debug information, which the linker would strip: a tenth less work. Leaving out inlining saves as much
 * again but makes the tools start at half the speed (docs/decisions/0001-toolchain.md has the figures).
 */
const noDebugInformation = "-gcflags=all=-dwarf=false";

/** The Go command on PATH. Throws SourceFailure when there is none that works. */
export async function findGo(env: NodeJS.ProcessEnv): Promise<Go> {
    const file = findOnPath("go", env);
    if (file === undefined) throw new SourceFailure("Go is not installed");
    // Neutral flags: the user's GOFLAGS may hold some that `go env` does not know.
    const answer = await ask(file, ["env", "GOVERSION", "GOTOOLCHAIN"], { ...env, GOFLAGS: "", GOWORK: "off" });
    if (!answer.ok) throw new SourceFailure(`${file} does not work: ${answer.reason}`);
    const [goVersion = "", policy = ""] = answer.output.split(/\r?\n/);
    const version = normaliseVersion(goVersion.trim().replace(/^go/, ""));
    if (version === undefined) throw new SourceFailure(`${file} does not say its version`);
    const canUpgradeItself = atLeast(version, "1.21.0") && /^(auto|.*\+auto)$/.test(policy.trim());
    return { path: file, version, canUpgradeItself };
}

/** Throws SourceFailure when this Go is too old for the target and may not get a newer one. */
export function requireGo(go: Go, target: GoTarget): void {
    const wanted = normaliseVersion(target.goVersion);
    if (wanted === undefined || atLeast(go.version, wanted) || go.canUpgradeItself) return;
    throw new SourceFailure(
        `Go ${go.version} was found, ${target.goVersion} or newer is needed: install it, or set GOTOOLCHAIN=auto`,
    );
}

/**
 * The environment of the go command: the user's own, so that proxies, caches and private mirrors are used, less what would
 * build for another machine, inside a workspace, or with a C compiler.
 */
export function goEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const cpu = process.arch === "x64" ? "amd64" : process.arch;
    return { CGO_ENABLED: "0", ...env, GO111MODULE: "on", GOWORK: "off", GOOS: process.platform, GOARCH: cpu };
}

/** What every go command of one build shares. */
export interface GoRun {
    env: NodeJS.ProcessEnv;
    /** Aborted when the user stops the command: then go ends, and its compilers with it. */
    stop: AbortSignal;
}

/** `-mod=readonly` outranks GOFLAGS, so that no go.mod or go.sum of the checkout is ever written. */
const readOnly = "-mod=readonly";

/** Fetches all modules that the package's build needs. Throws SourceFailure. */
export async function fetchModules(go: Go, target: GoTarget, run: GoRun, progress: GoProgress): Promise<void> {
    await runGo(go, target.directory, ["list", readOnly, "-deps", "-f", "", target.package], run, progress);
}

/** What `go list -m` says of a module in the form of a template, e.g. `{{.Dir}}`. Throws SourceFailure. */
export async function listModule(
    go: Go,
    directory: string,
    module: string,
    template: string,
    run: GoRun,
): Promise<string> {
    const args = ["list", readOnly, "-m", "-f", template, module];
    return (await runGo(go, directory, args, run, () => undefined)).trim();
}

/**
 * Builds a package into a file: static, stripped, without paths of this machine. Throws SourceFailure.
 *
 * @param ldflags further flags for the linker
 */
export async function build(
    go: Go,
    target: GoTarget,
    output: string,
    run: GoRun,
    progress: GoProgress,
    ldflags = "",
): Promise<void> {
    await runGo(go, target.directory, buildArguments(output, [target.package], ldflags), run, progress);
    if (!isExecutable(output)) throw new SourceFailure(`go build of ${target.package} made no program`);
}

/**
 * Builds several packages of one module at once, as {@link build} does; each program is named by Go, after the last part of
 * its package's path that is no version.
 *
 * @param folder where the programs are put; it exists
 */
export async function buildAll(
    go: Go,
    directory: string,
    packages: readonly string[],
    folder: string,
    run: GoRun,
    progress: GoProgress,
    ldflags = "",
): Promise<void> {
    await runGo(go, directory, buildArguments(`${folder}/`, packages, ldflags), run, progress);
    for (const name of packages.map(programName)) {
        if (!isExecutable(path.join(folder, name))) throw new SourceFailure(`go build made no program ${name}`);
    }
}

/** How Go names the program of a package, e.g. `server` for `go.etcd.io/etcd/server/v3`. */
export function programName(packagePath: string): string {
    const [last = "", before = last] = packagePath.split("/").reverse();
    return /^v\d+$/.test(last) ? before : last;
}

function buildArguments(output: string, packages: readonly string[], ldflags: string): string[] {
    return [
        "build",
        readOnly,
        "-trimpath",
        "-buildvcs=false",
        "-pgo=off",
        "-v",
        noDebugInformation,
        `-ldflags=-s -w ${ldflags}`.trim(),
        "-o",
        output,
        ...packages,
    ];
}

/** Told, as the go command goes on, how many modules it has fetched and packages compiled so far. */
export type GoProgress = (counts: { fetched: number; compiled: number }) => void;

function runGo(go: Go, cwd: string, args: string[], run: GoRun, progress: GoProgress): Promise<string> {
    return new Promise((resolve, reject) => {
        run.stop.throwIfAborted();
        // A process group of its own: the compilers that go starts end with it.
        const child = spawn(go.path, args, {
            cwd,
            env: goEnvironment(run.env),
            stdio: ["ignore", "pipe", "pipe"],
            detached: true,
        });
        const end = () => {
            endGroup(child.pid);
        };
        run.stop.addEventListener("abort", end);
        // A fault elsewhere may end this process before the build.
        process.on("exit", end);
        const counts = { fetched: 0, compiled: 0 };
        const complaints: string[] = [];
        let output = "";
        let rest = "";
        const readLine = (line: string) => {
            if (line.startsWith("go: downloading ")) counts.fetched++;
            // `-v` names each package as it is compiled; nothing else that go says is one word.
            else if (/^[\w./~-]+$/.test(line)) counts.compiled++;
            else if (line !== "" && !line.startsWith("#")) complaints.push(line);
            progress(counts);
        };
        child.stdout.on("data", (chunk: Buffer) => {
            output += chunk.toString("utf8");
        });
        child.stderr.on("data", (chunk: Buffer) => {
            const lines = (rest + chunk.toString("utf8")).split("\n");
            rest = lines.pop() ?? "";
            lines.forEach(readLine);
        });
        child.on("error", (error) => {
            reject(new SourceFailure(`${go.path} cannot be run (${reasonOf(error)})`));
        });
        child.on("close", (code, signal) => {
            run.stop.removeEventListener("abort", end);
            process.off("exit", end);
            readLine(rest);
            if (code === 0) resolve(output);
            else reject(failure(complaints, signal ?? `exit code ${code ?? "none"}`));
        });
    });
}

/** What a failed go command said, in one sentence. */
function failure(complaints: string[], outcome: string): Error {
    if (complaints.some((line) => line.includes("no space left on device"))) {
        return new ToolchainError(
            "The disk became full during the build: make room, or point LEANVIBE_CACHE_DIR, GOCACHE, GOMODCACHE and TMPDIR " +
                "to a disk with 4 GB free.",
        );
    }
    const refusal = complaints.find((line) =>
        /read-only file system|permission denied|cache is required|cache not found/.test(line),
    );
    if (refusal !== undefined) {
        return new ToolchainError(
            `Go cannot keep what it fetches and compiles (${refusal.replace(/^go: /, "")}): set GOCACHE and GOMODCACHE to folders that you can ` +
                "write to, with 4 GB free.",
        );
    }
    return new SourceFailure(`go failed: ${complaints.slice(0, 2).join(" ").slice(0, 400) || outcome}`);
}

/** Ends a process group, if there is one any more. */
function endGroup(pid: number | undefined): void {
    try {
        if (pid !== undefined) process.kill(-pid, "SIGTERM");
    } catch {
        // It has ended by itself.
    }
}
