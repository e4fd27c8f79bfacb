import { ChangeKind, PropertyChange } from "./service";
import { isMap, PropertyMap, PropertyValue, sameValue, Secret } from "./value";

/** One step of a property path: a key or an index. */
type Step = string | number;

interface RawChange {
    readonly steps: readonly Step[];
    readonly kind: ChangeKind;
    readonly before: PropertyValue | undefined;
    readonly after: PropertyValue | undefined;
}

/**
 * The changes that lead from one set of inputs to another, as deep as both sides have the same shape.
 *
 * @param replaces tells for a path (indices left out: `ingress.fromPort`) whether its change needs a replacement
 */
export function diffProperties(
    before: PropertyMap,
    after: PropertyMap,
    replaces: (path: string) => boolean,
): PropertyChange[] {
    return diffMaps(before, after, []).map((change) => ({
        path: formatPath(change.steps),
        kind: change.kind,
        replace: touchedPaths(change).some(replaces),
    }));
}

function diffMaps(before: PropertyMap, after: PropertyMap, prefix: readonly Step[]): RawChange[] {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => diffValues(own(before, name), own(after, name), [...prefix, name]));
}

function own(map: PropertyMap, name: string): PropertyValue | undefined {
    return Object.hasOwn(map, name) ? map[name] : undefined;
}

function diffValues(
    before: PropertyValue | undefined,
    after: PropertyValue | undefined,
    steps: readonly Step[],
): RawChange[] {
    if (before instanceof Secret) {
        return diffValues(before.value, after, steps);
    }
    if (after instanceof Secret) {
        return diffValues(before, after.value, steps);
    }
    if ((before ?? null) === null && (after ?? null) === null) {
        return [];
    }
    if (isMap(before) && isMap(after)) {
        return diffMaps(before, after, steps);
    }
    if (Array.isArray(before) && Array.isArray(after)) {
        const length = Math.max(before.length, after.length);
        return Array.from({ length }, (_, index) => diffValues(before[index], after[index], [...steps, index])).flat();
    }
    if (sameValue(before, after)) {
        return [];
    }
    const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
    return [{ steps, kind, before, after }];
}

/** The changed path and every path below it: a whole object that comes or goes changes all that it holds. */
function touchedPaths(change: RawChange): string[] {
    const path = change.steps.filter((step) => typeof step === "string").join(".");
    return [...new Set([path, ...pathsBelow(change.before, path), ...pathsBelow(change.after, path)])];
}

function pathsBelow(value: PropertyValue | undefined, path: string): string[] {
    if (value instanceof Secret) {
        return pathsBelow(value.value, path);
    }
    if (Array.isArray(value)) {
        return value.flatMap((item) => pathsBelow(item, path));
    }
    if (!isMap(value)) {
        return [];
    }
    return Object.entries(value).flatMap(([name, item]) => [`${path}.${name}`, ...pathsBelow(item, `${path}.${name}`)]);
}

/** The engine's spelling of a path: simple keys with dots, others quoted, indices in brackets. */
export function formatPath(steps: readonly Step[]): string {
    return steps.reduce<string>((path, step) => {
        if (typeof step === "number") {
            return `${path}[${step}]`;
        }
        if (/^[A-Za-z_$][\w$]*$/.test(step)) {
            return path === "" ? step : `${path}.${step}`;
        }
        return `${path}["${step.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"]`;
    }, "");
}
