import { PropertyMap, reveal } from "../../protocol/value";
import { textAt } from "./live";

/**
 * The annotations with which a program speaks to the provider.
 * Source: provider/pkg/metadata of github.com/pulumi/pulumi-kubernetes.
 */
export type Wish =
    | "deletionPropagationPolicy"
    | "patchFieldManager"
    | "patchForce"
    | "replaceUnready"
    | "skipAwait"
    | "timeoutSeconds"
    | "waitFor";

/** What an object's annotation says; empty where it is absent, unknown or no text. */
export function wish(object: PropertyMap, name: Wish): string {
    return textAt(reveal(object), "metadata", "annotations", `pulumi.com/${name}`);
}

/** True if the annotation is there and says so. */
export function wishes(object: PropertyMap, name: Wish): boolean {
    return wish(object, name).toLowerCase() === "true";
}
