import {
    changeMap,
    containsSecret,
    containsUnknown,
    isMap,
    PropertyMap,
    PropertyValue,
    sameValue,
    Secret,
    UNKNOWN,
} from "../../protocol/value";
import { GroupVersionKind } from "../kinds";
import { at, mapAt } from "./live";

/** Where the state keeps the name under which the object's fields are ours; the official provider's spelling. */
export const FIELD_MANAGER = "__fieldManager";

/** What the server decides anew for each object, so that a dry run's answer says nothing of the real one. */
const PER_OBJECT = ["creationTimestamp", "generation", "resourceVersion", "uid"];

/** The live object as the engine keeps it: secret where the inputs are, and with the name of our field manager. */
export function outputsOf(live: PropertyMap, inputs: PropertyMap, manager: string): PropertyMap {
    const metadata = { ...mapAt(live, "metadata") };
    Reflect.deleteProperty(metadata, "managedFields");
    return { ...withSecrets({ ...live, metadata }, inputs), [FIELD_MANAGER]: manager };
}

/**
 * What a dry run says that an object will be, with unknowns for what only the real thing shows.
 *
 * @param before the outputs by now; undefined for an object that does not exist
 */
export function previewOf(
    gvk: GroupVersionKind,
    answer: PropertyMap,
    inputs: PropertyMap,
    before: PropertyMap | undefined,
    manager: string,
): PropertyMap {
    const outputs = outputsOf(answer, inputs, manager);
    const kept = before === undefined ? {} : mapAt(before, "metadata");
    const metadata = changeMap(outputs.metadata ?? {}, (given) => {
        const open = PER_OBJECT.map((name) => [name, name === "resourceVersion" ? UNKNOWN : (kept[name] ?? UNKNOWN)]);
        return { ...given, ...(Object.fromEntries(open) as PropertyMap) };
    });
    const isService = gvk.group === "core" && gvk.kind === "Service" && before === undefined;
    const spec: PropertyMap = isService ? { spec: withoutAddresses(outputs.spec ?? {}, inputs) } : {};
    return { ...outputs, ...spec, metadata, ...statusOf(outputs, before) };
}

/** A dry run takes addresses and ports from the pool, and gives them back. */
function withoutAddresses(spec: PropertyValue, inputs: PropertyMap): PropertyValue {
    return changeMap(spec, (given) => {
        const result = { ...given };
        for (const name of ["clusterIP", "clusterIPs", "healthCheckNodePort"]) {
            if (result[name] !== undefined && at(inputs, "spec", name) === undefined) {
                result[name] = UNKNOWN;
            }
        }
        const ports = at(inputs, "spec", "ports");
        const type = at(inputs, "spec", "type");
        return type === "NodePort" || type === "LoadBalancer" ? { ...result, ports: ports ?? UNKNOWN } : result;
    });
}

/** A status follows from the spec: it stays where that stays. */
function statusOf(outputs: PropertyMap, before: PropertyMap | undefined): PropertyMap {
    const status = before?.status ?? outputs.status;
    if (status === undefined) {
        return {};
    }
    const isSteady = before !== undefined && sameValue(before.spec ?? null, outputs.spec ?? null);
    return { status: isSteady && !containsUnknown(outputs.spec) ? status : UNKNOWN };
}

/**
 * Marks in the output what is secret in the input, at the same place; a list with anything secret in it is secret as
 * a whole, since its items may have moved. A Secret's data is secret whatever the program says.
 * Source: annotateSecrets in provider/pkg/provider/provider.go of github.com/pulumi/pulumi-kubernetes.
 */
export function withSecrets(output: PropertyMap, input: PropertyMap): PropertyMap {
    const result: PropertyMap = { ...output };
    if (output.kind === "Secret") {
        for (const name of ["data", "stringData"]) {
            const value = result[name];
            if (value !== undefined) {
                result[name] = new Secret(value);
            }
        }
    }
    for (const [name, given] of Object.entries(input)) {
        const value = result[name];
        if (value === undefined || value instanceof Secret) {
            continue;
        }
        if (isMap(value) && isMap(given)) {
            result[name] = withSecrets(value, given);
        } else if (containsSecret(given)) {
            result[name] = new Secret(value);
        }
    }
    return result;
}
