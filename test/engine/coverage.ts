/**
 * Which lines ran in a checkout counts for the repository too, as far as the files are the same: c8 looks at files of the repository
 * alone. Only commands and programs on Node.js are seen; the engine gives its own children an environment without this folder.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";

/** The part of V8's coverage that names files. */
interface Coverage {
    result: { url: string }[];
    "source-map-cache"?: Record<string, unknown>;
}

/** The environment in which a command of a checkout writes down what ran; empty where nobody counts. */
export function countedIn(folder: string, ambient: NodeJS.ProcessEnv): { NODE_V8_COVERAGE?: string } {
    return ambient.NODE_V8_COVERAGE === undefined ? {} : { NODE_V8_COVERAGE: path.join(folder, ".coverage") };
}

/**
 * Hands what ran in a checkout to whoever counts this process.
 *
 * @param folder the checkout
 * @param repository the repository that it is a copy of
 * @param ambient the environment of this process
 */
export function handOver(folder: string, repository: string, ambient: NodeJS.ProcessEnv): void {
    const { NODE_V8_COVERAGE: own } = countedIn(folder, ambient);
    const target = ambient.NODE_V8_COVERAGE;
    if (own === undefined || target === undefined || !fs.existsSync(own)) return;
    for (const file of fs.readdirSync(own)) {
        const text = fs.readFileSync(path.join(own, file), "utf8");
        const coverage = asOf(text, folder, repository);
        if (coverage.result.length > 0) fs.writeFileSync(path.join(target, file), JSON.stringify(coverage));
    }
}

/** The same coverage, of the repository's files that are the same there. */
function asOf(text: string, folder: string, repository: string): Coverage {
    const there = `${pathToFileURL(folder).href}/`;
    const here = `${pathToFileURL(repository).href}/`;
    const { result, "source-map-cache": maps = {} } = JSON.parse(text) as Coverage;
    const same = result.filter(({ url }) => {
        const file = url.startsWith(there) ? decodeURI(url.slice(there.length)) : undefined;
        return file !== undefined && isSame(path.join(folder, file), path.join(repository, file));
    });
    const urls = new Set(same.map(({ url }) => url));
    const kept: Coverage = {
        result: same,
        "source-map-cache": Object.fromEntries(Object.entries(maps).filter(([url]) => urls.has(url))),
    };
    const moved = JSON.stringify(kept).replaceAll(there, here).replaceAll(`${folder}/`, `${repository}/`);
    return JSON.parse(moved) as Coverage;
}

function isSame(one: string, other: string): boolean {
    return fs.existsSync(one) && fs.existsSync(other) && fs.readFileSync(one).equals(fs.readFileSync(other));
}
