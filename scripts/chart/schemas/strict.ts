/**
 * From Kubernetes' dialects of OpenAPI (2 for its own kinds, 3 for custom ones) to strict JSON schemas (draft 7): a field that the
 * API does not know is refused. Pure.
 */

/** The part of an OpenAPI schema that is read here; both dialects are meant. */
export interface OpenApiSchema {
    readonly $ref?: string;
    readonly type?: string;
    readonly format?: string;
    readonly nullable?: boolean;
    readonly properties?: Readonly<Record<string, OpenApiSchema>>;
    readonly additionalProperties?: boolean | OpenApiSchema;
    readonly items?: OpenApiSchema;
    readonly required?: readonly string[];
    readonly allOf?: readonly OpenApiSchema[];
    readonly anyOf?: readonly OpenApiSchema[];
    readonly oneOf?: readonly OpenApiSchema[];
    readonly not?: OpenApiSchema;
    readonly "x-kubernetes-int-or-string"?: boolean;
    readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
    readonly "x-kubernetes-embedded-resource"?: boolean;
}

/** A JSON schema; written to a file, never looked into. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Keywords that mean the same in JSON schema. Descriptions, defaults and formats are left out: they refuse nothing. */
const KEPT = [
    "enum",
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "multipleOf",
] as const;

/** A quantity may be written as a number too, which the OpenAPI document does not say. */
const QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";

/** A definition of the OpenAPI document, by its name there. */
export function strictDefinition(name: string, schema: OpenApiSchema): JsonSchema {
    return name === QUANTITY ? { type: ["string", "number"] } : strict(schema);
}

/** A schema that refuses unknown fields. */
export function strict(schema: OpenApiSchema): JsonSchema {
    if (schema.$ref !== undefined) return { $ref: schema.$ref };
    if (schema["x-kubernetes-int-or-string"] === true || schema.format === "int-or-string") {
        return { ...keptKeywords(schema), type: typeOf(schema, ["integer", "string"]) };
    }
    const { properties, additionalProperties, items } = schema;
    const closed =
        properties !== undefined &&
        additionalProperties === undefined &&
        schema["x-kubernetes-preserve-unknown-fields"] !== true &&
        schema["x-kubernetes-embedded-resource"] !== true;
    return {
        ...keptKeywords(schema),
        ...(schema.type === undefined ? {} : { type: typeOf(schema, [schema.type]) }),
        ...(properties === undefined ? {} : { properties: mapValues(properties, strict) }),
        ...(typeof additionalProperties === "object"
            ? { additionalProperties: strict(additionalProperties) }
            : closed
              ? { additionalProperties: false }
              : {}),
        ...(items === undefined ? {} : { items: strict(items) }),
        ...branches(schema),
    };
}

/** Parts of a condition name some fields of an object that is described elsewhere, so nothing is closed in them. */
function loose(schema: OpenApiSchema): JsonSchema {
    return {
        ...keptKeywords(schema),
        ...(schema.type === undefined ? {} : { type: schema.type }),
        ...(schema.properties === undefined ? {} : { properties: mapValues(schema.properties, loose) }),
        ...(schema.items === undefined ? {} : { items: loose(schema.items) }),
        ...branches(schema),
    };
}

function branches(schema: OpenApiSchema): JsonSchema {
    const { allOf, anyOf, oneOf, not } = schema;
    return {
        ...(allOf === undefined ? {} : { allOf: allOf.map(loose) }),
        ...(anyOf === undefined ? {} : { anyOf: anyOf.map(loose) }),
        ...(oneOf === undefined ? {} : { oneOf: oneOf.map(loose) }),
        ...(not === undefined ? {} : { not: loose(not) }),
    };
}

function keptKeywords(schema: OpenApiSchema): JsonSchema {
    const given = schema as JsonSchema;
    const kept = KEPT.filter((keyword) => keyword in given).map((keyword) => [keyword, given[keyword]]);
    // An empty list is no draft-4 schema, and says nothing.
    const { required = [] } = schema;
    return Object.fromEntries(required.length === 0 ? kept : [...kept, ["required", required]]) as JsonSchema;
}

function typeOf(schema: OpenApiSchema, types: readonly string[]): string | readonly string[] {
    const all = schema.nullable === true ? [...types, "null"] : types;
    return all.length === 1 ? (all[0] ?? []) : all;
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
