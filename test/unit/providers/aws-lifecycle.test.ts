import { strict as assert } from "node:assert";

import * as proto from "@pulumi/pulumi/proto/provider_pb";

import { catalogue, definitionOf } from "../../../sandbox/providers/aws/catalogue";
import { computedOf } from "../../../sandbox/providers/aws/outputs";
import { AwsProvider } from "../../../sandbox/providers/aws/provider";
import {
    containsSecret,
    containsUnknown,
    isMap,
    PropertyMap,
    PropertyValue,
    Secret,
    Unknown,
    UNKNOWN,
    valueAt,
} from "../../../sandbox/providers/protocol/value";
import { Engine, Existing, urnOf } from "./harness";
import { samples } from "./samples";
import { sdkClassOf } from "./sdk";

const CONFIG = { region: "us-east-1", allowedAccountIds: '["111111111111"]' };
const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;

/** A provider that has seen what the samples refer to, by the diffs with which the engine shows unchanged resources. */
async function startSeeded(type: string, inputs: PropertyMap): Promise<Engine> {
    const engine = await Engine.start(new AwsProvider("7.48.0"), CONFIG);
    for (const reference of definitionOf(type).refers ?? []) {
        const path = reference.path.replace("[]", ".0");
        const wanted = valueAt(inputs, path);
        if (typeof wanted === "string") {
            const outputs = reference.by === undefined ? {} : { [reference.by]: wanted };
            const seed = { id: wanted, inputs: { seed: true }, outputs };
            await engine.diff(urnOf(reference.type, `seed ${wanted}`), seed, { seed: true });
        }
    }
    if (type === "aws:eks/cluster:Cluster" || type === "aws:rds/subnetGroup:SubnetGroup") {
        for (const [id, zone] of [
            ["subnet-1", "a"],
            ["subnet-2", "b"],
        ] as const) {
            const outputs = { availabilityZone: zone, vpcId: "vpc-1" };
            const urn = urnOf("aws:ec2/subnet:Subnet", id);
            await engine.diff(urn, { id, inputs: { seed: true }, outputs }, { seed: true });
        }
    }
    return engine;
}

/** Every path of a property tree that leads to a value that is not an object or a list. */
function leafPaths(value: PropertyValue, prefix: string[] = []): string[][] {
    if (Array.isArray(value)) {
        return value.flatMap((item, index) => leafPaths(item, [...prefix, String(index)]));
    }
    return isMap(value)
        ? Object.entries(value).flatMap(([name, item]) => leafPaths(item, [...prefix, name]))
        : [prefix];
}

/** A copy with the value at the path changed. */
function changedAt(
    value: PropertyValue,
    [step, ...rest]: readonly string[],
    change: (old: PropertyValue) => PropertyValue,
): PropertyValue {
    if (step === undefined) {
        return change(value);
    }
    if (Array.isArray(value)) {
        return value.map((item, index) => (String(index) === step ? changedAt(item, rest, change) : item));
    }
    assert(isMap(value));
    return { ...value, [step]: changedAt(value[step] ?? null, rest, change) };
}

function withoutMarks(inputs: PropertyMap): PropertyMap {
    return Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== "__defaults"));
}

