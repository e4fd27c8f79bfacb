/** Schemas of whole objects, one for each kind, from the API's description and from CustomResourceDefinitions. Pure. */
import { type JsonSchema, type OpenApiSchema, strict, strictDefinition } from "./strict";

/** The schema of one kind in one version. */
export interface KindSchema {
    /** API group and version as objects state it, e.g. `apps/v1`. */
    readonly apiVersion: string;
    readonly kind: string;
    readonly schema: JsonSchema;
}

interface GroupVersionKind {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
}

/** An OpenAPI 2 document as Kubernetes publishes it. */
export interface OpenApiDocument {
    readonly definitions: Readonly<
        Record<string, OpenApiSchema & { readonly "x-kubernetes-group-version-kind"?: readonly GroupVersionKind[] }>
    >;
}

/** A CustomResourceDefinition, as far as it is read here. */
export interface ResourceDefinition {
    readonly kind: string;
    readonly spec: {
        readonly group: string;
        readonly names: { readonly kind: string };
        readonly versions: readonly {
            readonly name: string;
            readonly schema: { readonly openAPIV3Schema: OpenApiSchema };
        }[];
    };
}

const DEFINITIONS = "#/definitions/";
const OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/** Every kind of the API that an object can be of: it has metadata and one group, version and kind. */
export function kindsOfApi(document: OpenApiDocument): KindSchema[] {
    return Object.entries(document.definitions).flatMap(([name, definition]) => {
        const [id, ...others] = definition["x-kubernetes-group-version-kind"] ?? [];
        if (!id || others.length > 0 || definition.properties?.metadata === undefined) return [];
        return [kindSchema(id, strictDefinition(name, definition), document)];
    });
}

/** The kinds of a CustomResourceDefinition, one for each version. Their metadata is held to the API's own. */
export function kindsOfDefinition({ spec }: ResourceDefinition, document: OpenApiDocument): KindSchema[] {
    return spec.versions.map(({ name, schema }) => {
        const root = schema.openAPIV3Schema;
        const properties = { ...root.properties, metadata: { $ref: DEFINITIONS + OBJECT_META } };
        const id = { group: spec.group, version: name, kind: spec.names.kind };
        return kindSchema(id, strict({ ...root, properties }), document);
    });
}

/** A root schema with all that it refers to, so that a file needs no other. */
function kindSchema(
    { group, version, kind }: GroupVersionKind,
    root: JsonSchema,
    document: OpenApiDocument,
): KindSchema {
    const apiVersion = group === "" ? version : `${group}/${version}`;
    const { properties, required = [] } = root as { properties: JsonSchema; required?: readonly string[] };
    const schema = {
        $schema: "http://json-schema.org/draft-07/schema#",
        ...root,
        properties: { ...properties, apiVersion: { const: apiVersion }, kind: { const: kind } },
        required: [...new Set([...required, "apiVersion", "kind", "metadata"])],
        definitions: definitionsFor(root, document),
    };
    return { apiVersion, kind, schema };
}

/** The definitions that a schema refers to, directly and through others. */
function definitionsFor(root: JsonSchema, document: OpenApiDocument): Record<string, JsonSchema> {
    const found: Record<string, JsonSchema> = {};
    const open = referencesIn(root);
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
        if (name in found) continue;
        const definition = document.definitions[name];
        if (!definition) throw new Error(`The API's description refers to ${name} and does not define it`);
        const schema = strictDefinition(name, definition);
        found[name] = schema;
        open.push(...referencesIn(schema));
    }
    return found;
}

function referencesIn(schema: unknown): string[] {
    if (typeof schema !== "object" || schema === null) return [];
    return Object.entries(schema).flatMap(([key, value]: [string, unknown]) =>
        key === "$ref" && typeof value === "string" ? [value.slice(DEFINITIONS.length)] : referencesIn(value),
    );
}
