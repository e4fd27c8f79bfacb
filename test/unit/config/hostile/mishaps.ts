/** What goes wrong in a stack file that was right. */
import fc from "fast-check";

import type { Raw } from "../support";
import { INHERITED, oddKey, oddValue, PLANTED_SECRET } from "./odd";

/** One change of a stack. */
export type Change = (stack: Raw) => Raw;
type Path = readonly (string | number)[];

/** Paths of everything in a stack: sections, lists, elements, values. */
function pathsOf(value: unknown, path: Path = []): Path[] {
    if (typeof value !== "object" || value === null) return [path];
    const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
    return [path, ...keys.flatMap((key) => pathsOf((value as Record<string | number, unknown>)[key], [...path, key]))];
}

function at(stack: unknown, path: Path): unknown {
    return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], stack);
}

/** The stack with the value at a path replaced by what `change` makes of it; undefined takes the key away. */
function changed(value: unknown, path: Path, change: (value: unknown) => unknown): unknown {
    const [key, ...rest] = path;
    if (key === undefined) return change(value);
    if (Array.isArray(value))
        return value.map((item, index) => (index === key ? changed(item, rest, change) : (item as unknown)));
    const entries = Object.entries(value as Raw).map(([k, item]) => [
        k,
        k === key ? changed(item, rest, change) : item,
    ]);
    // Not by assignment: a key may be called __proto__.
    return Object.fromEntries(entries);
}

/** What an operation may draw on. */
interface Dice {
    readonly stack: Raw;
    readonly path: Path;
    readonly value: unknown;
    readonly key: string;
    readonly number: number;
}

/** Characters that change what a text means, where a form expects others. */
const CHARACTERS = ["0", "9", "a", "A", "-", "_", ".", "/", ":", " ", "\n", ""];

/** What may go wrong at one place; each makes of the value there another one, or undefined to take it away. */
const OPERATIONS: Readonly<Record<string, (old: unknown, dice: Dice) => unknown>> = {
    replaced: (_, { value }) => value,
    removed: () => undefined,
    takenFromElsewhere: (_, { stack, number }) => {
        const paths = pathsOf(stack);
        return at(stack, paths[number % paths.length] ?? []);
    },
    givenTwice: (old) => (Array.isArray(old) ? ([old, old] as unknown[][]).flat() : [old, old]),
    wrapped: (old, { path, number }) => (number % 2 === 0 ? [old] : { [String(path.at(-1))]: old }),
    quoted: (old) => (typeof old === "string" ? `"${old}"` : JSON.stringify(old)),
    withUnknownKey: (old, { key, value }) =>
        typeof old === "object" && old !== null && !Array.isArray(old)
            ? Object.fromEntries([...Object.entries(old), [key, { nested: PLANTED_SECRET }]])
            : value,
    scaledOrSwitched: (old, { value, number }) => {
        if (typeof old === "boolean") return !old;
        return typeof old === "number" ? old * (number % 200) : value;
    },
    withOneCharacterElse: (old, { value, number }) => {
        if (typeof old !== "string") return value;
        const at = number % (old.length + 1);
        const character = CHARACTERS[number % CHARACTERS.length] ?? "";
        return old.slice(0, at) + character + old.slice(at + (number % 3 === 0 ? 1 : 0));
    },
    withOnePartElse: (old, { value, number }) => {
        if (typeof old !== "string") return value;
        const parts = old.split(/([./:-])/);
        parts[2 * (number % Math.ceil(parts.length / 2))] = INHERITED[number % INHERITED.length] ?? "";
        return parts.join("");
    },
};

/** One thing that goes wrong in a stack file, in any of its sections alike. */
export const mishap: fc.Arbitrary<Change> = fc
    .record({
        operation: fc.constantFrom(...Object.values(OPERATIONS)),
        section: fc.nat(),
        place: fc.nat(),
        value: oddValue,
        key: oddKey,
        number: fc.nat(),
    })
    .map(({ operation, section, place, ...dice }) => (stack) => {
        const names = Object.keys(stack);
        const name = names[section % names.length];
        if (name === undefined) return stack;
        const paths = pathsOf(stack[name], [name]);
        const path = paths[place % paths.length] ?? [name];
        return changed(stack, path, (old) => operation(old, { stack, path, ...dice })) as Raw;
    });
