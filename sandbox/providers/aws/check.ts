import { hexOf } from "../protocol/identity";
import { CheckFailure, CheckRequest, CheckResult } from "../protocol/service";
import {
    containsSecret,
    containsUnknown,
    isMap,
    PropertyMap,
    PropertyValue,
    reveal,
    Secret,
    UNKNOWN,
} from "../protocol/value";
import { AutonameRule, ResourceDefinition } from "./definition";
import { Environment } from "./environment";
import { Inputs } from "./inputs";

/** The name that each URN has in this run: the engine checks a replacement without its old inputs. */
export type NameMemory = Map<string, string>;

/** What the provider does to inputs before it shows them to anybody: names, defaults, default tags, validation. */
export function checkInputs(
    definition: ResourceDefinition,
    request: CheckRequest,
    environment: Environment,
    names: NameMemory,
): CheckResult {
    const inputs: PropertyMap = {};
    for (const [name, value] of Object.entries(request.news)) {
        if (value !== null) {
            inputs[name] = value;
        }
    }
    for (const name of definition.documents ?? []) {
        writeDocument(inputs, name);
    }
    const failures: CheckFailure[] = [];
    const defaulted = applyDefaults(definition, inputs);
    if (definition.autoname !== undefined) {
        defaulted.push(...applyName(definition.autoname, request, inputs, names, failures));
    }
    if (definition.untagged !== true && definition.framework !== true) {
        inputs.tagsAll = mergedTags(environment.defaultTags, inputs.tags);
    }
    inputs.__defaults = defaulted.sort();

    const report = (path: string, reason: string): void => {
        failures.push({ property: path, reason: `${reason}. Examine values at '${request.name}.${path}'.` });
    };
    const reader = new Inputs(inputs);
    for (const property of definition.required ?? []) {
        if (inputs[property] === undefined) {
            failures.push({
                property,
                reason: `Missing required argument. The argument "${property}" is required, but no definition was found.. Examine values at '${request.name}.${property}'.`,
            });
        }
    }
    for (const rule of definition.rules ?? []) {
        rule(reader, report);
    }
    return { inputs, failures };
}

/** The provider takes a policy as an object too, and makes it the text that AWS wants. */
function writeDocument(inputs: PropertyMap, name: string): void {
    const value = inputs[name];
    const plain = value === undefined ? null : reveal(value);
    if (isMap(plain)) {
        const text = containsUnknown(plain) ? UNKNOWN : JSON.stringify(plain);
        inputs[name] = containsSecret(value) ? new Secret(text) : text;
    }
}

function applyDefaults(definition: ResourceDefinition, inputs: PropertyMap): string[] {
    const missing = Object.entries(definition.defaults ?? {}).filter(([name]) => inputs[name] === undefined);
    for (const [name, value] of missing) {
        inputs[name] = value;
    }
    return missing.map(([name]) => name);
}

/** Fills the name in, unless the program gave one or a prefix (then AWS's answer tells the name). */
function applyName(
    rule: AutonameRule,
    request: CheckRequest,
    inputs: PropertyMap,
    names: NameMemory,
    failures: CheckFailure[],
): string[] {
    if (inputs[rule.property] !== undefined || inputs[`${rule.property}Prefix`] !== undefined) {
        return [];
    }
    const old = request.olds[rule.property];
    if (typeof old === "string" && wasDefaulted(request.olds, rule.property)) {
        names.set(request.urn, old);
        inputs[rule.property] = old;
        return [rule.property];
    }
    const name = request.proposedName ?? freshName(rule, request, names.get(request.urn));
    if (name.length > rule.max) {
        failures.push({
            property: rule.property,
            reason: `the automatic name '${name}' is longer than ${rule.max} characters: give ${rule.property} yourself`,
        });
    }
    inputs[rule.property] = name;
    return [rule.property];
}

function wasDefaulted(olds: PropertyMap, property: string): boolean {
    const defaulted: PropertyValue = reveal(olds.__defaults ?? []);
    return Array.isArray(defaulted) && defaulted.includes(property);
}

/**
 * The SDKs' convention: the logical name and seven hexadecimal digits; here a hash instead of chance, so that preview
 * and update agree. A replacement's digits follow from its predecessor's name.
 */
function freshName(rule: AutonameRule, { urn, name }: CheckRequest, predecessor = ""): string {
    const text = `${rule.prefix ?? ""}${name}-${hexOf(7, urn, predecessor)}`;
    return rule.lowerCase === true ? text.toLowerCase() : text;
}

/**
 * Every tag that the resource will have: its own before the provider's default tags. The provider writes them into
 * `tagsAll` before it checks, and leaves `tags` as the program gave them; a resource of the plugin framework gets them
 * with its plan. One unknown tag makes the whole unknown.
 * Source: applyTagsPreCheckCallback and mergeTags in provider/tags.go of github.com/pulumi/pulumi-aws.
 */
export function mergedTags(defaultTags: PropertyMap, tags: PropertyValue = {}): PropertyValue {
    if (tags instanceof Secret) {
        return new Secret(mergedTags(defaultTags, tags.value));
    }
    if (containsUnknown(tags) || !isMap(tags)) {
        return containsSecret(tags) ? new Secret(UNKNOWN) : UNKNOWN;
    }
    return { ...defaultTags, ...tags };
}
