import { ProviderError } from "../../protocol/service";
import { PropertyMap, reveal } from "../../protocol/value";
import { GroupVersionKind } from "../kinds";
import { wish } from "./annotations";
import { ApiError } from "./api-error";
import { textAt, textsAt } from "./live";
import { Objects, Place, Propagation } from "./objects";
import { CancelledError, Patience } from "./patience";
import { Progress } from "./progress";
import { leavesQuietly } from "./readiness";
import { pauseBeforeLook } from "./retry";
import { managerOf, placeById } from "./subject";

/** An object that the engine wants gone. */
export interface Condemned {
    readonly urn: string;
    readonly gvk: GroupVersionKind;
    readonly id: string;
    readonly outputs: PropertyMap;
}

/** Deletions of single objects. */
export class Removal {
    public constructor(
        private readonly objects: Objects,
        private readonly cancelled: AbortSignal,
        private readonly progress: Progress,
    ) {}

    /**
     * Deletes the object and waits until it is gone, finalizers and dependents included; one that is gone already is
     * fine. A patch gives up its fields instead.
     */
    public async remove({ urn, gvk, id, outputs }: Condemned, timeout: number | undefined): Promise<void> {
        const patience = Patience.for(outputs, timeout, this.cancelled);
        const place = placeById(gvk, id);
        if (gvk.isPatch) {
            await this.giveUp(place, managerOf(urn, outputs, outputs), patience);
            return;
        }
        try {
            if (!(await this.objects.delete(place, propagationOf(outputs), patience)) || leavesQuietly(gvk, outputs)) {
                return;
            }
        } catch (error) {
            if (error instanceof ApiError && isUndeletable(error)) {
                await this.giveUp(place, managerOf(urn, outputs, outputs), patience);
                return;
            }
            throw error instanceof ApiError ? new ProviderError(error.message) : error;
        }
        await this.waitUntilGone(urn, place, outputs, patience);
    }

    private async waitUntilGone(urn: string, place: Place, outputs: PropertyMap, patience: Patience): Promise<void> {
        const begun = Date.now();
        const uid = textAt(reveal(outputs), "metadata", "uid");
        for (;;) {
            const live = await this.look(place, patience);
            // Another object under the name is somebody else's.
            if (live === undefined || (uid !== "" && textAt(live, "metadata", "uid") !== uid)) {
                this.progress(urn, "");
                return;
            }
            const finalizers = textsAt(live, "metadata", "finalizers");
            const holding = finalizers.length > 0 ? ` (held by ${finalizers.join(", ")})` : "";
            this.progress(urn, `Waiting for deletion${holding}`);
            if (patience.left === 0) {
                throw new ProviderError(
                    `Timed out waiting for deletion of ${place.kind} "${place.name}" after ${patience.seconds} s${holding}: see what keeps it, then repeat the command`,
                );
            }
            await this.rest(pauseBeforeLook(Date.now() - begun), place, patience);
        }
    }

    private async look(place: Place, patience: Patience): Promise<PropertyMap | undefined> {
        try {
            return await this.objects.get(place, patience);
        } catch (error) {
            throw told(error, place);
        }
    }

    private async rest(milliseconds: number, place: Place, patience: Patience): Promise<void> {
        try {
            await patience.rest(milliseconds);
        } catch (error) {
            throw told(error, place);
        }
    }

    private async giveUp(place: Place, manager: string, patience: Patience): Promise<void> {
        try {
            if ((await this.objects.get(place, patience)) !== undefined) {
                await this.objects.relinquish(place, manager, patience);
            }
        } catch (error) {
            const required = error instanceof ApiError ? error.causes.find(isRequired) : undefined;
            if (required !== undefined) {
                throw new ProviderError(
                    `this Patch resource is currently managing a required field, so it can't be deleted directly. Either set the \`retainOnDelete\` resource option, or transfer ownership of the field before deleting: ${textAt(required, "field")}`,
                );
            }
            throw error instanceof ApiError ? new ProviderError(error.message) : error;
        }
    }
}

function told(error: unknown, { name }: Place): unknown {
    if (error instanceof CancelledError) {
        return new ProviderError(`Resource operation was cancelled for '${name}': its deletion has begun`);
    }
    return error instanceof ApiError ? new ProviderError(error.message) : error;
}

function isRequired(cause: PropertyMap): boolean {
    return textAt(cause, "reason") === "FieldValueRequired";
}

/** Namespaces that every cluster has may be changed, but not deleted. */
function isUndeletable(error: ApiError): boolean {
    return error.code === 403 && error.message.includes("may not be deleted");
}

/** What becomes of an object's dependents; it waits for them unless the program says otherwise. */
export function propagationOf(outputs: PropertyMap): Propagation {
    switch (wish(outputs, "deletionPropagationPolicy").toLowerCase()) {
        case "background":
            return "Background";
        case "orphan":
            return "Orphan";
        default:
            return "Foreground";
    }
}
