import { deepStrictEqual, equal, ok, throws } from "node:assert/strict";
import { Value, firstSet } from "../../../policies/kit";
import { UNKNOWN, asSeenByPolicies } from "../../../policies/kit/testing";
import { UnjudgedSignal } from "../../../policies/kit/value";

function valueOf(props: object, options: Parameters<typeof Value.of>[1] = {}): Value {
    return Value.of(asSeenByPolicies(props), options);
}

describe("reading a property", () => {
    it("tells known, absent, null and unknown apart", () => {
        const root = valueOf({ known: false, nothing: null, unknown: UNKNOWN });
        deepStrictEqual(root.at("known").state, { kind: "known", value: false });
        deepStrictEqual(root.at("nothing").state, { kind: "absent" });
        deepStrictEqual(root.at("missing", "deeper").state, { kind: "absent" });
        equal(root.at("unknown").state.kind, "unknown");
        equal(root.at("unknown", "deeper", 3).state.kind, "unknown");
    });

    it("throws a signal with the path only when an unknown value itself is read", () => {
        const root = valueOf({ spec: { list: ["a", UNKNOWN] } });
        equal(root.at("spec", "list", 0).read(), "a");
        throws(
            () => root.at("spec", "list", 1).read(),
            (error) => error instanceof UnjudgedSignal && error.unjudged.path === "spec.list[1]",
        );
    });

    it("does not take what an object inherits for a property", () => {
        ok(valueOf({}).at("constructor").isAbsent);
        ok(valueOf({ text: "x" }).at("text", "length").isAbsent);
    });

    it("writes paths as a user would", () => {
        const annotation = valueOf({}).at("metadata", "annotations", "pulumi.com/patchForce", 0);
        equal(annotation.path, 'metadata.annotations["pulumi.com/patchForce"][0]');
    });

    it("has keys only of an object, items only of a list, and a known text only of a text", () => {
        const root = valueOf({ object: { a: UNKNOWN, b: 1 }, list: ["a"], text: "abc", number: 5 });
        deepStrictEqual(root.at("object").keys(), ["a", "b"]);
        deepStrictEqual(root.at("object").items(), []);
        deepStrictEqual(root.at("list").keys(), []);
        deepStrictEqual(root.at("text").keys(), []);
        deepStrictEqual(root.at("text").items(), []);
        equal(root.at("text").knownString, "abc");
        equal(root.at("number").knownString, undefined);
        equal(root.at("object", "a").knownString, undefined);
    });

    it("records a list that cannot be walked", () => {
        const paths: string[] = [];
        const root = valueOf({ list: UNKNOWN }, { onUnjudged: ({ path }) => paths.push(path) });
        deepStrictEqual(root.at("list").items(), []);
        deepStrictEqual(root.at("absent").items(), []);
        deepStrictEqual(paths, ["list"]);
    });

    it("ends the check that walks an unknown list where nothing records it", () => {
        throws(() => valueOf({ list: UNKNOWN }).at("list").items(), UnjudgedSignal);
    });

    it("takes an absent key of a patch as left to the patched object", () => {
        const patch = valueOf({ set: true }, { partial: true });
        const reason = "not set by this patch, so decided by the object that it changes";
        deepStrictEqual(patch.at("missing").state, { kind: "unknown", reason });
        deepStrictEqual(patch.at("set").state, { kind: "known", value: true });
        deepStrictEqual(patch.at("missing").items(), []);
    });

    it("finds an element only among the known ones, and says so when an unknown one may be it", () => {
        const root = valueOf({ list: ["a", UNKNOWN], all: ["a"], unknown: UNKNOWN });
        equal(root.at("list").contains("a"), true);
        throws(() => root.at("list").contains("b"), UnjudgedSignal);
        equal(root.at("all").contains("b"), false);
        equal(root.at("missing").contains("a"), false);
        throws(() => root.at("unknown").contains("a"), UnjudgedSignal);
    });

    it("finds no element in what is no list", () => {
        const root = valueOf({ text: "a", object: { 0: "a", length: 1 } });
        equal(root.at("text").contains("a"), false);
        equal(root.at("object").contains("a"), false);
    });

    it("ends the check that looks for an element in an unknown list, although walking one would only be recorded", () => {
        const record = { onUnjudged: () => undefined };
        throws(() => valueOf({ list: UNKNOWN }, record).at("list").contains("a"), UnjudgedSignal);
        throws(
            () =>
                valueOf({}, { ...record, partial: true })
                    .at("list")
                    .contains("a"),
            UnjudgedSignal,
        );
    });

    it("ends a check with the path and the reason", () => {
        throws(
            () =>
                valueOf({ a: { b: UNKNOWN } })
                    .at("a", "b")
                    .read(),
            /^Error: a\.b is not known at preview$/,
        );
    });

    it("passes on an error of reading that does not come from an unknown value", () => {
        const broken = Object.defineProperty({}, "size", {
            get: () => {
                throw new RangeError("broken");
            },
            enumerable: true,
        });
        throws(() => Value.of(broken).at("size"), RangeError);
    });

    it("has nothing below null or a text", () => {
        const root = valueOf({ nothing: null, text: "abc" });
        equal(root.at("nothing", "a").isAbsent, true);
        equal(root.at("text", "length").isAbsent, true);
        equal(root.at("text", 0).isAbsent, true);
        equal(Value.of({ missing: undefined }).at("missing").isAbsent, true);
    });

    it("writes an index, and a key that is no name, in brackets", () => {
        const root = valueOf({});
        equal(root.at(0, "a", 1).path, "[0].a[1]");
        equal(root.at("0").path, '["0"]');
        equal(root.at("a-b", "$c", "_d", "e f").path, 'a-b.$c._d["e f"]');
    });

    it("lets a container's setting override its pod's, also when it is unknown", () => {
        const root = valueOf({ pod: true, container: UNKNOWN });
        equal(firstSet(root.at("container"), root.at("pod")).path, "container");
        equal(firstSet(root.at("missing"), root.at("pod")).path, "pod");
        equal(firstSet(root.at("missing"), root.at("missing too")).path, "missing");
    });
});
