import { isMap, mapValues, PropertyMap, PropertyValue, reveal, sameValue, Secret } from "../../protocol/value";
import { mapAt, textAt } from "./live";
import { fieldsBelow, fieldsOfItem, fieldTree, listKind } from "./managed-fields";

/** What the engine's state says of an object. */
export interface Known {
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

/**
 * The inputs as the cluster has them by now: what the program gave, with the live value where somebody changed it
 * since, and without what somebody removed. What others added beside it is not the program's business.
 *
 * A field counts as unchanged while its live value is the one that the server made of the input, so that the server's
 * spelling (`1` for a CPU of `1000m`) is no change.
 */
export function inputsFromLive({ inputs, outputs }: Known, live: PropertyMap): PropertyMap {
    const found = mergeMap(inputs, outputs, live, fieldTree(live));
    return textAt(live, "kind") === "Secret" && inputs.stringData !== undefined
        ? { ...found, stringData: textOfSecret(inputs.stringData, live) }
        : found;
}

/** The value as it is now; undefined where it is gone. */
function merge(
    input: PropertyValue,
    before: PropertyValue | undefined,
    live: PropertyValue | undefined,
    fields: PropertyMap,
): PropertyValue | undefined {
    if (input instanceof Secret) {
        const value = merge(input.value, plain(before), live, fields);
        return value === undefined ? undefined : new Secret(value);
    }
    if (live === undefined) {
        // What the server never kept (an empty map, a write-only field) is not missing.
        return before === undefined ? input : undefined;
    }
    if (sameValue(before, live) || sameValue(input, live)) {
        return input;
    }
    if (isMap(input) && isMap(live)) {
        return mergeMap(input, plain(before), live, fields);
    }
    if (Array.isArray(input) && Array.isArray(live)) {
        const items = plain(before);
        return mergeList(input, Array.isArray(items) ? items : [], live, fields);
    }
    return live;
}

function mergeMap(
    input: PropertyMap,
    before: PropertyValue | undefined,
    live: PropertyMap,
    fields: PropertyMap,
): PropertyMap {
    const result: PropertyMap = {};
    for (const [name, value] of Object.entries(input)) {
        const found = merge(value, own(before, name), own(live, name), fieldsBelow(fields, name));
        if (found !== undefined) {
            result[name] = found;
        }
    }
    return result;
}

function mergeList(
    input: readonly PropertyValue[],
    before: readonly PropertyValue[],
    live: readonly PropertyValue[],
    fields: PropertyMap,
): PropertyValue[] {
    const list = listKind(fields);
    if (list.kind === "set") {
        return input.filter((item) => live.some((other) => sameValue(item, other)));
    }
    if (list.kind === "keyed") {
        return input.flatMap((item) => {
            const [then, now] = [before, live].map((items) =>
                items.find((other) => isSameItem(item, other, list.keys)),
            );
            const found = now === undefined ? undefined : merge(item, then, now, fieldsOfItem(fields, asMap(now)));
            return found === undefined ? [] : [found];
        });
    }
    return live.map((item, index) => {
        const given = input[index];
        return given === undefined ? item : (merge(given, before[index], item, {}) ?? item);
    });
}

/** True if two items go by the same keys; a key that the program leaves out is filled in by the server. */
function isSameItem(input: PropertyValue, other: PropertyValue, keys: readonly string[]): boolean {
    const [left, right] = [asMap(reveal(input)), asMap(other)];
    const given = keys.filter((key) => left[key] !== undefined);
    return given.length > 0 && given.every((key) => sameValue(left[key], right[key]));
}

/** A Secret's `stringData`, which the server gives back as base64 in `data` only. */
function textOfSecret(input: PropertyValue, live: PropertyMap): PropertyValue {
    const given = reveal(input);
    const data = mapAt(live, "data");
    const now = Object.entries(isMap(given) ? given : {}).flatMap(([name]) => {
        const value = data[name];
        return typeof value === "string" ? [[name, Buffer.from(value, "base64").toString()] as const] : [];
    });
    const text: PropertyMap = Object.fromEntries(now);
    return sameValue(given, text) ? input : new Secret(text);
}

/**
 * The inputs of an object that the program knows only by its name: all that the cluster says, but for what the server
 * wrote itself.
 */
export function inputsOfImport(live: PropertyMap): PropertyMap {
    const metadata = { ...mapAt(live, "metadata") };
    for (const name of ["creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"]) {
        Reflect.deleteProperty(metadata, name);
    }
    const inputs: PropertyMap = { ...live, metadata };
    Reflect.deleteProperty(inputs, "status");
    return textAt(live, "kind") === "Secret" && inputs.data !== undefined
        ? { ...inputs, data: new Secret(inputs.data) }
        : inputs;
}

/**
 * The object to send: without secret marks, without what is null, and with the names that some SDKs cannot spell.
 * Source: mapReplUnderscoreToDash in provider/pkg/provider/provider.go of github.com/pulumi/pulumi-kubernetes.
 */
export function plainObject(inputs: PropertyMap): PropertyMap {
    return isMap(inputs) ? withoutNulls(inputs) : inputs;
}

function withoutNulls(map: PropertyMap): PropertyMap {
    const result: PropertyMap = {};
    for (const [name, value] of Object.entries(mapValues(map, reveal))) {
        if (value !== null) {
            result[spelled(name)] = plainValue(value);
        }
    }
    return result;
}

function plainValue(value: PropertyValue): PropertyValue {
    if (Array.isArray(value)) {
        return value.map(plainValue);
    }
    return isMap(value) ? withoutNulls(value) : value;
}

function spelled(name: string): string {
    return name.startsWith("x_kubernetes_") ? name.replaceAll("_", "-") : name;
}

function plain(value: PropertyValue | undefined): PropertyValue | undefined {
    return value === undefined ? undefined : reveal(value);
}

function own(value: PropertyValue | undefined, name: string): PropertyValue | undefined {
    return isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function asMap(value: PropertyValue): PropertyMap {
    return isMap(value) ? value : {};
}
