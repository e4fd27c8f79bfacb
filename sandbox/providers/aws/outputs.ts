import {
    containsSecret,
    containsUnknown,
    isMap,
    PropertyMap,
    PropertyValue,
    sameValue,
    Secret,
    UNKNOWN,
    valueAt,
} from "../protocol/value";
import { Account } from "./account";
import { Computed, Facts, planned, ResourceDefinition } from "./definition";

/** What the resource was before an update. */
export interface Before {
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

/**
 * The outputs of a resource: its inputs as they are (unknowns and secrets stay in their places) and what AWS adds.
 *
 * @param before undefined for a creation. In an update an output keeps its value while the inputs that decide it do,
 *     so a preview knows it.
 */
export function makeOutputs(
    definition: ResourceDefinition,
    facts: Facts,
    inputs: PropertyMap,
    preview: boolean,
    before?: Before,
    account?: Account,
): PropertyMap {
    const learned = preview || account === undefined ? {} : (definition.learn?.(facts, account) ?? {});
    let outputs: PropertyMap = {};
    for (const [name, value] of Object.entries(inputs)) {
        if (name !== "__defaults") {
            outputs[name] = value;
        }
    }
    for (const [path, computed] of computedOf(definition)) {
        if (isGiven(inputs, path)) {
            continue;
        }
        const value =
            keptValue(path, computed, inputs, before) ?? learned[path] ?? newValue(computed, facts, inputs, preview);
        outputs = setAt(outputs, path.split("."), value, preview) as PropertyMap;
    }
    return outputs;
}

/** The definition's computed outputs and those that (nearly) every type has. */
export function computedOf(definition: ResourceDefinition): [path: string, computed: Computed][] {
    const common: Record<string, Computed> = {
        ...(definition.global === true ? {} : { region: planned((facts) => facts.region) }),
        ...(definition.untagged === true ? {} : { tagsAll: planned((facts) => facts.input("tags") ?? {}, "tags") }),
    };
    return Object.entries({ ...common, ...definition.computed });
}

function isGiven(inputs: PropertyMap, path: string): boolean {
    return (valueAt(inputs, path) ?? null) !== null;
}

function keptValue(
    path: string,
    computed: Computed,
    inputs: PropertyMap,
    before: Before | undefined,
): PropertyValue | undefined {
    if (before === undefined) {
        return undefined;
    }
    const steady = [...computed.from, path].every((source) =>
        sameValue(valueAt(before.inputs, source) ?? null, valueAt(inputs, source) ?? null),
    );
    return steady ? valueAt(before.outputs, path) : undefined;
}

function newValue(computed: Computed, facts: Facts, inputs: PropertyMap, preview: boolean): PropertyValue {
    const sources = computed.from.map((source) => valueAt(inputs, source));
    const isKnown = (computed.planned || !preview) && !sources.some(containsUnknown);
    const value = isKnown ? computed.value(facts) : UNKNOWN;
    return sources.some(containsSecret) ? new Secret(value) : value;
}

/** A copy of the value with the part at the path set. */
function setAt(
    target: PropertyValue | undefined,
    steps: readonly string[],
    value: PropertyValue,
    preview: boolean,
): PropertyValue {
    const [step, ...rest] = steps;
    if (step === undefined) {
        return value;
    }
    if (target instanceof Secret) {
        return new Secret(setAt(target.value, steps, value, preview));
    }
    if (!isMap(target)) {
        // Absent, or unknown as a whole: AWS fills in the object, which a preview cannot know either.
        return preview ? UNKNOWN : { [step]: setAt(undefined, rest, value, preview) };
    }
    const copy = { ...target };
    copy[step] = setAt(Object.hasOwn(target, step) ? target[step] : undefined, rest, value, preview);
    return copy;
}
