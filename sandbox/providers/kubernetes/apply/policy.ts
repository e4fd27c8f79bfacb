import { PropertyMap } from "../../protocol/value";
import { wishes } from "./annotations";
import { objectsAt } from "./live";

/** What of the provider's configuration says how objects are written. */
export interface WritePolicy {
    /** Take over an object that exists instead of refusing to create it. */
    readonly upsert: boolean;
    /** Take fields away from other managers, as the annotation `pulumi.com/patchForce` does for one object. */
    readonly force: boolean;
}

/** True if an apply may take fields away from other managers. */
export function isForced(policy: WritePolicy, inputs: PropertyMap, live: PropertyMap | undefined): boolean {
    // An object that was made before managers were kept has no owner but us.
    const isUnmanaged = live !== undefined && objectsAt(live, "metadata", "managedFields").length === 0;
    return policy.force || wishes(inputs, "patchForce") || isUnmanaged;
}
