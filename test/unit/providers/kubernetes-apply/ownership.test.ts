import { strict as assert } from "node:assert";

import {
    fieldTree,
    foldedManagers,
    isWrittenBy,
    listKind,
} from "../../../../sandbox/providers/kubernetes/apply/managed-fields";
import { outputsOf, previewOf } from "../../../../sandbox/providers/kubernetes/apply/outputs";
import { isForced } from "../../../../sandbox/providers/kubernetes/apply/policy";
import { managerOf, named } from "../../../../sandbox/providers/kubernetes/apply/subject";
import { parseToken } from "../../../../sandbox/providers/kubernetes/kinds";
import { PropertyMap, Secret, Unknown, valueAt } from "../../../../sandbox/providers/protocol/value";
import { urnOf } from "../harness";

const URN = urnOf("kubernetes:core/v1:ConfigMap");

function entry(
    manager: string,
    operation: "Apply" | "Update",
    fieldsV1: PropertyMap,
    more: PropertyMap = {},
): PropertyMap {
    return { manager, operation, fieldsV1, ...more };
}

function managed(...managedFields: PropertyMap[]): PropertyMap {
    return { metadata: { managedFields } };
}

describe("the managers of an object's fields", () => {
    it("let our apply take over what our creation and kubectl wrote, and nobody else's", () => {
        const theirs = entry("controller", "Update", { "f:status": {} }, { subresource: "status" });
        const foreign = entry("release-job", "Update", { "f:data": { "f:x": {} } });
        const live = managed(
            entry("us", "Update", { "f:data": { "f:a": {} } }),
            theirs,
            entry("kubectl", "Update", { "f:data": { "f:b": {} } }),
            entry("us", "Apply", { "f:metadata": {} }),
            foreign,
        );
        const fields = { "f:data": { "f:a": {}, "f:b": {} }, "f:metadata": {} };
        assert.deepEqual(foldedManagers(live, "us"), [entry("us", "Apply", fields), theirs, foreign]);
    });

    it("need no change where all is applied already", () => {
        const status = entry("us", "Update", { "f:status": {} }, { subresource: "status" });
        const live = managed(entry("us", "Apply", {}), entry("other", "Update", {}), status);
        assert.equal(foldedManagers(live, "us"), undefined);
    });

    it("take over what was written under the name before", () => {
        const live = managed(entry("before", "Update", { "f:a": {} }));
        assert.equal(foldedManagers(live, "after"), undefined);
        assert.deepEqual(foldedManagers(live, "after", "before"), [entry("after", "Apply", { "f:a": {} })]);
    });

    it("tell which lists the server merges", () => {
        const tree = fieldTree(
            managed(
                entry("a", "Apply", { "f:x": { 'k:{"name":"b"}': {} } }),
                entry("b", "Update", { "f:y": { "v:1": {} }, "f:z": {} }),
            ),
        );
        assert.deepEqual(listKind(tree["f:x"] as PropertyMap), { kind: "keyed", keys: ["name"] });
        assert.deepEqual(listKind(tree["f:y"] as PropertyMap), { kind: "set" });
        assert.deepEqual(listKind(tree["f:z"] as PropertyMap), { kind: "atomic" });
    });

    it("tell who has written the object", () => {
        assert.equal(isWrittenBy(managed(entry("us", "Update", {})), "us"), true);
        assert.equal(isWrittenBy(managed(entry("them", "Update", {})), "us"), false);
    });

    it("are ours by the program's word, by the state's, or by a name that follows from the resource", () => {
        const inputs = { metadata: { annotations: { "pulumi.com/patchFieldManager": "pulumi-release" } } };
        assert.equal(managerOf(URN, { __fieldManager: "kept" }, inputs), "pulumi-release");
        assert.equal(managerOf(URN, { __fieldManager: "kept" }, {}), "kept");
        const made = managerOf(URN, undefined, {});
        assert.match(made, /^pulumi-kubernetes-[0-9a-f]{8}$/);
        assert.equal(managerOf(URN, {}, {}), made);
        assert.notEqual(managerOf(`${URN}2`, {}, {}), made);
    });

    it("lose fields to us where the object, the provider or its age says so", () => {
        const live = managed(entry("them", "Apply", {}));
        const wishing = { metadata: { annotations: { "pulumi.com/patchForce": "true" } } };
        const policy = { upsert: false, force: false };
        assert.equal(isForced(policy, {}, live), false);
        assert.equal(isForced(policy, wishing, live), true);
        assert.equal(isForced({ ...policy, force: true }, {}, live), true);
        assert.equal(isForced(policy, {}, managed()), true);
        assert.equal(isForced(policy, {}, undefined), false);
    });

    it("apply under the name that the server made up", () => {
        const gvk = parseToken("kubernetes:batch/v1:Job");
        assert(gvk !== undefined);
        const { object, place } = named(gvk, { metadata: { generateName: "x-", namespace: "n" } }, "n/x-abcde");
        assert.deepEqual(object.metadata, { namespace: "n", name: "x-abcde" });
        assert.equal(place.name, "x-abcde");
    });
});

describe("the outputs of an object in the cluster", () => {
    const live = {
        kind: "Thing",
        metadata: { name: "x", uid: "1", managedFields: [] },
        spec: { a: "1", b: ["2", "3"], c: { d: "4" } },
    };

    it("are the live object, secret where the inputs are, with the name of our field manager", () => {
        const inputs = { spec: { a: new Secret("1"), b: ["2", new Secret("3")], c: { d: "4" } } };
        assert.deepEqual(outputsOf(live, inputs, "us"), {
            kind: "Thing",
            metadata: { name: "x", uid: "1" },
            spec: { a: new Secret("1"), b: new Secret(["2", "3"]), c: { d: "4" } },
            __fieldManager: "us",
        });
    });

    it("hide a Secret's data whatever the program says", () => {
        const outputs = outputsOf({ kind: "Secret", data: { a: "eA==" } }, { data: { a: "eA==" } }, "us");
        assert.deepEqual(outputs.data, new Secret({ a: "eA==" }));
    });

    const service = parseToken("kubernetes:core/v1:Service");

    it("are open, in a preview, where only the real object shows", () => {
        assert(service !== undefined);
        const answer = {
            kind: "Service",
            metadata: { name: "x", uid: "dry" },
            spec: { clusterIP: "10.0.0.7", type: "ClusterIP" },
            status: {},
        };
        const outputs = previewOf(service, answer, { spec: {} }, undefined, "us");
        for (const path of [
            "metadata.uid",
            "metadata.resourceVersion",
            "metadata.generation",
            "spec.clusterIP",
            "status",
        ]) {
            assert(valueAt(outputs, path) instanceof Unknown, path);
        }
        assert.equal(valueAt(outputs, "spec.type"), "ClusterIP");
        const fixed = previewOf(service, answer, { spec: { clusterIP: "10.0.0.7" } }, undefined, "us");
        assert.equal(valueAt(fixed, "spec.clusterIP"), "10.0.0.7");
    });

    it("stay known, in the preview of a change, where the change leaves them be", () => {
        assert(service !== undefined);
        const before = { metadata: { uid: "1", generation: 1 }, spec: { a: 1 }, status: { ready: true } };
        const same = previewOf(service, { metadata: {}, spec: { a: 1 } }, {}, before, "us");
        assert.deepEqual([valueAt(same, "metadata.uid"), same.status], ["1", { ready: true }]);
        assert(valueAt(same, "metadata.resourceVersion") instanceof Unknown);
        const other = previewOf(service, { metadata: {}, spec: { a: 2 } }, {}, before, "us");
        assert(other.status instanceof Unknown);
    });
});
