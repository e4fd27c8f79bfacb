import { hexOf } from "../protocol/identity";
import {
    changeMap,
    containsSecret,
    containsUnknown,
    isMap,
    PropertyMap,
    PropertyValue,
    reveal,
    sameValue,
    Secret,
    Unknown,
    UNKNOWN,
    valueAt,
} from "../protocol/value";
import { GroupVersionKind, splitId } from "./kinds";
import { healthyStatus } from "./status";

interface Intent {
    readonly urn: string;
    readonly inputs: PropertyMap;
    readonly preview: boolean;
}

interface Before {
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

/**
 * The object as the API server would give it back: what the program asked for (unknowns and secrets in their places)
 * and what the server adds. In a preview the additions are unknown, or as they were where the change leaves them be.
 *
 * @param id undefined while the object does not exist
 */
export function liveObject(
    gvk: GroupVersionKind,
    { urn, inputs, preview }: Intent,
    id: string | undefined,
    before: Before | undefined,
): PropertyMap {
    const outputs = { ...inputs };
    outputs.metadata = changeMap(outputs.metadata ?? {}, (metadata) => ({
        ...metadata,
        ...serverMetadata(urn, preview, id, before),
        ...((metadata.name ?? "") === "" ? { name: id === undefined ? UNKNOWN : splitId(id).name } : {}),
    }));
    if (gvk.group === "core" && gvk.kind === "Service" && !gvk.isPatch) {
        outputs.spec = changeMap(outputs.spec ?? {}, (spec) => withClusterIp(spec, preview, id, before));
    }
    if (gvk.group === "core" && gvk.kind === "Secret") {
        Object.assign(outputs, secretData(inputs));
    }
    const status = statusOf(gvk, inputs, preview, id, before);
    return status === undefined ? outputs : { ...outputs, status };
}

function serverMetadata(
    urn: string,
    preview: boolean,
    id: string | undefined,
    before: Before | undefined,
): PropertyMap {
    const kept = valueAt(before?.outputs ?? {}, "metadata.uid");
    if (preview) {
        return { resourceVersion: UNKNOWN, uid: kept ?? UNKNOWN };
    }
    const version = Number(reveal(valueAt(before?.outputs ?? {}, "metadata.resourceVersion") ?? null));
    return {
        resourceVersion: String(Number.isInteger(version) ? version + 1 : 1),
        uid: kept ?? uidOf(urn, id ?? ""),
    };
}

/** A UUID for the object's place in the stack and its name: a replacement under another name has another one. */
function uidOf(urn: string, id: string): string {
    const hex = hexOf(32, "uid", urn, id);
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join(
        "-",
    );
}

function withClusterIp(
    spec: PropertyMap,
    preview: boolean,
    id: string | undefined,
    before: Before | undefined,
): PropertyMap {
    const type = reveal(spec.type ?? null);
    if (spec.clusterIP !== undefined || type === "ExternalName") {
        return spec;
    }
    if (type instanceof Unknown) {
        // One of type ExternalName would have none.
        return { ...spec, clusterIP: UNKNOWN };
    }
    const kept = valueAt(before?.outputs ?? {}, "spec.clusterIP");
    const digits = Number.parseInt(hexOf(4, "clusterIP", id ?? ""), 16);
    // 172.20.0.0/16 is the range of an EKS cluster that names none.
    const fresh = preview ? UNKNOWN : `172.20.${Math.floor(digits / 256)}.${1 + (digits % 254)}`;
    return { ...spec, clusterIP: kept ?? fresh };
}

/** The server keeps a Secret's `stringData` as base64 in `data`. */
function secretData(inputs: PropertyMap): PropertyMap {
    const [text, data] = [inputs.stringData, inputs.data];
    if (text === undefined) {
        return {};
    }
    const plainText = reveal(text);
    const plainData = reveal(data ?? {});
    const isSecret = containsSecret(text) || containsSecret(data);
    if (containsUnknown(text) || containsUnknown(data) || !isMap(plainText) || !isMap(plainData)) {
        return { data: isSecret ? new Secret(UNKNOWN) : UNKNOWN };
    }
    const encoded = Object.entries(plainText).map(([name, value]) => [
        name,
        typeof value === "string" ? Buffer.from(value).toString("base64") : value,
    ]);
    const merged: PropertyMap = { ...plainData, ...(Object.fromEntries(encoded) as PropertyMap) };
    return { data: isSecret ? new Secret(merged) : merged };
}

function statusOf(
    gvk: GroupVersionKind,
    inputs: PropertyMap,
    preview: boolean,
    id: string | undefined,
    before: Before | undefined,
): PropertyValue | undefined {
    const kept = before?.outputs.status;
    const isSteady = before !== undefined && sameValue(before.inputs.spec ?? null, inputs.spec ?? null);
    if (isSteady && kept !== undefined) {
        return kept;
    }
    const status = healthyStatus(gvk, inputs, id ?? "");
    return status !== undefined && preview ? UNKNOWN : status;
}
