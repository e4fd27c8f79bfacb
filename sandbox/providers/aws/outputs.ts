import {
    containsSecret,
    containsUnknown,
    isMap,
    isSecretAt,
    PropertyMap,
    PropertyValue,
    reveal,
    sameValue,
    Secret,
    Unknown,
    UNKNOWN,
    valueAt,
} from "../protocol/value";
import { Account } from "./account";
import { mergedTags } from "./check";
import { Computed, planned, ResourceDefinition } from "./definition";
import { ResourceFacts } from "./facts";

/** What the resource was before an update. */
export interface Before {
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

/**
 * The outputs of a resource: its inputs as they are (unknowns and secrets stay in their places) and what AWS adds. An
 * addition is as unknown and as secret as the inputs that its function asks for.
 *
 * @param before undefined for a creation. In an update an output keeps its value while the inputs that decide it do,
 *     so a preview knows it.
 */
export function makeOutputs(
    definition: ResourceDefinition,
    facts: ResourceFacts,
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
        const { value: fresh, reads } = facts.watch(computed.value);
        const sources = [...computed.from, ...reads];
        const isKnown =
            (computed.planned || !preview) && !sources.some((source) => containsUnknown(valueAt(inputs, source)));
        const value =
            keptValue([...sources, path], path, inputs, before) ?? (isKnown ? (learned[path] ?? fresh) : UNKNOWN);
        const isSecret = !(value instanceof Secret) && sources.some((source) => isSecretAt(inputs, source));
        outputs = setAt(outputs, path.split("."), isSecret ? new Secret(value) : value, preview) as PropertyMap;
    }
    return outputs;
}

/** The definition's computed outputs and those that (nearly) every type has. */
export function computedOf(definition: ResourceDefinition): [path: string, computed: Computed][] {
    const common: Record<string, Computed> = {
        ...(definition.global === true ? {} : { region: planned((facts) => facts.region) }),
        ...(definition.untagged === true
            ? {}
            : { tagsAll: planned((facts) => mergedTags(facts.defaultTags, facts.input("tags"))) }),
    };
    return Object.entries({ ...common, ...definition.computed });
}

function isGiven(inputs: PropertyMap, path: string): boolean {
    return reveal(valueAt(inputs, path) ?? null) !== null;
}

function keptValue(
    sources: readonly string[],
    path: string,
    inputs: PropertyMap,
    before: Before | undefined,
): PropertyValue | undefined {
    if (before === undefined) {
        return undefined;
    }
    const steady = sources.every((source) =>
        sameValue(valueAt(before.inputs, source) ?? null, valueAt(inputs, source) ?? null),
    );
    return steady ? valueAt(before.outputs, path) : undefined;
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
        if (preview && (target instanceof Unknown || containsUnknown(value))) {
            return containsSecret(value) ? new Secret(UNKNOWN) : UNKNOWN;
        }
        return { [step]: setAt(undefined, rest, value, preview) };
    }
    const copy = { ...target };
    copy[step] = setAt(Object.hasOwn(target, step) ? target[step] : undefined, rest, value, preview);
    return copy;
}
