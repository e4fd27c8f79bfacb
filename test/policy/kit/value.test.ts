import { deepStrictEqual, equal, ok, throws } from "node:assert/strict";
import { Value, firstSet } from "../../../policies/kit";
import { UNKNOWN, asSeenByPolicies } from "../../../policies/kit/testing";
import { LEFT_TO_PATCHED_OBJECT, UnjudgedSignal } from "../../../policies/kit/value";

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
        deepStrictEqual(patch.at("missing").state, { kind: "unknown", reason: LEFT_TO_PATCHED_OBJECT });
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

    it("lets a container's setting override its pod's, also when it is unknown", () => {
        const root = valueOf({ pod: true, container: UNKNOWN });
        equal(firstSet(root.at("container"), root.at("pod")).path, "container");
        equal(firstSet(root.at("missing"), root.at("pod")).path, "pod");
        equal(firstSet(root.at("missing"), root.at("missing too")).path, "missing");
    });
});
