import * as path from "node:path";
import type { StagedProgram, ToolCache } from "./cache";
import { cacheFault, isFileSystemFault } from "./cache";
import { defaultLimits, type DownloadLimits } from "./download";
import { SourceFailure, ToolchainInterrupted } from "./errors";
import { buildKits } from "./buildKits";
import { Interruption } from "../engine/interruption";
import { cacheKey, findKitInCache, kitOf } from "./kits";
import type { Pins } from "./pins";
import { askVersion } from "./probe";
import type { Progress } from "../progress";
import { downloadRelease, officialRelease, officialSites, type ReleaseSites } from "./releases";
import type { SourceName } from "./sources";
import type { FoundKit, Kit } from "./types";
import { versionQuestions } from "./versions";

/** What getting tools is told. */
export interface AcquireOptions {
    env: NodeJS.ProcessEnv;
    pins: Pins;
    platform: string;
    sources: SourceName[];
    progress: Progress;
    sites?: ReleaseSites;
    limits?: DownloadLimits;
}

/** What each way to get a tool needs to know. */
export interface AcquireContext extends AcquireOptions {
    /** Aborted when the user stops the command. */
    stop: AbortSignal;
}

/** Per kit the found one, or why each way failed. */
export interface Acquired {
    found: FoundKit[];
    failures: Map<Kit, string[]>;
}

/**
 * Gets the kits that are neither on PATH nor in the cache into the cache, under its lock.
 *
 * Throws ToolchainInterrupted on a signal, once everything that was under way has ended and its leftovers are gone.
 */
export function acquire(cache: ToolCache, kits: Kit[], options: AcquireOptions): Promise<Acquired> {
    const { progress, sources, pins, platform } = options;
    const onWait = () => {
        progress.note(`another run is preparing the tools in ${cache.root}: waiting for it`);
    };
    return cache.exclusively(async () => {
        const interruption = new Interruption();
        const context: AcquireContext = { ...options, stop: interruption.signal };
        const result: Acquired = { found: [], failures: new Map(kits.map((kit) => [kit, []])) };
        let missing = kits;
        const keep = (some: FoundKit[]) => {
            result.found.push(...some);
            missing = missing.filter((kit) => !some.some((found) => found.kit === kit));
        };
        const fail = (kit: Kit, reason: string) => result.failures.get(kit)?.push(reason);
        // The run that we waited for may have made them.
        keep(missing.flatMap((kit) => findKitInCache(cache, kit, sources, pins, platform) ?? []));
        try {
            if (sources.includes("download")) {
                const tries = missing.map((kit) => downloadKit(cache, kit, context, fail));
                keep((await settled(tries)).flatMap((kit) => kit ?? []));
            }
            if (sources.includes("build") && missing.length > 0) keep(await buildKits(cache, missing, context, fail));
        } catch (error) {
            if (context.stop.aborted) throw new ToolchainInterrupted();
            throw isFileSystemFault(error) ? cacheFault(error, cache.root) : error;
        } finally {
            interruption.end();
            progress.stop();
        }
        return result;
    }, onWait);
}

/** All results, or the first error once nothing is under way any more. */
export async function settled<T>(work: Promise<T>[]): Promise<T[]> {
    await Promise.allSettled(work);
    return Promise.all(work);
}

/** A kit from its maker's releases, or undefined after telling `fail` why not. */
async function downloadKit(
    cache: ToolCache,
    kit: Kit,
    context: AcquireContext,
    fail: (kit: Kit, reason: string) => void,
): Promise<FoundKit | undefined> {
    const { env, pins, platform, progress, sites = officialSites, limits = defaultLimits } = context;
    const { version } = pins[kit];
    const task = progress.start(kit, `downloading ${version} from ${new URL(sites[kit]).host}`);
    try {
        const release = officialRelease(kit, version, platform, sites);
        if (!release) throw new SourceFailure(`there is no official download for ${platform}`);
        const staged = await cache.stage();
        const show = (received: number, total: number | undefined) => {
            task.update(
                `downloading, ${megabytes(received)}${total === undefined ? "" : ` of ${megabytes(total)}`} MB`,
            );
        };
        await downloadRelease(release, staged, env, show, limits, context.stop);
        const programs = release.members.map((name): StagedProgram => ({ name, version }));
        const entry = await publishTried(cache, kit, cacheKey(kit, "download", pins, platform), staged, programs, env);
        task.end(`downloaded ${version}`);
        return kitOf(kit, entry, "download");
    } catch (error) {
        if (context.stop.aborted || !(error instanceof SourceFailure)) throw error;
        task.end(`no download: ${error.message}`);
        fail(kit, `download: ${error.message}`);
        return undefined;
    }
}

/** Makes a staged kit an entry of the cache once its main program has run and said its version. Throws SourceFailure. */
export async function publishTried(
    cache: ToolCache,
    kit: Kit,
    key: string,
    staged: string,
    programs: StagedProgram[],
    env: NodeJS.ProcessEnv,
): Promise<ReturnType<ToolCache["publish"]>> {
    const answer = await askVersion(path.join(staged, kit), versionQuestions[kit], env);
    const wanted = programs.find(({ name }) => name === kit)?.version;
    if (!answer.ok) throw new SourceFailure(`the ${kit} that came does not serve: ${answer.reason}`);
    if (answer.version !== wanted) {
        throw new SourceFailure(`the ${kit} that came is version ${answer.version}, not ${wanted ?? "known"}`);
    }
    return cache.publish(key, staged, programs);
}

function megabytes(bytes: number): string {
    return (bytes / 1e6).toFixed(0);
}