for (const [type, definition] of Object.entries(catalogue)) {
    const sample = samples[type] ?? {};
    const urn = urnOf(type);

    describe(`the stand-in for ${type}`, () => {
        let engine: Engine;
        let existing: Existing;

        before(async () => {
            engine = await startSeeded(type, sample);
            const { inputs, failures } = await engine.check(urn, sample);
            assert.deepEqual(failures, []);
            existing = await engine.create(urn, inputs);
        });
        after(() => {
            engine.stop();
        });

        it("knows every output once the resource exists, and tells the same in another process", async () => {
            const { outputs, id } = existing;
            const absent = [...sdkClassOf(type).outputs].filter((name) => outputs[name] === undefined);
            assert.deepEqual(absent, []);
            assert.equal(containsUnknown(outputs), false);
            assert.notEqual(id, "");
            const second = await startSeeded(type, sample);
            assert.deepEqual(await second.create(urn, existing.inputs), existing);
            second.stop();
        });

        it("shows inputs as they are in a first preview, and leaves what AWS makes unknown", async () => {
            const { id, outputs } = await engine.create(urn, existing.inputs, true);
            assert.equal(id, "");
            for (const [name, value] of Object.entries(withoutMarks(existing.inputs))) {
                if (!isMap(value)) {
                    assert.deepEqual(outputs[name], value, name);
                }
            }
            for (const [path, computed] of computedOf(definition)) {
                if (!computed.planned && valueAt(existing.inputs, path) === undefined) {
                    assert(valueAt(outputs, path) instanceof Unknown, path);
                }
            }
        });

        it("sees no change where there is none", async () => {
            const { inputs } = await engine.check(urn, sample, existing.inputs);
            const diff = await engine.diff(urn, existing, inputs);
            assert.equal(diff.changes, DIFF_NONE);
            assert.deepEqual(diff.detailed, {});
        });

        if (definition.untagged !== true) {
            it("changes a tag in place and keeps every other output known", async () => {
                const { inputs } = await engine.check(urn, { ...sample, tags: { Name: "new" } }, existing.inputs);
                const diff = await engine.diff(urn, existing, inputs);
                assert.equal(diff.changes, DIFF_SOME);
                assert.deepEqual(diff.replaces, []);
                assert.deepEqual(diff.detailed, { tags: proto.PropertyDiff.Kind.ADD });
                const preview = await engine.update(urn, existing, inputs, true);
                assert.deepEqual(preview, { ...existing.outputs, tags: { Name: "new" }, tagsAll: { Name: "new" } });
                assert.deepEqual(await engine.update(urn, existing, inputs), preview);
            });
        }

        for (const path of definition.replaceOn) {
            it(`replaces on a change of ${path}`, async () => {
                const [head = "", ...rest] = path.split(".");
                const changed = rest.reduceRight<PropertyValue>((inner, step) => ({ [step]: inner }), "something else");
                const old = valueAt(existing.inputs, head);
                const value = rest.length > 0 && isMap(old) ? changedAt(old, rest, () => "something else") : changed;
                const diff = await engine.diff(urn, existing, { ...existing.inputs, [head]: value });
                if (definition.addable?.includes(head) !== true || old !== undefined) {
                    assert.deepEqual(diff.replaces, [head]);
                }
            });
        }

        it("answers a refresh from the state that it is sent", async () => {
            assert.deepEqual(await engine.read(urn, existing), existing);
        });

        it("keeps an unknown where it is, without judging it, in every position", async () => {
            const judge = async (path: string[]) => {
                const news = changedAt(sample, path, () => UNKNOWN) as PropertyMap;
                const { inputs, failures } = await engine.check(urn, news);
                assert.deepEqual(failures, [], path.join("."));
                assert(valueAt(inputs, path.join(".")) instanceof Unknown, path.join("."));
                const { outputs } = await engine.create(urn, inputs, true);
                assert(valueAt(outputs, path.join(".")) instanceof Unknown, path.join("."));
            };
            await Promise.all(leafPaths(sample).map(judge));
        });

        it("keeps a secret a secret, and off its messages, in every position", async () => {
            const judge = async (path: string[]) => {
                const at = path.join(".");
                const news = changedAt(sample, path, (old) => new Secret(old)) as PropertyMap;
                const { inputs, failures } = await engine.check(urn, news);
                assert.deepEqual(failures, [], at);
                const parent = path.slice(0, -1).join(".");
                const marked = await engine.update(urn, existing, inputs);
                assert(containsSecret(parent === "" ? marked[at] : valueAt(marked, parent)), at);
                const wrong = changedAt(sample, path, () => new Secret("hunter2 %%")) as PropertyMap;
                const refused = await engine.check(urn, wrong);
                assert(!refused.failures.some(({ reason }) => reason.includes("hunter2")), at);
            };
            await Promise.all(leafPaths(sample).map(judge));
        });

        it("lets the resource go", async () => {
            await engine.delete(urn, existing);
            assert.equal((await engine.read(urn, existing)).id, "");
        });
    });
}
