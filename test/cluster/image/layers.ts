import { chmod, mkdir, readFile, rm } from "node:fs/promises";
import * as path from "node:path";
import type { ToolCache } from "../../../sandbox/toolchain/cache";
import { basePackages, fillBase, fillDependencies, fillWeb, webPackages } from "./contents";
import type { Platform } from "./platform";
import { digestOf, packTree, shortHash } from "./tree";

/** Part of an image: an uncompressed tar, named by its digest. */
export interface Layer {
    file: string;
    digest: string;
}

/** The layers that all versions share. The front end's lies on none of the others. */
export interface SharedLayers {
    base: Layer;
    dependencies: Layer;
    web: Layer;
}

/** Part of every key: raise it when a change of contents.ts changes what comes out. */
const recipe = "1";
const layerName = "layer.tar";
const requirements = path.join(__dirname, "..", "app", "requirements.txt");

/** The shared layers when all are in the cache. Makes nothing and needs no network. */
export async function findSharedLayers(cache: ToolCache, platform: Platform): Promise<SharedLayers | undefined> {
    const keys = await keysOf(platform);
    const [base, dependencies, web] = [keys.base, keys.dependencies, keys.web].map((key) => findLayer(cache, key));
    return base && dependencies && web ? { base, dependencies, web } : undefined;
}

/**
 * The shared layers; those that are not in the cache are made from Debian's packages and PyPI's wheels.
 *
 * @param note told, in a few words, what takes time
 * @throws UserError when a program that is needed is missing, or a package cannot be had
 */
export async function makeSharedLayers(
    cache: ToolCache,
    platform: Platform,
    note: (text: string) => void,
): Promise<SharedLayers> {
    const found = await findSharedLayers(cache, platform);
    if (found) return found;
    const keys = await keysOf(platform);
    const make = (key: string, fill: (root: string) => Promise<void>) =>
        findLayer(cache, key) ?? makeLayer(cache, key, fill, note);
    return cache.exclusively(
        async () => {
            const base = await make(keys.base, (root) => fillBase(root, platform));
            const dependencies = await make(keys.dependencies, (root) =>
                fillDependencies(root, requirements, base, platform),
            );
            return { base, dependencies, web: await make(keys.web, fillWeb) };
        },
        () => {
            note(`another run is at work in ${cache.root}: waiting for it`);
        },
    );
}

/** A key names everything that its layer is made from, except the day's Debian: a new one is made once the cache is cleared. */
async function keysOf(platform: Platform): Promise<Record<keyof SharedLayers, string>> {
    const base = shortHash(recipe, ...basePackages);
    const dependencies = shortHash(base, await readFile(requirements, "utf8"));
    return {
        base: `image-base-${base}-${platform.architecture}`,
        dependencies: `image-dependencies-${dependencies}-${platform.architecture}`,
        web: `image-web-${shortHash(recipe, ...webPackages)}-${platform.architecture}`,
    };
}

/** The cache holds programs with versions: a layer passes as one, with its digest as the version. */
function findLayer(cache: ToolCache, key: string): Layer | undefined {
    const program = cache.find(key)?.programs.find(({ name }) => name === layerName);
    return program && { file: program.path, digest: program.version };
}

async function makeLayer(
    cache: ToolCache,
    key: string,
    fill: (root: string) => Promise<void>,
    note: (text: string) => void,
): Promise<Layer> {
    note(`making ${key}`);
    const staged = await cache.stage();
    const root = path.join(staged, "root");
    await mkdir(root);
    await fill(root);
    const file = path.join(staged, layerName);
    await packTree(root, file);
    await rm(root, { recursive: true });
    await chmod(file, 0o755);
    const digest = await digestOf(file);
    const entry = await cache.publish(key, staged, [{ name: layerName, version: digest }]);
    return { file: path.join(entry.directory, layerName), digest };
}
