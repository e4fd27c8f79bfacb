/**
 * Property values as a provider works with them: plain JSON in which four things that JSON lacks have a class of
 * their own. Their spelling on the wire is in codec.ts.
 */

/** A value that the engine cannot know yet (an output of something that a preview has not created). */
export class Unknown {
    /** @param sentinel the engine's own spelling, which tells the expected type; it is kept as it came */
    public constructor(public readonly sentinel: string = UNKNOWN_STRING) {}
}

/** A value that must be encrypted in state and never printed. */
export class Secret {
    public constructor(public readonly value: PropertyValue) {}
}

/** What passes through untouched: assets, archives, resource references. */
export class Opaque {
    public constructor(public readonly wire: Readonly<Record<string, unknown>>) {}
}

/** One property value. An absent property is an absent key, never `undefined`. */
export type PropertyValue =
    null | boolean | number | string | Unknown | Secret | Opaque | PropertyValue[] | PropertyMap;

/** A resource's properties by name. */
export interface PropertyMap {
    [name: string]: PropertyValue;
}

/** The sentinel that the Node.js SDK uses for every unknown, whatever its type. */
export const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The unknown that providers here produce. */
export const UNKNOWN = new Unknown();

/** True for an object of properties (not a list, not one of the classes above). */
export function isMap(value: PropertyValue | undefined): value is PropertyMap {
    return (
        typeof value === "object" &&
        value !== null &&
        !Array.isArray(value) &&
        !(value instanceof Unknown) &&
        !(value instanceof Secret) &&
        !(value instanceof Opaque)
    );
}

/** The value without any secret marks, at every depth. */
export function reveal(value: PropertyValue): PropertyValue {
    if (value instanceof Secret) {
        return reveal(value.value);
    }
    if (Array.isArray(value)) {
        return value.map(reveal);
    }
    return isMap(value) ? revealMap(value) : value;
}

/** The properties without any secret marks, at every depth. */
export function revealMap(map: PropertyMap): PropertyMap {
    return mapValues(map, reveal);
}

/** True if an unknown is anywhere inside. */
export function containsUnknown(value: PropertyValue | undefined): boolean {
    return some(value, (part) => part instanceof Unknown);
}

/** True if a secret is anywhere inside. */
export function containsSecret(value: PropertyValue | undefined): boolean {
    return some(value, (part) => part instanceof Secret);
}

function some(value: PropertyValue | undefined, test: (part: PropertyValue) => boolean): boolean {
    if (value === undefined) {
        return false;
    }
    if (test(value)) {
        return true;
    }
    if (value instanceof Secret) {
        return some(value.value, test);
    }
    if (Array.isArray(value)) {
        return value.some((item) => some(item, test));
    }
    return isMap(value) && Object.values(value).some((item) => some(item, test));
}

/** The value with the map in it changed, inside its secret marks; what is no map stays as it is. */
export function changeMap(value: PropertyValue, change: (map: PropertyMap) => PropertyMap): PropertyValue {
    if (value instanceof Secret) {
        return new Secret(changeMap(value.value, change));
    }
    return isMap(value) ? change(value) : value;
}

/** A new map with each value replaced. */
export function mapValues(map: PropertyMap, change: (value: PropertyValue) => PropertyValue): PropertyMap {
    const result: PropertyMap = {};
    for (const [name, value] of Object.entries(map)) {
        result[name] = change(value);
    }
    return result;
}

/** The value at a dotted path (`vpcConfig.subnetIds`), seen through secrets; undefined where the path ends early. */
export function valueAt(map: PropertyMap, path: string): PropertyValue | undefined {
    let current: PropertyValue | undefined = map;
    for (const step of path.split(".")) {
        while (current instanceof Secret) {
            current = current.value;
        }
        if (current instanceof Unknown) {
            return current;
        }
        if (Array.isArray(current)) {
            current = current[Number(step)];
        } else if (isMap(current) && Object.hasOwn(current, step)) {
            current = current[step];
        } else {
            return undefined;
        }
    }
    return current;
}

/** True if what is at a dotted path is secret: itself, a part of it, or something that holds it. */
export function isSecretAt(map: PropertyMap, path: string): boolean {
    let current: PropertyValue | undefined = map;
    for (const step of path.split(".")) {
        if (current instanceof Secret) {
            return true;
        }
        current = Array.isArray(current)
            ? current[Number(step)]
            : isMap(current) && Object.hasOwn(current, step)
              ? current[step]
              : undefined;
    }
    return containsSecret(current);
}

/** True if two values are the same, secret marks aside. An unknown equals nothing, not even itself. */
export function sameValue(left: PropertyValue | undefined, right: PropertyValue | undefined): boolean {
    if (left instanceof Secret) {
        return sameValue(left.value, right);
    }
    if (right instanceof Secret) {
        return sameValue(left, right.value);
    }
    if (left instanceof Opaque && right instanceof Opaque) {
        return JSON.stringify(left.wire) === JSON.stringify(right.wire);
    }
    if (Array.isArray(left) && Array.isArray(right)) {
        return left.length === right.length && left.every((item, index) => sameValue(item, right[index]));
    }
    if (isMap(left) && isMap(right)) {
        const names = Object.keys(left);
        return (
            names.length === Object.keys(right).length &&
            names.every((name) => Object.hasOwn(right, name) && sameValue(left[name], right[name]))
        );
    }
    return !(left instanceof Unknown) && left === right;
}
