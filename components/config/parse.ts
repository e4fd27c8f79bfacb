import { z } from "zod";

import { fieldHelp } from "./fields";
import { nearest, printable, show, UNKNOWN_KEY, type Mistake } from "./mistakes";
import { platformSchema, type PlatformConfig } from "./schema";

/** A configuration of which some values may be missing, because they were not valid. */
export type Partially<T> = T extends readonly (infer E)[]
    ? Partially<E>[]
    : T extends object
      ? { readonly [K in keyof T]?: Partially<T[K]> }
      : T;

/**
 * Checks each field by itself, so that one wrong value hides no other and rules over several fields can still judge
 * those that are right. (A schema library stops refining an object at its first wrong field.)
 */
export function parsePlatform(raw: Readonly<Record<string, unknown>>): {
    readonly values: Partially<PlatformConfig>;
    readonly mistakes: Mistake[];
} {
    const mistakes: Mistake[] = [];
    // The walk follows the schema, so what comes out has the schema's type as far as it is there.
    const values = parseObject(platformSchema, raw, "", mistakes) as Partially<PlatformConfig>;
    return { values, mistakes };
}

function parseValue(schema: z.ZodType, raw: unknown, path: string, mistakes: Mistake[]): unknown {
    if (schema instanceof z.ZodObject) {
        return parseObject(schema, raw, path, mistakes);
    }
    const element = elementOf(schema);
    if (element && Array.isArray(raw)) {
        return parseList(element, raw, path, mistakes);
    }
    if (schema instanceof z.ZodArray && schema.element instanceof z.ZodObject) {
        mistakes.push({ path, given: show(raw), allowed: "a list", fix: "list at least one, as in Pulumi.dev.yaml" });
        return undefined;
    }
    return parseField(schema, raw, path, mistakes);
}

function elementOf(schema: z.ZodType): z.ZodType | undefined {
    const inner: unknown = schema instanceof z.ZodDefault ? schema.unwrap() : schema;
    return inner instanceof z.ZodArray ? (inner.element as z.ZodType) : undefined;
}

function parseList(element: z.ZodType, raw: readonly unknown[], path: string, mistakes: Mistake[]): unknown {
    const before = mistakes.length;
    const items = raw.map((item, index) => parseValue(element, item, `${path}[${index}]`, mistakes));
    if (element instanceof z.ZodObject) {
        // Rules find what is valid of each object, and an object without any where something else stood.
        return items.map((item) => item ?? {});
    }
    return mistakes.length === before ? items : undefined;
}

function parseField(schema: z.ZodType, raw: unknown, path: string, mistakes: Mistake[]): unknown {
    const given = raw === "" || raw === null ? undefined : raw;
    const result = schema.safeParse(given);
    if (result.success) {
        return result.data;
    }
    const { allowed, fix, choices } = fieldHelp(schema);
    const meant = typeof given === "string" && choices ? nearest(given, choices) : undefined;
    mistakes.push({ path, given: show(given), allowed, fix: meant ? `did you mean ${meant}?` : fix });
    return undefined;
}

function parseObject(
    schema: z.ZodObject,
    raw: unknown,
    path: string,
    mistakes: Mistake[],
): Record<string, unknown> | undefined {
    const given = raw ?? {};
    const keys = Object.keys(schema.shape);
    if (typeof given !== "object" || Array.isArray(given)) {
        const kind = Array.isArray(given) ? "a list" : `a ${typeof given}`;
        mistakes.push({ path, given: kind, allowed: `keys: ${keys.join(", ")}`, fix: "set these keys below it" });
        return undefined;
    }
    const below = path === "" ? "" : `${path}.`;
    for (const key of Object.keys(given)) {
        if (!keys.includes(key)) {
            const meant = nearest(key, keys);
            const fix = meant ? `did you mean ${meant}?` : "remove it";
            const at = `${below}${printable(key)}`;
            mistakes.push({ path: at, given: UNKNOWN_KEY, allowed: `keys: ${keys.join(", ")}`, fix });
        }
    }
    const entries: [string, unknown][] = Object.entries(schema.shape).map(([key, field]) => {
        const value = Object.hasOwn(given, key) ? (given as Record<string, unknown>)[key] : undefined;
        return [key, parseValue(field as z.ZodType, value, `${below}${key}`, mistakes)];
    });
    return Object.fromEntries(entries);
}
