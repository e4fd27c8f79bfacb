import { strict as assert } from "node:assert";

import { PropertyMap, reveal, Secret, UNKNOWN, Unknown } from "../../../sandbox/providers/protocol/value";
import { Operation, Scene } from "./operations";
import { another, assertFulfilled, at, changedAt, isUnder, Position, positionsOf } from "./positions";

/** What an input that a preview cannot know must do to the rest. */
export const unknownOperations: readonly Operation[] = [
    {
        says: "takes an unknown in every position as it is, and judges it not",
        run: ({ subject, urn }) =>
            inEvery(subject.sample, async (position, label) => {
                const engine = await subject.start({});
                const { inputs, failures } = await engine.check(urn, unknownAt(subject.sample, position));
                assert.deepEqual(failures, [], label);
                assert(at(inputs, position) instanceof Unknown, label);
                const { outputs } = await engine.create(urn, inputs, true);
                assert(isUnder(outputs, position, Unknown), label);
                engine.stop();
            }),
    },
    {
        says: "says nothing in a first preview that an unknown input could make untrue",
        run: (scene) =>
            inEvery(scene.subject.sample, async (position, label) => {
                const { subject, urn } = scene;
                const engine = await subject.start({});
                const { inputs } = await engine.check(urn, unknownAt(subject.sample, position));
                const preview = await engine.create(urn, inputs, true);
                engine.stop();
                assertFulfilled(preview.outputs, scene.existing.outputs, label);
                const other = await outcome(scene, position, async (provider, news) => {
                    return (await provider.create(urn, news)).outputs;
                });
                if (other !== undefined) {
                    assertFulfilled(preview.outputs, other, label);
                }
            }),
    },
    {
        says: "says nothing in an update's preview that an unknown input could make untrue, and calls it a change",
        run: async (scene) => {
            const { subject, urn, engine, existing } = scene;
            const same = await engine.update(urn, existing, existing.inputs);
            await inEvery(subject.sample, async (position, label) => {
                const { inputs } = await engine.check(urn, unknownAt(subject.sample, position), existing.inputs);
                const diff = await engine.diff(urn, existing, inputs);
                const [head = ""] = position;
                assert(
                    Object.keys(diff.detailed).some((path) => path.split(/[.[]/, 1)[0] === head),
                    label,
                );
                const preview = await engine.update(urn, existing, inputs, true);
                const other = await outcome(scene, position, (provider, news) => provider.update(urn, existing, news));
                for (const real of [same, ...(other === undefined ? [] : [other])]) {
                    assertFulfilled(preview, real, label);
                }
            });
        },
    },
    {
        says: "keeps a secret that is unknown both, in every position",
        run: ({ subject, urn, engine }) =>
            inEvery(subject.sample, async (position, label) => {
                const news = changedAt(subject.sample, position, () => new Secret(UNKNOWN));
                const { inputs, failures } = await engine.check(urn, news);
                assert.deepEqual(failures, [], label);
                assert.deepEqual(at(inputs, position), new Secret(UNKNOWN), label);
                const { outputs } = await engine.create(urn, inputs, true);
                assert(isUnder(outputs, position, Secret), label);
                assert(isUnder(reveal(outputs), position, Unknown), label);
            }),
    },
];

function unknownAt(sample: PropertyMap, position: Position): PropertyMap {
    return changedAt(sample, position, () => UNKNOWN);
}

/** Runs a judgement for each position at once. */
export async function inEvery(
    sample: PropertyMap,
    judge: (position: Position, label: string) => Promise<void>,
): Promise<void> {
    await Promise.all(positionsOf(sample).map((position) => judge(position, position.join("."))));
}

/** What comes to be with another value at a position; nothing if AWS refuses it. */
async function outcome(
    { subject, urn }: Scene,
    position: Position,
    act: (engine: Scene["engine"], news: PropertyMap) => Promise<PropertyMap>,
): Promise<PropertyMap | undefined> {
    const news = changedAt(subject.sample, position, another);
    const engine = await subject.start(news);
    try {
        return await act(engine, (await engine.check(urn, news)).inputs);
    } catch {
        return undefined;
    } finally {
        engine.stop();
    }
}
