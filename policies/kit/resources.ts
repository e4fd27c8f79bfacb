import type { Unjudged, Value } from "./value";

/** A resource as the engine hands it to a policy. */
export interface ResourceInput {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    /** Its properties: the SDK's proxy, in which reading an unknown value throws. */
    readonly props: object;
}

/** A resource of a whole stack, with what its properties were computed from. */
export interface StackResourceInput extends ResourceInput {
    /** Its inputs, if a resource rule has seen them. `props` are its outputs; the engine gives `{}` where it has none. */
    readonly inputs?: object;
    readonly propertyDependencies: Readonly<Record<string, readonly { readonly urn: string }[]>>;
}

/** A resource under judgement. */
export interface Resource {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    /** Its outputs; its inputs where the engine has none; unknown as a whole where neither is there. */
    readonly props: Value;
}

/** All resources of a stack under judgement. */
export interface Stack {
    /** The resources of these types. */
    ofType(...types: readonly string[]): readonly Resource[];
    /**
     * The resources of a type that refer to another resource by a property: the property was computed from it, or
     * holds its id or what the other one's property of that name holds. A preview does not know the id.
     *
     * @throws UnjudgedSignal if there is none for certain, but one whose property is unknown and may be a reference
     */
    referring(type: string, property: string, to: Resource): readonly Resource[];
}

/** What a selector hands to a rule for one resource. */
export interface Selection<Subject> {
    readonly subjects: readonly Subject[];
    /** Places that may hold more subjects but cannot be seen into; a check that walks an unknown list adds to it. */
    readonly unjudged: readonly Unjudged[];
    /** More such places, known from the start. */
    readonly alsoUnjudged?: readonly Unjudged[];
}
