import { delimiter } from "node:path";
import { acquire } from "./acquire";
import { cacheDirectory, ToolCache } from "./cache";
import type { DownloadLimits } from "./download";
import { SourceFailure, ToolchainError } from "./errors";
import { findKitInCache, thisPlatform } from "./kits";
import { findKitOnPath } from "./pathTools";
import { goVersionFor, readPins, toolsDirectory, type Pins } from "./pins";
import { Progress } from "../progress";
import type { ReleaseSites } from "./releases";
import { allowedSources, type SourceName } from "./sources";
import type { FoundKit, Kit, Tool, Toolchain } from "./types";
import { supported } from "./versions";

export { ToolchainError } from "./errors";
export { inspect, type Finding, type InspectOptions } from "./inspect";
export { formatFindings, isReady } from "./table";
export type { Tool, Toolchain, ToolSource } from "./types";

/** Everything has a default that serves a user; tests and mirrors set the rest. */
export interface ToolchainOptions {
    /** The user's environment; default: this process'. */
    env?: NodeJS.ProcessEnv;
    /** Where progress is shown; default: on standard error. */
    progress?: Progress;
    /** The folder of the Go modules that pin; default: tools/ of this checkout. */
    toolsDirectory?: string;
    /** Node.js' names of system and processor, e.g. `linux-arm64`; default: this machine's. */
    platform?: string;
    /** Where releases are downloaded from; default: the makers' sites. */
    sites?: ReleaseSites;
    /** Time limits of downloads. */
    limits?: DownloadLimits;
    /** How long a program on PATH may take to say its version, in milliseconds; default 10,000. */
    probeTimeoutMs?: number;
}

const kits: Kit[] = ["pulumi", "helm"];

/**
 * Finds the Pulumi CLI with its Node.js language host, and Helm: on PATH, in the cache, by download, or by a build from Go
 * modules, in this order as far as `LEANVIBE_TOOLCHAIN` allows.
 *
 * Throws ToolchainError, with all that was tried and what to do, when one cannot be had.
 */
export async function resolveToolchain(options: ToolchainOptions = {}): Promise<Toolchain> {
    const { env = process.env, platform = thisPlatform } = options;
    const sources = allowedSources(env);
    const pins = readPins(options.toolsDirectory ?? toolsDirectory);
    const cache = new ToolCache(cacheDirectory(env));
    const failures = new Map<Kit, string[]>(kits.map((kit) => [kit, []]));
    const found = new Map<Kit, FoundKit>();

    if (sources.includes("path")) {
        for (const outcome of await Promise.all(kits.map((kit) => tryPath(kit, env, options.probeTimeoutMs)))) {
            if ("reason" in outcome) failures.get(outcome.kit)?.push(`PATH: ${outcome.reason}`);
            else found.set(outcome.kit, outcome);
        }
    }
    for (const kit of kits.filter((name) => !found.has(name))) {
        const kept = findKitInCache(cache, kit, sources, pins, platform);
        if (kept) found.set(kit, kept);
    }
    const missing = kits.filter((name) => !found.has(name));
    if (missing.length > 0 && sources.some((source) => source !== "path")) {
        const progress = options.progress ?? new Progress(process.stderr, env);
        const { sites, limits } = options;
        const got = await acquire(cache, missing, { env, pins, platform, sources, progress, sites, limits });
        for (const kit of got.found) found.set(kit.kit, kit);
        for (const [kit, reasons] of got.failures) failures.get(kit)?.push(...reasons);
    }
    const lacking = kits.filter((name) => !found.has(name));
    if (lacking.length > 0) throw notFound(lacking, failures, pins, sources);
    return assemble(found);
}

/** The directories to put first on PATH so that a toolchain's programs are found; none when PATH serves as it is. */
export function toolDirectories(toolchain: Toolchain): string[] {
    return toolchain.path === "" ? [] : toolchain.path.split(delimiter);
}

async function tryPath(
    kit: Kit,
    env: NodeJS.ProcessEnv,
    timeoutMs?: number,
): Promise<FoundKit | { kit: Kit; reason: string }> {
    try {
        return await findKitOnPath(kit, env, timeoutMs);
    } catch (error) {
        if (!(error instanceof SourceFailure)) throw error;
        return { kit, reason: error.message };
    }
}

function assemble(found: Map<Kit, FoundKit>): Toolchain {
    const directories = [...found.values()].flatMap(({ directory }) => directory ?? []);
    const programs = [...found.values()].flatMap((kit) => kit.programs);
    const tool = (name: string): Tool => {
        const program = programs.find((candidate) => candidate.name === name);
        if (!program) throw new Error(`${name} is not among the programs found`);
        return program;
    };
    return {
        pulumi: tool("pulumi"),
        languageHost: tool("pulumi-language-nodejs"),
        helm: tool("helm"),
        path: directories.join(delimiter),
    };
}

function notFound(lacking: Kit[], failures: Map<Kit, string[]>, pins: Pins, sources: SourceName[]): ToolchainError {
    const tried = lacking.map((kit) => `${kit} (${(failures.get(kit) ?? []).join("; ")})`).join(" and ");
    const wanted = lacking.map((kit) => `${kit} ${supported[kit].words}`).join(" and ");
    const go = goVersionFor(lacking.map((kit) => pins[kit]));
    const otherwise = sources.includes("build")
        ? `install Go ${go} or newer so that they can be built`
        : "unset LEANVIBE_TOOLCHAIN so that every way is tried";
    return new ToolchainError(`No usable ${tried}: put ${wanted}, on PATH, or ${otherwise}.`);
}
