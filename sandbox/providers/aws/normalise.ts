import { isMap, PropertyMap, PropertyValue, reveal, Secret } from "../protocol/value";
import { ResourceDefinition } from "./definition";
import { parseJson } from "./rules";

/** Inputs in the form in which they are compared: order of sets and spelling of JSON documents do not count. */
export function normalise(definition: ResourceDefinition, inputs: PropertyMap): PropertyMap {
    let result: PropertyMap = { ...inputs };
    delete result.__defaults;
    for (const path of definition.sets ?? []) {
        result = changeAt(result, path.split("."), sorted) as PropertyMap;
    }
    for (const path of definition.documents ?? []) {
        result = changeAt(result, path.split("."), canonical) as PropertyMap;
    }
    return result;
}

function changeAt(
    value: PropertyValue,
    steps: readonly string[],
    change: (value: PropertyValue) => PropertyValue,
): PropertyValue {
    if (value instanceof Secret) {
        return new Secret(changeAt(value.value, steps, change));
    }
    const [step, ...rest] = steps;
    if (step === undefined) {
        return change(value);
    }
    const part = isMap(value) ? value[step] : undefined;
    return isMap(value) && part !== undefined ? { ...value, [step]: changeAt(part, rest, change) } : value;
}

function sorted(value: PropertyValue): PropertyValue {
    return Array.isArray(value) ? value.toSorted((a, b) => compare(textOf(a), textOf(b))) : value;
}

function textOf(value: PropertyValue): string {
    return JSON.stringify(reveal(value));
}

function compare(left: string, right: string): number {
    return left < right ? -1 : left > right ? 1 : 0;
}

function canonical(value: PropertyValue): PropertyValue {
    const parsed = typeof value === "string" ? parseJson(value) : {};
    return parsed.value === undefined ? value : JSON.stringify(parsed.value, sortKeys);
}

function sortKeys(_key: string, value: unknown): unknown {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return value;
    }
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compare(a, b)));
}
