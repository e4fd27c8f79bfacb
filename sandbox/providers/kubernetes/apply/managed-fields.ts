import { isMap, PropertyMap, PropertyValue } from "../../protocol/value";
import { mapAt, objectsAt, textAt } from "./live";

/**
 * Who owns which field, as an object's `metadata.managedFields` says.
 * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */

/** Managers of writes other than apply whose fields an apply of ours takes over, as the official provider does. */
const CLIENT_SIDE: ReadonlySet<string> = new Set(["before-first-apply", "kubectl", "pulumi-kubernetes"]);

/**
 * The object's managedFields with what our creation (and kubectl before us) wrote moved to our apply: to the server,
 * creating and applying are two managers, even under one name, and would be in each other's way.
 *
 * @param previous the name under which the fields were ours before, if it was another
 * @returns undefined where there is nothing to move
 */
export function foldedManagers(live: PropertyMap, manager: string, previous = manager): PropertyMap[] | undefined {
    const entries = objectsAt(live, "metadata", "managedFields");
    const names = new Set([...CLIENT_SIDE, manager, previous]);
    const isOurs = (entry: PropertyMap) => isClientSide(entry, names);
    const folded = entries.filter(isOurs);
    const [first] = folded;
    if (first === undefined) {
        return undefined;
    }
    const isApplied = (entry: PropertyMap) =>
        textAt(entry, "manager") === manager && textAt(entry, "operation") === "Apply" && !isOfSubresource(entry);
    const applied = entries.find(isApplied);
    const fields = [...folded, ...(applied === undefined ? [] : [applied])]
        .map((entry) => mapAt(entry, "fieldsV1"))
        .reduce(union);
    const ours: PropertyMap = { ...(applied ?? first), manager, operation: "Apply", fieldsV1: fields };
    return [ours, ...entries.filter((entry) => !isOurs(entry) && !isApplied(entry))];
}

function isClientSide(entry: PropertyMap, names: ReadonlySet<string>): boolean {
    return textAt(entry, "operation") === "Update" && !isOfSubresource(entry) && names.has(textAt(entry, "manager"));
}

function isOfSubresource(entry: PropertyMap): boolean {
    return textAt(entry, "subresource") !== "";
}

function union(left: PropertyMap, right: PropertyMap): PropertyMap {
    const result: PropertyMap = { ...left };
    for (const [key, value] of Object.entries(right)) {
        const other = result[key];
        result[key] = isMap(other) && isMap(value) ? union(other, value) : value;
    }
    return result;
}

/** True if this manager has written the object. */
export function isWrittenBy(live: PropertyMap, manager: string): boolean {
    return objectsAt(live, "metadata", "managedFields").some((entry) => textAt(entry, "manager") === manager);
}

/** All fields that anybody manages: their tree tells which lists the server merges, and by which keys. */
export function fieldTree(live: PropertyMap): PropertyMap {
    return objectsAt(live, "metadata", "managedFields")
        .map((entry) => mapAt(entry, "fieldsV1"))
        .reduce(union, {});
}

/** The part of the tree below a field. */
export function fieldsBelow(tree: PropertyMap, field: string): PropertyMap {
    return mapAt(tree, `f:${field}`);
}

/** How the server treats a list: as one value, as a set, or item by item under the keys. */
export type ListKind =
    { readonly kind: "atomic" | "set" } | { readonly kind: "keyed"; readonly keys: readonly string[] };

/** What the tree below a list says of it; a list of which nobody manages single items counts as one value. */
export function listKind(tree: PropertyMap): ListKind {
    const names = Object.keys(tree);
    const keyed = names.find((name) => name.startsWith("k:"));
    if (keyed !== undefined) {
        return { kind: "keyed", keys: Object.keys(JSON.parse(keyed.slice(2)) as object) };
    }
    return { kind: names.some((name) => name.startsWith("v:")) ? "set" : "atomic" };
}

/** The part of the tree that is about one item of a keyed list. */
export function fieldsOfItem(tree: PropertyMap, item: PropertyMap): PropertyMap {
    const name = Object.keys(tree).find((key) => key.startsWith("k:") && isItem(key, item));
    return name === undefined ? {} : mapAt(tree, name);
}

function isItem(name: string, item: PropertyMap): boolean {
    const key = JSON.parse(name.slice(2)) as Record<string, PropertyValue>;
    return Object.entries(key).every(([field, value]) => item[field] === value);
}
