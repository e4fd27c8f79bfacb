import type { CustomResourceOptions, Output } from "@pulumi/pulumi";

/** What the program gives to each specimen. */
export interface World {
    /** Options of AWS resources: the provider of the stack's region. */
    readonly aws: CustomResourceOptions;
    /** Options of Kubernetes objects: the provider of a cluster that is not made yet, as in every first preview. */
    readonly cluster: CustomResourceOptions;
    /** The value as something that a preview cannot know: it is computed from a resource that is not made yet. */
    readonly later: <T>(value: T) => Output<T>;
}

/** Which findings a specimen has: by rule, the words of each. */
export type Says = Readonly<Record<string, string | readonly string[]>>;

/** A resource of a test's stack, with all that the packs must say of it, and nothing else. */
export interface Specimen {
    /** The name of the resource that findings are about; unique in its stack. Without one they are about the stack. */
    readonly name?: string;
    /** What is wrong with it, or not known of it; empty for a twin that nothing is wrong with. */
    readonly what: string;
    readonly make: (name: string, world: World) => void;
    /** Violations by rule: path, value and demand, as the message gives them. */
    readonly says: Says;
    /** Paths that are not known at preview, by the rule that cannot judge them. */
    readonly notKnown: Says;
}

type Make = Specimen["make"];

/** Something that breaks rules; `notKnown` is what it keeps others from judging. */
export function offender(name: string, what: string, make: Make, says: Says, notKnown: Says = {}): Specimen {
    return { name, what, make, says, notKnown };
}

/** Something of which a preview does not know whether it breaks rules; `says` is what is wrong with it all the same. */
export function unclear(name: string, what: string, make: Make, notKnown: Says, says: Says = {}): Specimen {
    return { name, what, make, says, notKnown };
}

/** Something like the offenders that breaks no rule. */
export function twin(name: string, make: Make): Specimen {
    return { name, what: "", make, says: {}, notKnown: {} };
}

/** What is wrong with a stack as a whole, because of the specimens that it has; it makes nothing itself. */
export function ofTheStack(what: string, says: Says): Specimen {
    return { what, make: () => undefined, says, notKnown: {} };
}

/** One or several words as a list. */
export function listOf(words: string | readonly string[]): readonly string[] {
    return typeof words === "string" ? [words] : words;
}
