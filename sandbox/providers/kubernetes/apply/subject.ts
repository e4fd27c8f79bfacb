import { hexOf } from "../../protocol/identity";
import { PropertyMap } from "../../protocol/value";
import { GroupVersionKind, splitId } from "../kinds";
import { wish } from "./annotations";
import { plainObject } from "./inputs";
import { mapAt, textAt } from "./live";
import { Place, placeOf } from "./objects";
import { FIELD_MANAGER } from "./outputs";

/** An object that the program describes. */
export interface Subject {
    readonly urn: string;
    readonly gvk: GroupVersionKind;
    readonly inputs: PropertyMap;
}

/** What the engine knows of it from before. */
export interface Before {
    readonly id: string;
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

/**
 * The name under which an object's fields are ours: the program's, or the one that the state keeps, or a new one that
 * depends on nothing but the resource.
 */
export function managerOf(urn: string, outputs: PropertyMap | undefined, inputs: PropertyMap): string {
    const given = wish(inputs, "patchFieldManager");
    const kept = textAt(outputs, FIELD_MANAGER);
    return given || kept || `pulumi-kubernetes-${hexOf(8, "field manager", urn)}`;
}

/** The object to apply under the name that the engine knows it by (the server may have completed it). */
export function named(gvk: GroupVersionKind, inputs: PropertyMap, id: string): { object: PropertyMap; place: Place } {
    const plain = plainObject(inputs);
    const { name } = splitId(id);
    const metadata = { ...mapAt(plain, "metadata"), name };
    Reflect.deleteProperty(metadata, "generateName");
    const object = { ...plain, metadata };
    return { object, place: placeOf(gvk, object) };
}

/** Where the object is that the engine knows by this id. */
export function placeById(gvk: GroupVersionKind, id: string): Place {
    const { namespace = "", name } = splitId(id);
    return { apiVersion: gvk.apiVersion, kind: gvk.kind, namespace, name };
}
