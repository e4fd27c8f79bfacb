import { strict as assert } from "node:assert";

import * as fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { decode, encode } from "../../../sandbox/providers/protocol/codec";
import {
    containsSecret,
    containsUnknown,
    isMap,
    Opaque,
    PropertyMap,
    PropertyValue,
    reveal,
    sameValue,
    Secret,
    Unknown,
} from "../../../sandbox/providers/protocol/value";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SENTINELS = [
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

const opaque = fc.constantFrom(
    new Opaque({ [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:x", id: "", packageVersion: "7.48.0" }),
    new Opaque({ [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: "an asset", hash: "ab" }),
    new Opaque({
        [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7",
        assets: { a: { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", path: "./a" } },
    }),
);

/** Property maps of every kind of value in every position, keys as odd as a label may be. */
const maps = fc.letrec<{ value: PropertyValue; map: PropertyMap }>((tie) => ({
    value: fc.oneof(
        { depthSize: "small" },
        fc.constant(null),
        fc.boolean(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
        fc.string(),
        fc.constantFrom(...SENTINELS).map((sentinel) => new Unknown(sentinel)),
        opaque,
        tie("value").map((value) => new Secret(value)),
        fc.array(tie("value"), { maxLength: 4 }),
        tie("map"),
    ),
    // google-protobuf's own maps lose a key of this name; no resource has one.
    map: fc.dictionary(
        fc.oneof(
            fc.string().filter((key) => key !== "__proto__"),
            fc.constantFrom("a.b/c", "constructor", "value"),
        ),
        tie("value"),
        {
            maxKeys: 4,
            noNullPrototype: true,
        },
    ),
})).map;

function viaWire(map: PropertyMap): PropertyMap {
    return decode(Struct.deserializeBinary(encode(map).serializeBinary()));
}

function countKinds(value: PropertyValue, kinds = new Map<string, number>()): Map<string, number> {
    const classes = [Unknown, Secret, Opaque, Array];
    const kind = classes.find((one) => value instanceof one)?.name ?? typeof value;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (value instanceof Secret) {
        countKinds(value.value, kinds);
    } else if (Array.isArray(value)) {
        value.forEach((item) => countKinds(item, kinds));
    } else if (isMap(value)) {
        Object.values(value).forEach((item) => countKinds(item, kinds));
    }
    return kinds;
}

describe("property values on the wire", () => {
    it("come back as they went, whatever their kind and place", () => {
        fc.assert(
            fc.property(maps, (map) => {
                assert.deepEqual(viaWire(map), map);
            }),
        );
    });

    it("are spelled as the engine spells them", () => {
        const wire = encode({ secret: new Secret("x"), unknown: new Unknown() }).toJavaScript();
        assert.deepEqual(wire, {
            secret: { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value: "x" },
            unknown: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        });
    });

    const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
    const OUTPUTS: readonly [string, Record<string, string | boolean | string[]>, PropertyValue][] = [
        ["a known one", { value: "x", dependencies: ["urn:y"] }, "x"],
        ["a secret", { value: "x", secret: true }, new Secret("x")],
        ["an unknown one", { dependencies: ["urn:y"] }, new Unknown()],
        ["an unknown secret", { secret: true }, new Secret(new Unknown())],
    ];
    for (const [what, wire, value] of OUTPUTS) {
        it(`read of an output value what it carries: ${what}`, () => {
            const struct = Struct.fromJavaScript({ list: [{ [SIGNATURE]: OUTPUT, ...wire }] });
            assert.deepEqual(decode(struct), { list: [value] });
        });
    }

    it("read an absent message as no properties", () => {
        assert.deepEqual(decode(undefined), {});
    });

    it("are the same with and without secret marks, and lose only the marks when revealed", () => {
        fc.assert(
            fc.property(maps, (map) => {
                const plain = reveal(map);
                assert.equal(containsSecret(plain), false);
                assert.equal(containsUnknown(plain), containsUnknown(map));
                assert.equal(sameValue(plain, map), !containsUnknown(map));
                const [before, after] = [countKinds(map), countKinds(plain)];
                before.delete("Secret");
                assert.deepEqual(after, before);
            }),
        );
    });
});
