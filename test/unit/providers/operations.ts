import { strict as assert } from "node:assert";

import * as proto from "@pulumi/pulumi/proto/provider_pb";

import { containsUnknown, isMap, PropertyMap, sameValue, valueAt } from "../../../sandbox/providers/protocol/value";
import { Engine, Existing } from "./harness";
import { another, assertFulfilled, at, changedAt, Position, positionsOf } from "./positions";
import { Subject } from "./subjects";

const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;

/** A resource that exists, and the provider that made it. */
export interface Scene {
    readonly subject: Subject;
    readonly urn: string;
    readonly engine: Engine;
    readonly existing: Existing;
}

/** One column of the table. */
export interface Operation {
    /** What it shows, as the end of a sentence about the type. */
    readonly says: string;
    readonly run: (scene: Scene) => Promise<void>;
    /** False where it says nothing about the type. */
    readonly concerns?: (subject: Subject) => boolean;
}

const EMPTY = { inputs: {}, outputs: {} };

/** What one way through a resource's life shows; unknowns and secrets have columns of their own. */
export const operations: readonly Operation[] = [
    {
        says: "is made the same by another process, and nothing of it is unknown",
        run: async ({ subject, urn, existing }) => {
            assert.equal(containsUnknown(existing.outputs), false);
            assert.notEqual(existing.id, "");
            const second = await subject.start(subject.sample);
            assert.deepEqual(await second.create(urn, existing.inputs), existing);
            second.stop();
        },
    },
    {
        says: "becomes what the preview said, whose unknowns are all that is left open",
        run: async ({ urn, engine, existing }) => {
            const preview = await engine.create(urn, existing.inputs, true);
            assert.equal(preview.id, "");
            assertFulfilled(preview.outputs, existing.outputs, "");
            for (const [name, value] of Object.entries(existing.inputs)) {
                if (name !== "__defaults" && !isMap(value)) {
                    assert.deepEqual(preview.outputs[name], value, name);
                }
            }
        },
    },
    {
        says: "has no change where there is none",
        run: async ({ subject, urn, engine, existing }) => {
            const { inputs } = await engine.check(urn, subject.sample, existing.inputs);
            const diff = await engine.diff(urn, existing, inputs);
            assert.equal(diff.changes, DIFF_NONE);
            assert.deepEqual(diff.detailed, {});
        },
    },
    {
        says: "changes a tag in place and leaves every other output known",
        concerns: ({ isTagged }) => isTagged,
        run: async ({ subject, urn, engine, existing }) => {
            const { inputs } = await engine.check(urn, { ...subject.sample, tags: { Name: "new" } }, existing.inputs);
            const diff = await engine.diff(urn, existing, inputs);
            assert.deepEqual(diff.replaces, []);
            assert.equal(diff.detailed.tags, proto.PropertyDiff.Kind.ADD);
            const preview = await engine.update(urn, existing, inputs, true);
            assert.deepEqual(preview, { ...existing.outputs, tags: { Name: "new" }, tagsAll: { Name: "new" } });
            assert.deepEqual(await engine.update(urn, existing, inputs), preview);
        },
    },
    {
        says: "changes each input in place that may change so, as the preview said",
        run: async ({ subject, urn, existing }) => {
            for (const position of positionsOf(subject.sample).filter((one) => !isReplacing(subject, one))) {
                const label = position.join(".");
                const news = changedAt(subject.sample, position, another);
                const engine = await subject.start(news);
                const { inputs } = await engine.check(urn, news, existing.inputs);
                const diff = await engine.diff(urn, existing, inputs);
                assert.deepEqual([diff.changes, diff.replaces], [DIFF_SOME, []], label);
                const preview = await engine.update(urn, existing, inputs, true);
                const real = await engine.update(urn, existing, inputs);
                assertFulfilled(preview, real, label);
                assert.equal(containsUnknown(real), false, label);
                if (typeof at(news, position) !== "object") {
                    assert.deepEqual(at(real, position), at(news, position), label);
                }
                const [head = ""] = position;
                const needless = Object.keys(preview).filter(
                    (name) =>
                        containsUnknown(preview[name]) &&
                        sameValue(real[name], existing.outputs[name]) &&
                        !subject.sourcesOf(name).includes(head),
                );
                assert.deepEqual(needless, [], label);
                engine.stop();
            }
        },
    },
    {
        says: "is replaced for each input that AWS or Kubernetes cannot change, its name's old bearer first",
        run: async ({ subject, urn, engine, existing }) => {
            for (const path of subject.replaceOn) {
                const position = path.split(".");
                const [head = ""] = position;
                const old = valueAt(existing.inputs, path);
                if (subject.addable.includes(head) && valueAt(existing.inputs, head) === undefined) {
                    continue;
                }
                const news = withValueAt(existing.inputs, position);
                const diff = await engine.diff(urn, existing, news);
                assert(diff.replaces.includes(head), `${path}: ${JSON.stringify(old)}`);
                assert.equal(diff.changes, DIFF_SOME, path);
                const givenName = subject.name === undefined ? undefined : valueAt(subject.sample, subject.name);
                const isRenamed = path === subject.name || path === "metadata.namespace";
                assert.equal(diff.deleteBeforeReplace, givenName !== undefined && !isRenamed, path);
            }
        },
    },
    {
        says: "is as it was after a refresh, in this process and the next",
        run: async ({ subject, urn, engine, existing }) => {
            assert.deepEqual(await engine.read(urn, existing), existing);
            const next = await subject.start(subject.sample);
            assert.deepEqual(await next.read(urn, existing), existing);
            next.stop();
        },
    },
    {
        says: "is imported whole while the run knows it, and by no other run",
        run: async ({ subject, urn, engine, existing }) => {
            assert.deepEqual(await engine.read(urn, { ...EMPTY, id: existing.id }), existing);
            const next = await subject.start(subject.sample);
            const message = `the sandbox has no ${subject.type.startsWith("aws:") ? subject.type : ""}`;
            await assert.rejects(
                next.read(urn, { ...EMPTY, id: existing.id }),
                (error: Error) => error.message.startsWith(message) && error.message.includes(`${existing.id}: `),
            );
            next.stop();
        },
    },
    {
        says: "is looked up by what the program tells of it",
        run: async ({ subject, urn, existing }) => {
            const next = await subject.start({});
            const found = await next.read(urn, { id: existing.id, inputs: {}, outputs: subject.sample });
            assert.equal(found.id, existing.id);
            for (const position of positionsOf(subject.sample)) {
                if (typeof at(subject.sample, position) !== "object") {
                    assert.deepEqual(at(found.outputs, position), at(subject.sample, position), position.join("."));
                }
            }
            next.stop();
        },
    },
    {
        says: "goes, is gone, and may be deleted again",
        // A patch leaves the object that it changed.
        concerns: ({ type }) => !type.endsWith("Patch"),
        run: async ({ subject, urn, existing }) => {
            const engine = await subject.start(subject.sample);
            await engine.create(urn, existing.inputs);
            await engine.delete(urn, existing);
            assert.equal((await engine.read(urn, existing)).id, "");
            await assert.rejects(engine.read(urn, { ...EMPTY, id: existing.id }), /the sandbox has no /);
            await engine.delete(urn, existing);
            assert.deepEqual((await engine.create(urn, existing.inputs)).inputs, existing.inputs);
            engine.stop();
        },
    },
];

/** True if a change there needs a new resource. */
function isReplacing({ replaceOn }: Subject, position: Position): boolean {
    const path = position.filter((step) => !/^\d+$/.test(step)).join(".");
    return replaceOn.some((entry) => path === entry || path.startsWith(`${entry}.`) || entry.startsWith(`${path}.`));
}

/** A copy with another value at a path, which may lead through lists and to where there is nothing yet. */
function withValueAt(map: PropertyMap, [head = "", ...rest]: readonly string[]): PropertyMap {
    const old = map[head];
    if (rest.length === 0) {
        return { ...map, [head]: old === undefined ? "something else" : another(old) };
    }
    if (Array.isArray(old)) {
        return { ...map, [head]: old.map((item) => (isMap(item) ? withValueAt(item, rest) : item)) };
    }
    return { ...map, [head]: withValueAt(isMap(old) ? old : {}, rest) };
}
