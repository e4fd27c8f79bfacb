import { isMap, PropertyMap, PropertyValue } from "../../protocol/value";

/** Reading of objects as the API server gives them: plain JSON, without secrets and unknowns. */

/** The value at the end of the keys; undefined where they end early. */
export function at(object: PropertyValue | undefined, ...keys: readonly string[]): PropertyValue | undefined {
    return keys.reduce<PropertyValue | undefined>(
        (value, key) => (isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined),
        object,
    );
}

/** Text at the end of the keys; empty where there is none. */
export function textAt(object: PropertyValue | undefined, ...keys: readonly string[]): string {
    const value = at(object, ...keys);
    return typeof value === "string" ? value : "";
}

/** The texts in the list at the end of the keys. */
export function textsAt(object: PropertyValue | undefined, ...keys: readonly string[]): string[] {
    const value = at(object, ...keys);
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A number at the end of the keys; undefined where there is none. */
export function numberAt(object: PropertyValue | undefined, ...keys: readonly string[]): number | undefined {
    const value = at(object, ...keys);
    return typeof value === "number" ? value : undefined;
}

/** The objects in the list at the end of the keys. */
export function objectsAt(object: PropertyValue | undefined, ...keys: readonly string[]): PropertyMap[] {
    const value = at(object, ...keys);
    return Array.isArray(value) ? value.filter(isMap) : [];
}

/** The map at the end of the keys; empty where there is none. */
export function mapAt(object: PropertyValue | undefined, ...keys: readonly string[]): PropertyMap {
    const value = at(object, ...keys);
    return isMap(value) ? value : {};
}

/** The condition of this type in an object's status. */
export function conditionOf(object: PropertyMap, type: string): PropertyMap | undefined {
    return objectsAt(object, "status", "conditions").find((condition) => textAt(condition, "type") === type);
}

/** True if the object has the condition, and it holds. */
export function holds(object: PropertyMap, type: string): boolean {
    return textAt(conditionOf(object, type), "status") === "True";
}

/** `namespace/name`, or `name` for an object without a namespace: the id that the engine keeps. */
export function idOf(object: PropertyMap): string {
    const [namespace, name] = [textAt(object, "metadata", "namespace"), textAt(object, "metadata", "name")];
    return namespace === "" ? name : `${namespace}/${name}`;
}
