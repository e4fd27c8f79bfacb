import { isUnseen } from "./inputs";
import type { Resource, Stack, StackResourceInput } from "./resources";
import { NOT_KNOWN_AT_PREVIEW, UnjudgedSignal, Value } from "./value";

interface Entry {
    readonly input: StackResourceInput;
    readonly resource: Resource;
}

/** The stack as rules see it. */
export function stackOf(inputs: readonly StackResourceInput[]): Stack {
    const entries = inputs.map((input) => ({ input, resource: asResource(input) }));
    const typeByUrn = new Map(inputs.map(({ urn, type }) => [urn, type]));
    return {
        ofType: (...types) =>
            entries.filter(({ resource }) => types.includes(resource.type)).map(({ resource }) => resource),
        referring: (type, property, to) => {
            const candidates = entries.filter(({ resource }) => resource.type === type);
            const certain = candidates.filter((entry) => refers(entry, property, to));
            const unclear = candidates.find((entry) => mayRefer(entry, property, to, typeByUrn));
            if (certain.length === 0 && unclear !== undefined) {
                const path = `${property} of '${unclear.resource.name}'`;
                throw new UnjudgedSignal({ path, reason: NOT_KNOWN_AT_PREVIEW });
            }
            return certain.map(({ resource }) => resource);
        },
    };
}

function refers({ input, resource }: Entry, property: string, to: Resource): boolean {
    const held = resource.props.at(property).knownString;
    // A bucket is referred to by its name, which a preview knows before the id.
    const names = [to.props.at("id").knownString, to.props.at(property).knownString];
    return (
        (input.propertyDependencies[property] ?? []).some(({ urn }) => urn === to.urn) ||
        (held !== undefined && names.includes(held))
    );
}

/** An unknown property that was not computed from another resource of the same type may be computed from this one. */
function mayRefer(
    { input, resource }: Entry,
    property: string,
    to: Resource,
    typeByUrn: ReadonlyMap<string, string>,
): boolean {
    const sources = input.propertyDependencies[property] ?? [];
    return resource.props.at(property).isUnknown && sources.every(({ urn }) => typeByUrn.get(urn) !== to.type);
}

function asResource(input: StackResourceInput): Resource {
    return { type: input.type, name: input.name, urn: input.urn, props: propsOf(input) };
}

function propsOf(input: StackResourceInput): Value {
    if (isUnseen(input)) {
        return Value.unknown();
    }
    return Value.of(Object.keys(input.props).length > 0 ? input.props : (input.inputs ?? input.props));
}
