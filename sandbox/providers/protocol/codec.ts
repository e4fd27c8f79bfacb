import { ListValue, NullValue, Struct, Value } from "google-protobuf/google/protobuf/struct_pb";

import { isMap, Opaque, PropertyMap, PropertyValue, Secret, Unknown, UNKNOWN_STRING } from "./value";

/**
 * The wire form of property values: google.protobuf.Struct with the engine's sentinel strings and signature keys.
 * Source: sdk/go/common/resource (properties.go, plugin/rpc.go) of github.com/pulumi/pulumi.
 */

const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** One sentinel per expected type: boolean, number, string, list, asset, archive, object. */
const UNKNOWN_SENTINELS: ReadonlySet<string> = new Set([
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    UNKNOWN_STRING,
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Reads a message's properties; an absent message reads as no properties. */
export function decode(struct: Struct | undefined): PropertyMap {
    const result: PropertyMap = {};
    struct?.getFieldsMap().forEach((value, name) => {
        result[name] = decodeValue(value);
    });
    return result;
}

function decodeValue(value: Value): PropertyValue {
    switch (value.getKindCase()) {
        case Value.KindCase.BOOL_VALUE:
            return value.getBoolValue();
        case Value.KindCase.NUMBER_VALUE:
            return value.getNumberValue();
        case Value.KindCase.STRING_VALUE: {
            const text = value.getStringValue();
            return UNKNOWN_SENTINELS.has(text) ? new Unknown(text) : text;
        }
        case Value.KindCase.LIST_VALUE:
            return value.getListValue()?.getValuesList().map(decodeValue) ?? [];
        case Value.KindCase.STRUCT_VALUE:
            return decodeObject(value.getStructValue() ?? new Struct());
        default:
            return null;
    }
}

function decodeObject(struct: Struct): PropertyValue {
    const fields = struct.getFieldsMap();
    const signature = fields.get(SIGNATURE_KEY);
    if (signature === undefined) {
        return decode(struct);
    }
    if (signature.getStringValue() === SECRET_SIGNATURE) {
        const inner = fields.get("value");
        return new Secret(inner === undefined ? null : decodeValue(inner));
    }
    if (signature.getStringValue() === OUTPUT_SIGNATURE) {
        return decodeOutput(fields.get("value"), fields.get("secret")?.getBoolValue() ?? false);
    }
    return new Opaque(struct.toJavaScript());
}

/**
 * An output value reads as what it carries, as the engine itself writes it for a provider that does not accept output
 * values: unknown without a value, secret where it says so. Its dependencies are for components alone.
 */
function decodeOutput(value: Value | undefined, isSecret: boolean): PropertyValue {
    const inner = value === undefined ? new Unknown() : decodeValue(value);
    return isSecret ? new Secret(inner) : inner;
}

/** Writes properties as a message. */
export function encode(map: PropertyMap): Struct {
    const struct = new Struct();
    const fields = struct.getFieldsMap();
    for (const [name, value] of Object.entries(map)) {
        fields.set(name, encodeValue(value));
    }
    return struct;
}

function encodeValue(value: PropertyValue): Value {
    const result = new Value();
    if (value === null) {
        result.setNullValue(NullValue.NULL_VALUE);
    } else if (typeof value === "boolean") {
        result.setBoolValue(value);
    } else if (typeof value === "number") {
        result.setNumberValue(value);
    } else if (typeof value === "string") {
        result.setStringValue(value);
    } else if (value instanceof Unknown) {
        result.setStringValue(value.sentinel);
    } else if (value instanceof Secret) {
        result.setStructValue(encode({ [SIGNATURE_KEY]: SECRET_SIGNATURE, value: value.value }));
    } else if (value instanceof Opaque) {
        result.setStructValue(Struct.fromJavaScript(value.wire as Parameters<typeof Struct.fromJavaScript>[0]));
    } else if (Array.isArray(value)) {
        const list = new ListValue();
        list.setValuesList(value.map(encodeValue));
        result.setListValue(list);
    } else if (isMap(value)) {
        result.setStructValue(encode(value));
    }
    return result;
}
