import { ReadResult } from "../../protocol/service";
import { PropertyMap } from "../../protocol/value";
import { GroupVersionKind } from "../kinds";
import { unfinished, WORDS } from "./failure";
import { inputsFromLive, inputsOfImport } from "./inputs";
import { Objects } from "./objects";
import { outputsOf } from "./outputs";
import { Patience } from "./patience";
import { readinessOf } from "./readiness";
import { managerOf, placeById } from "./subject";
import { lookOnce } from "./wait";

/** How long a look at an object may take, in seconds. */
const LOOK_SECONDS = 60;

/** An object that the engine asks about; inputs and outputs are empty for an import. */
export interface Asked {
    readonly urn: string;
    readonly gvk: GroupVersionKind;
    readonly id: string;
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

/** Looks at single objects. */
export class Reading {
    public constructor(
        private readonly objects: Objects,
        private readonly cancelled: AbortSignal,
    ) {}

    /** The object as it is now; undefined if it is gone. One that is not healthy is told so, with all that it is. */
    public async read({ urn, gvk, id, inputs, outputs }: Asked): Promise<ReadResult | undefined> {
        const patience = new Patience(LOOK_SECONDS, this.cancelled);
        const live = await this.objects.get(placeById(gvk, id), patience);
        if (live === undefined) {
            return undefined;
        }
        const isImport = Object.keys(inputs).length === 0;
        const now = isImport ? inputsOfImport(live) : inputsFromLive({ inputs, outputs }, live);
        const state = { id, inputs: now, outputs: outputsOf(live, now, managerOf(urn, outputs, now)) };
        const readiness = isImport ? undefined : readinessOf(gvk, inputs);
        if (readiness === undefined) {
            return state;
        }
        const { trouble, details } = await lookOnce(live, readiness, this.objects.reader(patience));
        if (trouble !== undefined) {
            throw unfinished(`${WORDS.update(id)}: ${trouble}`, details, state);
        }
        return state;
    }

    /** The object as the server has it; undefined if it is gone. */
    public async look(gvk: GroupVersionKind, id: string): Promise<PropertyMap | undefined> {
        return this.objects.get(placeById(gvk, id), new Patience(LOOK_SECONDS, this.cancelled));
    }
}
