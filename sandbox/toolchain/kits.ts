import type { ToolCache, CacheEntry } from "./cache";
import type { Pins } from "./pins";
import type { SourceName } from "./sources";
import type { FoundKit, Kit, Tool, ToolSource } from "./types";

/** Node.js' names of this machine's system and processor, e.g. `linux-x64`. */
export const thisPlatform = `${process.platform}-${process.arch}`;

/** A way that ends in the cache. */
export type CachedSource = Exclude<SourceName, "path">;

/**
 * The cache key of a kit: tool, version, origin and platform, so that an entry never has to be changed.
 *
 * A built CLI has a language host with a version of its own; a downloaded one brings its own along.
 */
export function cacheKey(kit: Kit, source: CachedSource, pins: Pins, platform: string): string {
    const name = `${kit}-${pins[kit].version}`;
    if (source === "download") return `${name}-official-${platform}`;
    return kit === "pulumi" ? `${name}-nodejs-${pins.languageHost.version}-go-${platform}` : `${name}-go-${platform}`;
}

/** The kit that the cache has from one of the allowed ways, in their order. */
export function findKitInCache(
    cache: ToolCache,
    kit: Kit,
    sources: SourceName[],
    pins: Pins,
    platform: string,
): FoundKit | undefined {
    for (const source of sources) {
        if (source === "path") continue;
        const entry = cache.find(cacheKey(kit, source, pins, platform));
        if (entry) return kitOf(kit, entry, "cache");
    }
    return undefined;
}

/** A cache entry as a found kit. */
export function kitOf(kit: Kit, entry: CacheEntry, source: ToolSource): FoundKit {
    const [first, ...others] = entry.programs.map((program): Tool => ({ ...program, source }));
    if (!first) throw new Error(`${entry.directory} holds no program`);
    return { kit, programs: [first, ...others], directory: entry.directory };
}
