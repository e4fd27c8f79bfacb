import { z } from "zod";

import { LOG_RETENTION_DAYS } from "./known";

/**
 * Kinds of fields that the schema is made of, each with the words of its message.
 */

/** What a message says about a key, beside the value that was given. */
export interface FieldHelp {
    /** What is accepted, in words. */
    readonly allowed: string;
    /** What the reader should do. */
    readonly fix: string;
    /** The accepted values, where they are a short list: used to propose the nearest spelling. */
    readonly choices?: readonly string[];
}

const help = z.registry<FieldHelp>();

/** The words for one field of the schema. */
export function fieldHelp(schema: z.core.$ZodType): FieldHelp {
    const found = help.get(schema);
    if (!found) {
        throw new Error("a field of the configuration schema has no words for its messages");
    }
    return found;
}

/** A field with its words. */
export function described<S extends z.ZodType>(schema: S, words: FieldHelp): S {
    help.add(schema, words);
    return schema;
}

/** Text of a certain form. */
export function text(pattern: RegExp, allowed: string, fix: string) {
    return described(z.string().regex(pattern), { allowed, fix });
}

/** Text of a certain form, or this one. */
export function textWithDefault(pattern: RegExp, value: string, allowed: string, fix: string) {
    return described(z.string().regex(pattern).default(value), { allowed, fix });
}

/** One of a few words. */
export function choice<const T extends readonly [string, ...string[]]>(choices: T, fix: string) {
    return described(z.enum(choices), { allowed: choices.join(", "), fix, choices });
}

/** One of a few words, or this one. */
export function choiceWithDefault<const T extends readonly [string, ...string[]]>(
    choices: T,
    value: T[number],
    fix: string,
) {
    const field = z.enum(choices).default(value as never);
    return described(field, { allowed: choices.join(", "), fix, choices });
}

/** A name that a list of AWS's knows, or this one. */
export function known(test: (value: string) => boolean, allowed: string, fix: string, value: string) {
    return described(z.string().refine(test).default(value), { allowed, fix });
}

/** A whole number within limits. */
export function whole(min: number, max: number, unit: string) {
    const allowed = `a whole number of ${unit} from ${min} to ${max}`;
    return described(z.int().min(min).max(max), { allowed, fix: `set ${allowed}` });
}

/** A whole number within limits, or this one. */
export function wholeWithDefault(min: number, max: number, value: number, unit: string) {
    const allowed = `a whole number of ${unit} from ${min} to ${max}`;
    return described(z.int().min(min).max(max).default(value), { allowed, fix: `set ${allowed}` });
}

/** Yes or no, or this one. */
export function flag(value: boolean) {
    return described(z.boolean().default(value), { allowed: "true or false", fix: "set true or false, no quotes" });
}

/** Days that logs are kept, or this many. */
export function retention(value: number) {
    const allowed = `one of the days CloudWatch Logs keeps: ${LOG_RETENTION_DAYS.join(", ")}`;
    const field = z.int().refine((days) => LOG_RETENTION_DAYS.includes(days));
    return described(field.default(value), { allowed, fix: "choose one of these numbers of days" });
}
