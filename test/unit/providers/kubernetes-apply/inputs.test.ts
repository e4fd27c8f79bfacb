import { strict as assert } from "node:assert";

import fc from "fast-check";

import { inputsFromLive, inputsOfImport, plainObject } from "../../../../sandbox/providers/kubernetes/apply/inputs";
import { isMap, PropertyMap, PropertyValue, Secret } from "../../../../sandbox/providers/protocol/value";

/** The inputs after a refresh: what the program gave, what the server made of it then, and what it has now. */
function refreshed(inputs: PropertyMap, then: PropertyMap, now: PropertyMap, fieldsV1: PropertyMap = {}): PropertyMap {
    const metadata = { managedFields: [{ manager: "us", operation: "Apply", fieldsV1 }] };
    return inputsFromLive({ inputs, outputs: then }, { ...now, metadata });
}

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const tree = fc.letrec<{ value: unknown; map: PropertyMap }>((tie) => ({
    value: fc.oneof({ depthSize: "small" }, leaf, fc.array(leaf, { maxLength: 3 }), tie("map")),
    map: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), {
        maxKeys: 4,
        noNullPrototype: true,
    }) as fc.Arbitrary<PropertyMap>,
})).map;

/** What of the live value lies where the program says something. */
function within(inputs: PropertyValue, now: PropertyValue): PropertyValue {
    if (!isMap(inputs) || !isMap(now)) {
        return now;
    }
    const kept = Object.entries(now).filter(([name]) => Object.hasOwn(inputs, name));
    return Object.fromEntries(kept.map(([name, value]) => [name, within(inputs[name] ?? null, value)]));
}

describe("the inputs of an object in the cluster", () => {
    it("are the program's as long as nobody changed the object, whatever the server made of it", () => {
        const property = fc.property(tree, tree, (inputs, made) => {
            assert.deepEqual(refreshed({ spec: inputs }, { spec: made }, { spec: made }), { spec: inputs });
        });
        fc.assert(property, { numRuns: 200 });
    });

    it("are the live ones of the program's fields, and of no others", () => {
        const property = fc.property(tree, tree, (inputs, now) => {
            assert.deepEqual(refreshed({ spec: inputs }, { spec: inputs }, { spec: now }).spec, within(inputs, now));
        });
        fc.assert(property, { numRuns: 500 });
    });

    it("keep the program's spelling of a quantity, and show another amount", () => {
        const inputs = { cpu: "1000m", memory: "64Mi" };
        const made = { cpu: "1", memory: "64Mi" };
        assert.deepEqual(refreshed(inputs, made, made), inputs);
        assert.deepEqual(refreshed(inputs, made, { ...made, cpu: "2" }), { ...inputs, cpu: "2" });
    });

    it("leave out what somebody removed, but not what the server never kept", () => {
        assert.deepEqual(refreshed({ a: "1", b: "2" }, { a: "1", b: "2" }, { a: "1" }), { a: "1" });
        assert.deepEqual(refreshed({ a: "1", empty: {} }, { a: "1" }, { a: "1" }), { a: "1", empty: {} });
    });

    it("find items of a keyed list by their keys, and leave others' items to them", () => {
        const fields = { "f:ports": { 'k:{"port":80,"protocol":"TCP"}': { ".": {}, "f:port": {} } } };
        const inputs = { ports: [{ port: 80, name: "http" }] };
        const made = { ports: [{ port: 80, protocol: "TCP", name: "http" }] };
        const theirs = { port: 9, protocol: "UDP" };
        const same = { ports: [theirs, { port: 80, protocol: "TCP", name: "http" }] };
        assert.deepEqual(refreshed(inputs, made, same, fields), inputs);
        const renamed = { ports: [theirs, { port: 80, protocol: "TCP", name: "web" }] };
        assert.deepEqual(refreshed(inputs, made, renamed, fields), { ports: [{ port: 80, name: "web" }] });
        assert.deepEqual(refreshed(inputs, made, { ports: [theirs] }, fields), { ports: [] });
    });

    it("keep of a set what is still there", () => {
        const fields = { "f:finalizers": { 'v:"a"': {}, 'v:"b"': {} } };
        const inputs = { finalizers: ["a", "b"] };
        assert.deepEqual(refreshed(inputs, inputs, { finalizers: ["b", "c"] }, fields), { finalizers: ["b"] });
    });

    it("take a list that is one value as it is now, with what was added to it", () => {
        const inputs = { rules: [{ weight: 100 }] };
        const now: PropertyMap = { rules: [{ weight: 90, filters: [] }, { weight: 10 }] };
        assert.deepEqual(refreshed(inputs, { rules: [{ weight: 100, filters: [] }] }, now), {
            rules: [{ weight: 90 }, { weight: 10 }],
        });
    });

    it("stay secret, changed or not", () => {
        const inputs = { a: new Secret("1"), b: new Secret({ c: "2" }) };
        const made = { a: "1", b: { c: "2" } };
        assert.deepEqual(refreshed(inputs, made, made), inputs);
        assert.deepEqual(refreshed(inputs, made, { a: "9", b: { c: "8" } }), {
            a: new Secret("9"),
            b: new Secret({ c: "8" }),
        });
    });

    it("show that somebody changed a Secret's text, which the server gives back as base64", () => {
        const inputs = { kind: "Secret", stringData: new Secret({ password: "old" }) };
        const data = (text: string): PropertyMap => ({
            kind: "Secret",
            data: { password: Buffer.from(text).toString("base64") },
        });
        assert.deepEqual(refreshed(inputs, data("old"), data("old")), inputs);
        assert.deepEqual(refreshed(inputs, data("old"), data("new")), {
            kind: "Secret",
            stringData: new Secret({ password: "new" }),
        });
    });

    it("are, for an object known by its name only, all that the server did not write itself", () => {
        const metadata = {
            name: "x",
            labels: { a: "b" },
            uid: "1",
            resourceVersion: "2",
            generation: 3,
            managedFields: [],
        };
        const found = inputsOfImport({ kind: "Thing", metadata, spec: { a: 1 }, status: { b: 2 } });
        assert.deepEqual(found, { kind: "Thing", metadata: { name: "x", labels: { a: "b" } }, spec: { a: 1 } });
        assert(inputsOfImport({ kind: "Secret", metadata, data: { a: "eA==" } }).data instanceof Secret);
    });

    it("are sent without marks and nulls, under the names that the server knows", () => {
        const inputs = { a: new Secret({ b: "1", c: null }), list: [{ d: null }], x_kubernetes_list_type: "set" };
        assert.deepEqual(plainObject(inputs), { a: { b: "1" }, list: [{}], "x-kubernetes-list-type": "set" });
    });
});
