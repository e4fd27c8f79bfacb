/** A stack's resource graph as a reviewer reads it, from the engine's own plan. Pure. */
import { runtime } from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { ResourceGoal, UpdatePlan } from "./plan";

/** What stands for a value that only exists once its resource does: an id, an endpoint. */
const UNKNOWN = "<unknown>";
/** What stands for a secret, whatever it is: a golden file is public. */
const SECRET = "<secret>";

/**
 * Bookkeeping of the SDK and the provider among the inputs: which of them are defaults, and the provider's own settings.
 * The defaults themselves are inputs like any other.
 */
const BOOKKEEPING: readonly string[] = ["__defaults", "__internal"];

/** Options that are shown where a resource has them. */
const OPTIONS = [
    "protect",
    "retainOnDelete",
    "deleteBeforeReplace",
    "ignoreChanges",
    "additionalSecretOutputs",
    "id",
    "customTimeouts",
] as const satisfies readonly (keyof ResourceGoal)[];

/**
 * The graph as YAML: each resource under its type and name, with parent, provider, inputs, outputs that the program
 * gives, dependencies and options. It is sorted, and holds no value that differs between two runs or two machines.
 *
 * @param plan the plan of a preview of a stack that does not exist yet
 * @throws Error when two resources share type and name, which only their parents tell apart
 */
export function describeGraph(plan: UpdatePlan): string {
    const resources = new Map<string, object>();
    for (const [urn, { goal }] of Object.entries(plan.resourcePlans)) {
        const name = shorten(urn);
        if (resources.has(name)) throw new Error(`two resources are called ${name}: the graph cannot tell them apart`);
        resources.set(name, goal ? describe(goal) : {});
    }
    const sorted = [...resources].sort(([a], [b]) => compare(byName(a), byName(b)));
    // Long lines are not folded, and equal values are written out: a diff then shows what has changed and nothing else.
    const blocks = sorted.map(([name, resource]) =>
        stringify({ [name]: resource }, { lineWidth: 0, aliasDuplicateObjects: false }),
    );
    return blocks.join("\n");
}

function describe(goal: ResourceGoal): object {
    const parts: Record<string, unknown> = {
        parent: goal.parent && shorten(goal.parent),
        // Its id is unknown, or was made by the engine.
        provider: goal.provider && shorten(goal.provider.split("::").slice(0, -1).join("::")),
        inputs: clean(goal.inputDiff.adds),
        outputs: clean(goal.outputDiff.adds),
        dependencies: goal.dependencies?.map(shorten).sort(compare),
        propertyDependencies: propertyDependencies(goal),
        aliases: [...(goal.aliases ?? []), ...(goal.structuredAliases ?? []).map(describeAlias)],
        ...Object.fromEntries(OPTIONS.map((option) => [option, clean(goal[option])])),
    };
    return Object.fromEntries(Object.entries(parts).filter(([, value]) => !isEmpty(value)));
}

/** Which inputs come from which resources; inputs that come from none are left out. */
function propertyDependencies(goal: ResourceGoal): object {
    const entries = Object.entries(goal.propertyDependencies ?? {})
        .filter(([, urns]) => urns.length > 0)
        .sort(([a], [b]) => compare(a, b))
        .map(([property, urns]) => [property, urns.map(shorten).sort(compare)] as const);
    return Object.fromEntries(entries);
}

/** What an alias names: the engine spells out every part of one, also those that it leaves as they are. */
function describeAlias(alias: Readonly<Record<string, unknown>>): object {
    const parts = Object.entries(alias)
        .filter(([, value]) => !isEmpty(value))
        .map(([key, value]) => [key, key === "Parent" ? shorten(String(value)) : value] as const);
    return Object.fromEntries(parts);
}

/** `type::name` of a URN: stack and project are the same in all of them, and the parent is told by itself. */
function shorten(urn: string): string {
    const [, , types = "", ...name] = urn.split("::");
    return [types.split("$").at(-1) ?? types, ...name].join("::");
}

/** What belongs together stands together: resources are ordered by name, then by type. */
function byName(short: string): string {
    const [type = "", ...name] = short.split("::");
    return `${name.join("::")}\0${type}`;
}

/** The order of code units, which is the same in every locale. */
function compare(a: string, b: string): number {
    return a < b ? -1 : Number(a > b);
}

function isEmpty(value: unknown): boolean {
    if (value === undefined || value === false || value === "") return true;
    return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** A value with its keys sorted, markers for what is unknown or secret, and JSON over several lines. */
function clean(value: unknown): unknown {
    if (typeof value === "string") return value === runtime.unknownValue ? UNKNOWN : readable(value);
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== "object" || value === null) return value;
    const signature = runtime.specialSigKey in value ? value[runtime.specialSigKey] : undefined;
    if (signature === runtime.specialSecretSig) return SECRET;
    if (signature === runtime.specialResourceSig && "urn" in value) return shorten(String(value.urn));
    const entries = Object.entries(value)
        .filter(([key]) => !BOOKKEEPING.includes(key))
        .sort(([a], [b]) => compare(a, b))
        .map(([key, inner]) => [key, clean(inner)] as const);
    return Object.fromEntries(entries);
}

/** A policy document or the like over several lines, so that a diff shows the line that changed. */
function readable(text: string): string {
    if (!/^[[{]/.test(text)) return text;
    try {
        const content: unknown = JSON.parse(text);
        // Any other spelling is left as it is: a change of spelling is a change of the input.
        return JSON.stringify(content) === text ? JSON.stringify(content, undefined, 2) : text;
    } catch {
        return text;
    }
}
