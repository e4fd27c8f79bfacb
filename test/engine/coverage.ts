/**
 * Which lines ran in a checkout counts for the repository too, as far as the files are the same: c8 looks at files of the repository
 * alone. Only commands and programs on Node.js are seen; the engine gives its own children an environment without this folder.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";

/** What ran of one script, by places in its text. */
interface Script {
    url: string;
    functions: { ranges: { startOffset: number; endOffset: number }[] }[];
}

/** What Node.js kept of a script's source map, and how long the script's lines are. */
interface SourceMap {
    lineLengths: number[];
    data: Record<string, unknown> & { sources: string[] };
}

/** The part of V8's coverage that names files and places in them. */
interface Coverage {
    result: Script[];
    "source-map-cache"?: Record<string, SourceMap>;
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
    const { result, "source-map-cache": maps = {} } = JSON.parse(text) as Coverage;
    const kept: Required<Coverage> = { result: [], "source-map-cache": {} };
    for (const script of result) {
        const file = script.url.startsWith(there) ? decodeURI(script.url.slice(there.length)) : undefined;
        if (file === undefined || !isSame(path.join(folder, file), path.join(repository, file))) continue;
        const map = maps[script.url];
        const url = pathToFileURL(path.join(repository, file)).href;
        if (map) {
            const moved = move(script, map, path.join(folder, file), path.join(repository, file));
            kept.result.push({ ...moved.script, url });
            kept["source-map-cache"][url] = { ...moved.map, data: { ...map.data, sources: [url] } };
        } else kept.result.push({ ...script, url });
    }
    return kept;
}

/**
 * The places in a script as if it lay elsewhere: tsx writes a file's path into the first line of the script and into the
 * source map in its last line. Where those places differed, c8 would add up the coverage of different lines.
 */
function move(script: Script, map: SourceMap, from: string, to: string): { script: Script; map: SourceMap } {
    const first = from.length - to.length;
    const last = encodedLength(map.data, from) - encodedLength(map.data, to);
    const end = map.lineLengths.reduce((sum, length) => sum + length + 1, -1);
    const place = (offset: number) => (offset === 0 ? 0 : offset === end ? end - first - last : offset - first);
    const functions = script.functions.map((one) => ({
        ...one,
        ranges: one.ranges.map((range) => ({
            ...range,
            startOffset: place(range.startOffset),
            endOffset: place(range.endOffset),
        })),
    }));
    const lineLengths = map.lineLengths.map((length, index, { length: lines }) =>
        index === 0 ? length - first : index === lines - 1 ? length - last : length,
    );
    return { script: { ...script, functions }, map: { ...map, lineLengths } };
}

/** How long a source map is in a script: base64 of what Node.js was given, which it keeps with an URL and a root added. */
function encodedLength(data: SourceMap["data"], file: string): number {
    const given = JSON.stringify({ ...data, sources: [file], sourceRoot: undefined });
    return 4 * Math.ceil(Buffer.byteLength(given) / 3);
}

function isSame(one: string, other: string): boolean {
    return fs.existsSync(one) && fs.existsSync(other) && fs.readFileSync(one).equals(fs.readFileSync(other));
}
