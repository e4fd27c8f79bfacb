import { strict as assert } from "node:assert";

import { isMap, PropertyMap, PropertyValue, Secret, Unknown } from "../../../sandbox/providers/protocol/value";

/** A place in a tree of properties: the keys and indices that lead there. */
export type Position = readonly string[];

/** Every place of a resource's inputs: each value, each list and its items, each object and its fields. */
export function positionsOf(value: PropertyValue, prefix: Position = []): Position[] {
    const below = Array.isArray(value)
        ? value.flatMap((item, index) => positionsOf(item, [...prefix, String(index)]))
        : isMap(value)
          ? Object.entries(value).flatMap(([name, item]) => positionsOf(item, [...prefix, name]))
          : [];
    return prefix.length === 0 ? below : [prefix, ...below];
}

/** What is at a place, marks and unknowns as they are; undefined where there is nothing. */
export function at(value: PropertyValue | undefined, position: Position): PropertyValue | undefined {
    return position.reduce<PropertyValue | undefined>(
        (found, step) => (Array.isArray(found) ? found[Number(step)] : isMap(found) ? found[step] : undefined),
        value,
    );
}

/** True if what is at a place, or what holds it, is of this class. */
export function isUnder(
    value: PropertyValue | undefined,
    position: Position,
    kind: typeof Secret | typeof Unknown,
): boolean {
    return Array.from({ length: position.length + 1 }, (_, depth) => at(value, position.slice(0, depth))).some(
        (found) => found instanceof kind,
    );
}

/** A copy with the value at one place changed. */
export function changedAt<Tree extends PropertyValue>(
    tree: Tree,
    position: Position,
    change: (old: PropertyValue) => PropertyValue,
): Tree {
    const step = (value: PropertyValue, [key, ...rest]: Position): PropertyValue => {
        if (key === undefined) {
            return change(value);
        }
        if (Array.isArray(value)) {
            return value.map((item, index) => (String(index) === key ? step(item, rest) : item));
        }
        assert(isMap(value));
        return { ...value, [key]: step(value[key] ?? null, rest) };
    };
    return step(tree, position) as Tree;
}

/** Another value of the same kind. */
export function another(value: PropertyValue): PropertyValue {
    if (typeof value === "number") {
        return value + 1;
    }
    if (typeof value === "boolean") {
        return !value;
    }
    if (typeof value === "string") {
        return `${value}x`;
    }
    return Array.isArray(value)
        ? [...value.map(another), ...value, "something else"]
        : isMap(value)
          ? changeEach(value)
          : value;
}

function changeEach(map: PropertyMap): PropertyMap {
    return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, another(value)]));
}

/** The part of a value that anybody may see: what a secret holds is left out. */
export function publicPart(value: PropertyValue): PropertyValue {
    if (value instanceof Secret) {
        return "[secret]";
    }
    if (Array.isArray(value)) {
        return value.map(publicPart);
    }
    return isMap(value)
        ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, publicPart(item)]))
        : value;
}

/** Fails unless all that a preview said is what came to be; what it called unknown may be anything. */
export function assertFulfilled(preview: PropertyValue, real: PropertyValue | undefined, path: string): void {
    if (preview instanceof Secret) {
        assertFulfilled(preview.value, real instanceof Secret ? real.value : real, path);
    } else if (Array.isArray(preview)) {
        assert(Array.isArray(real), `${path}: the preview said a list`);
        assert.equal(preview.length, real.length, `${path}: the list's length`);
        preview.forEach((item, index) => {
            assertFulfilled(item, real[index], `${path}[${index}]`);
        });
    } else if (isMap(preview)) {
        const found = real instanceof Secret ? real.value : real;
        assert(isMap(found), `${path}: the preview said an object`);
        assert.deepEqual(Object.keys(preview).sort(), Object.keys(found).sort(), `${path}: the object's fields`);
        for (const [name, item] of Object.entries(preview)) {
            assertFulfilled(item, found[name], `${path}.${name}`);
        }
    } else if (!(preview instanceof Unknown)) {
        assert.deepEqual(real, preview, `${path}: the preview said another value`);
    }
}
