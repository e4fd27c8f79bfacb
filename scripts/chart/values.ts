/** Reads values.yaml as what it is for its reader: keys with a default and, in the comment above, a meaning. Pure. */
import { type YAMLMap, isMap, isScalar, parseDocument } from "yaml";

/** A key with its meaning; one default for each column of its section. */
export interface Row {
    /** Path below the section, with dots. */
    readonly key: string;
    /** As JSON; undefined where a column's workload has no such key. */
    readonly defaults: readonly (string | undefined)[];
    readonly meaning: string;
}

/** A table of keys. */
export interface Section {
    readonly title: string;
    readonly text: string;
    /** Headings of the defaults: `default`, or the names of the workloads. */
    readonly columns: readonly string[];
    readonly rows: readonly Row[];
}

/** Blocks that have the same keys and are one table: the first explains them, the others only their own. */
const WORKLOADS = ["api", "worker", "frontend"] as const;

interface Key {
    readonly path: readonly string[];
    readonly value: string;
    readonly meaning: string;
}

/**
 * The tables of values.yaml in its order; keys of the first level that hold no others come first, in one table.
 *
 * @throws Error for a key that has no comment.
 */
export function readSections(text: string): Section[] {
    const { contents } = parseDocument(text);
    if (!isMap(contents)) throw new Error("values.yaml must be a map of keys.");
    const entries = entriesOf(contents);
    const blocks = entries.filter((entry) => blockOf(entry) !== undefined);
    const single = entries.filter((entry) => !blocks.includes(entry)).flatMap((entry) => keysOf(entry, [entry.name]));
    const sections = blocks.flatMap((block) => {
        if (block.name === WORKLOADS[0]) return [workloads(blocks)];
        if (WORKLOADS.some((workload) => workload === block.name)) return [];
        return [section(block.name, block.comment, ["default"], keysBelow(block, []))];
    });
    return [section("Release", "", ["default"], single), ...sections];
}

/** One table for all workloads: a key's meaning is the first one's, or that of the workload that alone has it. */
function workloads(blocks: readonly Entry[]): Section {
    const explained = blocks.find((entry) => entry.name === WORKLOADS[0]);
    // The first block says how deep the table goes; the others may be written on fewer lines.
    const opened = explained ? keysBelow(explained, []).map(({ path }) => path.join(".")) : [];
    const columns = WORKLOADS.map((name) => {
        const block = blocks.find((entry) => entry.name === name);
        if (!block) throw new Error(`values.yaml must have a block ${name}.`);
        return { name, text: block.comment, keys: keysBelow(block, [], opened) };
    });
    const names = [...new Set(columns.flatMap(({ keys }) => keys.map(({ path }) => path.join("."))))];
    const rows = names.map((key): Row => {
        const found = columns.map(({ keys }) => keys.find(({ path }) => path.join(".") === key));
        const meanings = found.flatMap((each, index) =>
            each && each.meaning !== "" ? [{ workload: columns[index]?.name ?? "", text: each.meaning }] : [],
        );
        const [first, ...others] = meanings;
        if (!first) throw new Error(`values.yaml must say in a comment what ${key} means.`);
        const more = others.map(({ workload, text }) => ` For ${workload}: ${text}`);
        return { key, defaults: found.map((each) => each?.value), meaning: [first.text, ...more].join("") };
    });
    const text = columns.flatMap((column) => (column.text === "" ? [] : [column.text])).join(" ");
    return { title: WORKLOADS.map((name) => `\`${name}\``).join(", "), text, columns: [...WORKLOADS], rows };
}

function section(name: string, text: string, columns: readonly string[], keys: readonly Key[]): Section {
    const rows = keys.map(({ path, value, meaning }): Row => {
        if (meaning === "") throw new Error(`values.yaml must say in a comment what ${path.join(".")} means.`);
        return { key: path.join("."), defaults: [value], meaning };
    });
    return { title: name === "Release" ? name : `\`${name}\``, text, columns, rows };
}

/** A key of the file with what stands at it. */
interface Entry {
    readonly name: string;
    readonly value: unknown;
    /** The comment above it, on one line. */
    readonly comment: string;
}

/** The keys of a map. The comment above its first key is the map's own (https://eemeli.org/yaml/#comments-and-blank-lines). */
function entriesOf(map: YAMLMap): Entry[] {
    return map.items.map(({ key, value }, index) => {
        const own = isScalar(key) ? key.commentBefore : undefined;
        const text = own ?? (index === 0 ? map.commentBefore : undefined) ?? "";
        // What an empty line sets apart is about the file.
        const lines = (text.split(/\n\s*\n/).pop() ?? "").split("\n");
        const comment = lines.map((line) => line.trim()).join(" ");
        return { name: isScalar(key) ? String(key.value) : "", value, comment: comment.trim() };
    });
}

/** A map that is written over several lines holds keys; one in braces is a value. */
function blockOf({ value }: Entry): YAMLMap | undefined {
    return isMap(value) && value.flow !== true && value.items.length > 0 ? value : undefined;
}

/** The keys of a block; a map in braces counts as one too when `opened` has keys below its path. */
function keysBelow(entry: Entry, above: readonly string[], opened: readonly string[] = []): Key[] {
    const prefix = `${above.join(".")}.`;
    const inBraces = isMap(entry.value) && opened.some((key) => key.startsWith(prefix)) ? entry.value : undefined;
    const map = blockOf(entry) ?? inBraces;
    return map ? entriesOf(map).flatMap((child) => keysOf(child, [...above, child.name], opened)) : [];
}

/** A key, or those below it; what is said of a block is said at its first key. */
function keysOf(entry: Entry, path: readonly string[], opened: readonly string[] = []): Key[] {
    const below = keysBelow(entry, path, opened);
    if (below.length === 0) return [{ path, value: JSON.stringify(entry.value), meaning: entry.comment }];
    return below.map((key, index) =>
        index === 0 ? { ...key, meaning: `${entry.comment} ${key.meaning}`.trim() } : key,
    );
}
