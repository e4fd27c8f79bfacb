import { PropertyMap } from "../../protocol/value";
import { ApiError, NoSuchKindError } from "./api-error";
import { refusal, WORDS } from "./failure";
import { plainObject } from "./inputs";
import { idOf } from "./live";
import { foldedManagers } from "./managed-fields";
import { Objects, placeOf } from "./objects";
import { previewOf } from "./outputs";
import { Patience } from "./patience";
import { isForced, WritePolicy } from "./policy";
import { Before, managerOf, named, Subject } from "./subject";

/** A dry run that takes longer than this is given up, in seconds. */
const PREVIEW_SECONDS = 60;

/** Dry runs: the server says what a write would give, and refuses what it would refuse. */
export class Preview {
    public constructor(
        private readonly objects: Objects,
        private readonly policy: WritePolicy,
        private readonly cancelled: AbortSignal,
    ) {}

    /** What a creation would give; undefined where only the real thing shows. */
    public async create({ urn, gvk, inputs }: Subject): Promise<PropertyMap | undefined> {
        if (gvk.isPatch) {
            return undefined;
        }
        const patience = new Patience(PREVIEW_SECONDS, this.cancelled);
        const manager = managerOf(urn, undefined, inputs);
        const object = plainObject(inputs);
        const place = placeOf(gvk, object);
        const options = { manager, force: true, dryRun: true };
        try {
            const answer = this.policy.upsert
                ? await this.objects.apply(place, object, options, patience)
                : await this.objects.create(place, object, options, patience);
            return previewOf(gvk, answer, inputs, undefined, manager);
        } catch (error) {
            if (isForLater(error)) {
                return undefined;
            }
            throw refusal(WORDS.create(idOf(object)), error, inputs, manager);
        }
    }

    /** What an update would give; undefined where only the real thing shows. */
    public async update({ urn, gvk, inputs }: Subject, before: Before): Promise<PropertyMap | undefined> {
        const patience = new Patience(PREVIEW_SECONDS, this.cancelled);
        const manager = managerOf(urn, before.outputs, inputs);
        const previous = managerOf(urn, before.outputs, before.inputs);
        const { object, place } = named(gvk, inputs, before.id);
        const live = await this.objects.get(place, patience);
        if (live === undefined) {
            return undefined;
        }
        // What an update would move to our apply first is in its way now.
        const force = isForced(this.policy, inputs, live) || foldedManagers(live, manager, previous) !== undefined;
        try {
            const answer = await this.objects.apply(place, object, { manager, force, dryRun: true }, patience);
            return previewOf(gvk, answer, inputs, before.outputs, manager);
        } catch (error) {
            if (isForLater(error)) {
                return undefined;
            }
            throw refusal(WORDS.update(before.id), error, inputs, manager);
        }
    }
}

/**
 * True for what a dry run refuses although the update may do it: the namespace or the kind is still to come, an object
 * of that name is still to go, or dry runs are not ours to make.
 */
function isForLater(error: unknown): boolean {
    return (
        error instanceof NoSuchKindError ||
        (error instanceof ApiError &&
            (error.isNotFound || error.isAlreadyThere || error.code === 403 || error.isImmutable))
    );
}
