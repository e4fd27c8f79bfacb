import { rename } from "node:fs/promises";
import * as path from "node:path";
import { Interruption } from "../engine/interruption";
import { Progress } from "../progress";
import { cacheDirectory, cacheFault, isFileSystemFault, ToolCache, type CacheEntry } from "./cache";
import { SourceFailure, ToolchainError, ToolchainInterrupted } from "./errors";
import { buildAll, findGo, programName, requireGo, type GoProgress, type GoRun } from "./go";
import { thisPlatform } from "./kits";
import { readModulePin, toolsDirectory, type ModulePin } from "./pins";
import { allowedSources } from "./sources";
import type { Tool } from "./types";

/** How a pinned Go module becomes programs, where Go's own way is not the makers'. */
interface GoTool {
    /** Variables that the makers' release builds set, by their full name: without them a program does not know its version. */
    variables?: (version: string) => Record<string, string>;
    /** Names of programs, by the names that Go gives them. */
    names?: Record<string, string>;
}

/** The version as everything that is built of Kubernetes' parts says it. */
function kubernetesVersion(version: string): Record<string, string> {
    const [major = "", minor = ""] = version.split(".");
    const name = "k8s.io/component-base/version";
    return { [`${name}.gitVersion`]: `v${version}`, [`${name}.gitMajor`]: major, [`${name}.gitMinor`]: minor };
}

/** The tools that are built when they are asked for, by the folder under tools/ that pins them. */
const goTools = {
    coredns: {},
    etcd: { names: { server: "etcd" } },
    "helm-unittest": {},
    kubeconform: { variables: (version) => ({ "main.version": `v${version}` }) },
    kubernetes: { variables: kubernetesVersion },
    "metrics-server": { variables: kubernetesVersion },
    traefik: { variables: (version) => ({ "github.com/traefik/traefik/v3/pkg/version.Version": version }) },
} satisfies Record<string, GoTool>;

/** A tool that {@link ensureGoTools} can build. */
export type GoToolName = keyof typeof goTools;

/** Everything has a default that serves a user; tests set the rest. */
export interface GoToolOptions {
    /** The user's environment; default: this process'. */
    env?: NodeJS.ProcessEnv;
    /** Where progress is shown; default: on standard error. */
    progress?: Progress;
    /** The folder of the Go modules that pin; default: tools/ of this checkout. */
    toolsDirectory?: string;
    /** Node.js' names of system and processor; default: this machine's. */
    platform?: string;
}

/**
 * The programs of some pinned Go tools, from the tool cache or, the first time, by a build.
 *
 * @param names which tools, e.g. `["kubeconform"]`
 * @returns the programs by name, e.g. `kube-apiserver`
 * @throws ToolchainError when one cannot be built, with the reason and what to do; ToolchainInterrupted on a signal
 */
export async function ensureGoTools(
    names: readonly GoToolName[],
    options: GoToolOptions = {},
): Promise<Map<string, Tool>> {
    const { env = process.env, platform = thisPlatform } = options;
    const cache = new ToolCache(cacheDirectory(env));
    const folder = options.toolsDirectory ?? toolsDirectory;
    const wanted = names.map((name): Wanted => ({ name, pin: readModulePin(path.join(folder, name)) }));
    const keyOf = ({ name, pin }: Wanted) => `${name}-${pin.version}-go-${platform}`;
    const programs = new Map<string, Tool>();
    const keep = (entry: CacheEntry, source: Tool["source"]) => {
        for (const program of entry.programs) programs.set(program.name, { ...program, source });
    };
    const missing = wanted.filter((tool) => {
        const entry = cache.find(keyOf(tool));
        if (entry) keep(entry, "cache");
        return !entry;
    });
    if (missing.length === 0) return programs;
    if (!allowedSources(env).includes("build")) {
        throw new ToolchainError(
            `LEANVIBE_TOOLCHAIN does not allow "build", the only way to get ${listOf(missing)}: add it, or unset LEANVIBE_TOOLCHAIN.`,
        );
    }
    const progress = options.progress ?? new Progress(process.stderr, env);
    const onWait = () => {
        progress.note(`another run is preparing the tools in ${cache.root}: waiting for it`);
    };
    await cache.exclusively(async () => {
        const interruption = new Interruption();
        try {
            for (const tool of missing) {
                // The run that we waited for may have made it.
                const made = cache.find(keyOf(tool));
                keep(made ?? (await buildTool(cache, tool, keyOf(tool), env, progress, interruption.signal)), "build");
            }
        } catch (error) {
            if (interruption.signal.aborted) throw new ToolchainInterrupted();
            if (error instanceof SourceFailure) throw failure(missing, error.message);
            throw isFileSystemFault(error) ? cacheFault(error, cache.root) : error;
        } finally {
            interruption.end();
            progress.stop();
        }
    }, onWait);
    return programs;
}

interface Wanted {
    name: GoToolName;
    pin: ModulePin;
}

async function buildTool(
    cache: ToolCache,
    { name, pin }: Wanted,
    key: string,
    env: NodeJS.ProcessEnv,
    progress: Progress,
    stop: AbortSignal,
): Promise<CacheEntry> {
    const go = await findGo(env);
    requireGo(go, { ...pin, package: pin.module });
    const { variables, names = {} }: GoTool = goTools[name];
    const task = progress.start(name, `building ${pin.version} with Go ${go.version}`);
    const show: GoProgress = ({ fetched, compiled }) => {
        if (compiled > 0) task.update(`compiling, ${compiled} packages`);
        else if (fetched > 0) task.update(`fetching, ${fetched} modules`);
    };
    const staged = await cache.stage();
    // In a staging folder nothing stays behind when go is killed.
    const run: GoRun = { env: { ...env, GOTMPDIR: env.GOTMPDIR ?? (await cache.stage()) }, stop };
    const flags = Object.entries(variables?.(pin.version) ?? {}).map(([variable, value]) => `-X ${variable}=${value}`);
    await buildAll(go, pin.directory, pin.packages, staged, run, show, flags.join(" "));
    const built = pin.packages.map(programName);
    for (const program of built) {
        const renamed = names[program];
        if (renamed !== undefined) await rename(path.join(staged, program), path.join(staged, renamed));
    }
    const programs = built.map((program) => ({ name: names[program] ?? program, version: pin.version }));
    const entry = await cache.publish(key, staged, programs);
    task.end(`built ${pin.version}`);
    return entry;
}

function listOf(tools: readonly Wanted[]): string {
    return tools.map(({ name, pin }) => `${name} ${pin.version}`).join(", ");
}

function failure(tools: readonly Wanted[], reason: string): ToolchainError {
    const go = tools.map(({ pin }) => pin.goVersion).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    return new ToolchainError(
        `${listOf(tools)} could not be built (${reason}): install Go ${go.at(-1) ?? ""} or newer and see that its module proxy can be reached.`,
    );
}
