import { deepStrictEqual, equal, ok } from "node:assert/strict";

import { decode, encode } from "../../../sandbox/providers/protocol/codec";
import { diffProperties, formatPath } from "../../../sandbox/providers/protocol/diff";
import {
    changeMap,
    containsSecret,
    containsUnknown,
    isSecretAt,
    Opaque,
    sameValue,
    Secret,
    Unknown,
    valueAt,
    type PropertyMap,
    type PropertyValue,
} from "../../../sandbox/providers/protocol/value";

const asset = (text: string) =>
    new Opaque({ "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text });

describe("a value at a path", () => {
    const unknown = new Unknown();
    const map: PropertyMap = {
        plain: { deep: [{ name: "first" }, { name: "second" }] },
        secret: new Secret(new Secret({ list: ["a", new Secret("b")] })),
        unknown,
        nothing: null,
    };

    it("is found through objects, lists and secrets", () => {
        equal(valueAt(map, "plain.deep.1.name"), "second");
        deepStrictEqual(valueAt(map, "plain.deep.0"), { name: "first" });
        equal(valueAt(map, "secret.list.0"), "a");
        deepStrictEqual(valueAt(map, "secret.list.1"), new Secret("b"));
    });

    it("is unknown below what is unknown, and undefined where the path ends early", () => {
        equal(valueAt(map, "unknown.any.thing"), unknown);
        for (const path of [
            "missing",
            "plain.missing.deeper",
            "nothing.below",
            "plain.deep.7",
            "plain.toString",
            "plain.deep.0.name.length",
        ]) {
            equal(valueAt(map, path), undefined, path);
        }
    });

    it("is secret by itself, by a part of it, or by what holds it", () => {
        for (const path of ["secret", "secret.list", "secret.list.0", "secret.list.1"]) {
            ok(isSecretAt(map, path), path);
        }
        const holder: PropertyMap = { list: [{ open: 1 }, { open: 1, shut: new Secret(1) }], own: {} };
        deepStrictEqual(
            [
                "list",
                "list.0",
                "list.0.open",
                "list.1",
                "list.1.open",
                "list.1.shut",
                "own.toString",
                "missing.deeper",
                "list.0.open.length",
            ].filter((path) => isSecretAt(holder, path)),
            ["list", "list.1", "list.1.shut"],
        );
    });
});

describe("two values", () => {
    const pairs: readonly (readonly [PropertyValue | undefined, PropertyValue | undefined])[] = [
        [asset("a"), asset("a")],
        [
            [1, { a: [null] }],
            [1, { a: [null] }],
        ],
        [
            { a: 1, b: 2 },
            { b: 2, a: 1 },
        ],
        [new Secret("x"), "x"],
        ["x", new Secret(new Secret("x"))],
        [null, null],
        [undefined, undefined],
    ];
    for (const [left, right] of pairs) {
        it(`are the same: ${JSON.stringify([left, right])}`, () => {
            ok(sameValue(left, right) && sameValue(right, left));
        });
    }

    const different: readonly (readonly [PropertyValue | undefined, PropertyValue | undefined])[] = [
        [asset("a"), asset("b")],
        [asset("a"), { text: "a" }],
        [asset("a"), "a"],
        [[1], [1, 2]],
        [
            [1, 2],
            [2, 1],
        ],
        [{ a: 1 }, { a: 1, b: 2 }],
        [{ a: null }, { b: null }],
        [{ toString: 1 }, {}],
        [{ 0: "a" }, ["a"]],
        [{}, null],
        [new Unknown(), new Unknown()],
        [new Secret("x"), new Secret("y")],
        [null, undefined],
    ];
    for (const [left, right] of different) {
        it(`are not the same: ${JSON.stringify([left, right])}`, () => {
            ok(!sameValue(left, right) && !sameValue(right, left));
        });
    }

    it("are not the same if they are one and the same unknown", () => {
        const unknown = new Unknown();
        ok(!sameValue(unknown, unknown));
    });
});

describe("what a value holds", () => {
    it("is looked for at every depth, and nowhere in nothing", () => {
        ok(containsUnknown([{ a: new Secret([new Unknown()]) }]));
        ok(containsSecret([{ a: [new Secret(1)] }]));
        for (const value of [undefined, null, "a", [], {}, [{ a: [1] }]]) {
            ok(!containsUnknown(value) && !containsSecret(value));
        }
        ok(!containsUnknown(new Secret("a")));
        ok(!containsSecret([new Unknown()]));
    });

    it("is changed inside its secret marks, if it is a map", () => {
        const change = (map: PropertyMap): PropertyMap => ({ ...map, changed: true });
        deepStrictEqual(changeMap({ a: 1 }, change), { a: 1, changed: true });
        deepStrictEqual(changeMap(new Secret({ a: 1 }), change), new Secret({ a: 1, changed: true }));
        deepStrictEqual(changeMap(new Secret([1]), change), new Secret([1]));
        equal(changeMap("a", change), "a");
    });
});

describe("the wire form", () => {
    it("gives back every sort of value as it was written", () => {
        const map: PropertyMap = {
            nothing: null,
            flag: false,
            number: 0,
            text: "",
            list: [[], [null]],
            map: {},
            unknown: new Unknown(),
            secret: new Secret({ inner: new Secret(null) }),
            asset: asset("a"),
        };
        deepStrictEqual(decode(encode(map)), map);
        equal(encode({ nothing: null }).getFieldsMap().get("nothing")?.hasNullValue(), true);
    });

    it("takes a secret without a value for a secret nothing", () => {
        const signature = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
        deepStrictEqual(decode(encode({ secret: signature })), { secret: new Secret(null) });
    });
});

describe("the difference of two maps", () => {
    const changes = (before: PropertyMap, after: PropertyMap, replaces: (path: string) => boolean = () => false) =>
        diffProperties(before, after, replaces).map(
            ({ path, kind, replace }) => `${kind} ${path}${replace ? " !" : ""}`,
        );

    it("is in the order of the keys, whichever side they are on", () => {
        deepStrictEqual(changes({ c: 1, a: 1 }, { b: 1, a: 2 }), ["update a", "add b", "delete c"]);
    });

    it("is seen through secrets on either side", () => {
        deepStrictEqual(changes({ a: { b: 1 } }, { a: new Secret({ b: 2 }) }), ["update a.b"]);
        deepStrictEqual(changes({ a: new Secret({ b: 1 }) }, { a: { b: 1 } }), []);
    });

    it("needs a replacement if anything within what comes or goes does", () => {
        const whole = new Secret([{ name: "x", inner: new Secret({ port: 1 }) }]);
        deepStrictEqual(
            changes({}, { rule: whole }, (path) => path === "rule.inner.port"),
            ["add rule !"],
        );
        deepStrictEqual(
            changes({ rule: whole }, {}, (path) => path === "rule.name"),
            ["delete rule !"],
        );
        deepStrictEqual(
            changes({ rule: "x" }, { rule: "y" }, (path) => path !== "rule"),
            ["update rule"],
        );
    });

    it("is written as the engine writes paths", () => {
        equal(formatPath(["a", 0, "b_$1", "c-d", "1e", 'f"\\']), 'a[0].b_$1["c-d"]["1e"]["f\\"\\\\"]');
        equal(formatPath(["-a"]), '["-a"]');
    });
});
