import { ProviderError } from "../../protocol/service";
import { PropertyMap } from "../../protocol/value";
import { ApiError, NoSuchKindError } from "./api-error";
import { reasonOf, refusal, unfinished, WORDS } from "./failure";
import { plainObject } from "./inputs";
import { idOf } from "./live";
import { ApplyOptions, Objects, placeOf } from "./objects";
import { outputsOf } from "./outputs";
import { Patience } from "./patience";
import { isForced, WritePolicy } from "./policy";
import { Progress } from "./progress";
import { readinessOf } from "./readiness";
import { Before, managerOf, named, Subject } from "./subject";
import { waitUntilReady } from "./wait";

/** An object may be created before the namespace or the kind that it needs: pauses between the attempts, in ms. */
const MISORDER_PAUSES = [1000, 2000, 4000, 8000];

/** How long the reasons of a failure may be looked for, in seconds. */
const WITNESS_SECONDS = 10;

/** Writes of single objects, with the official provider's semantics. */
export class Writer {
    public constructor(
        private readonly objects: Objects,
        private readonly policy: WritePolicy,
        private readonly cancelled: AbortSignal,
        private readonly progress: Progress,
    ) {}

    /** Creates the object and waits until it is ready. */
    public async create(subject: Subject, timeout: number | undefined): Promise<{ id: string; outputs: PropertyMap }> {
        const { urn, inputs } = subject;
        const patience = Patience.for(inputs, timeout, this.cancelled);
        const manager = managerOf(urn, undefined, inputs);
        const object = plainObject(inputs);
        let live;
        try {
            live = await this.bringUp(subject, object, manager, patience);
        } catch (error) {
            throw refusal(WORDS.create(idOf(object)), error, inputs, manager);
        }
        const id = idOf(live);
        return { id, outputs: await this.settle(subject, live, manager, patience, WORDS.becomeReady(id)) };
    }

    /** Applies the inputs to the object and waits until it is ready. */
    public async update(subject: Subject, before: Before, timeout: number | undefined): Promise<PropertyMap> {
        const { urn, gvk, inputs } = subject;
        const patience = Patience.for(inputs, timeout, this.cancelled);
        const manager = managerOf(urn, before.outputs, inputs);
        const previous = managerOf(urn, before.outputs, before.inputs);
        const { object, place } = named(gvk, inputs, before.id);
        const words = WORDS.update(before.id);
        let live = await this.objects.get(place, patience);
        if (live === undefined) {
            throw new ProviderError(
                `update of resource ${before.id} failed because it is gone from the cluster: run the command with --refresh, which creates it again`,
            );
        }
        let applied;
        try {
            live = gvk.isPatch ? live : await this.objects.foldManagers(place, live, manager, previous, patience);
            const options = { manager, force: isForced(this.policy, inputs, live), dryRun: false };
            applied = await this.objects.apply(place, object, options, patience);
            if (previous !== manager) {
                await this.objects.relinquish(place, previous, patience);
            }
        } catch (error) {
            if (!(error instanceof ApiError)) {
                throw refusal(words, error, inputs, manager);
            }
            const outputs = outputsOf(live, inputs, manager);
            throw unfinished(`${words}: ${reasonOf(error, inputs, manager)}`, [], { id: before.id, outputs });
        }
        return this.settle(subject, applied, manager, patience, words);
    }

    private async bringUp(
        { urn, gvk, inputs }: Subject,
        object: PropertyMap,
        manager: string,
        patience: Patience,
    ): Promise<PropertyMap> {
        const place = placeOf(gvk, object);
        const isUpsert = gvk.isPatch || (this.policy.upsert && place.name !== "");
        const options: ApplyOptions = { manager, force: isForced(this.policy, inputs, undefined), dryRun: false };
        for (const pause of [...MISORDER_PAUSES, undefined]) {
            try {
                return isUpsert
                    ? await this.objects.apply(place, object, options, patience)
                    : await this.objects.create(place, object, options, patience);
            } catch (error) {
                const isMisordered =
                    error instanceof NoSuchKindError || (error instanceof ApiError && error.isNotFound);
                if (!isMisordered || pause === undefined) {
                    throw error;
                }
                this.progress(urn, `Retry: creation failed: ${error.message}`);
                await patience.rest(pause);
            }
        }
        throw new Error("the last attempt neither answered nor failed");
    }

    /** Waits until the object is ready; its outputs then. */
    private async settle(
        { urn, gvk, inputs }: Subject,
        object: PropertyMap,
        manager: string,
        patience: Patience,
        words: string,
    ): Promise<PropertyMap> {
        const readiness = readinessOf(gvk, inputs);
        if (readiness === undefined) {
            return outputsOf(object, inputs, manager);
        }
        const place = placeOf(gvk, object);
        const { live, trouble, details } = await waitUntilReady(object, {
            readiness,
            patience,
            reader: this.objects.reader(patience),
            witness: () => this.objects.reader(new Patience(WITNESS_SECONDS, this.cancelled)),
            look: () => this.objects.get(place, patience),
            onProgress: (text) => {
                this.progress(urn, text);
            },
        });
        const outputs = outputsOf(live, inputs, manager);
        if (trouble !== undefined) {
            throw unfinished(`${words}: ${trouble}`, details, { id: idOf(live), outputs });
        }
        this.progress(urn, "");
        return outputs;
    }
}
