import { strict as assert } from "node:assert";

import { PropertyMap, PropertyValue, reveal, Secret } from "../../../sandbox/providers/protocol/value";
import { Existing } from "./harness";
import { Operation, Scene } from "./operations";
import { another, at, changedAt, isUnder, Position, publicPart } from "./positions";
import { inEvery } from "./unknowns";

/** No value is like it, and none of the rules takes it. */
const MARKER = "hunter2 %%";

/** What an input that nobody may see must do to the rest. */
export const secretOperations: readonly Operation[] = [
    {
        says: "keeps a secret in every position secret, and changes nothing else for it",
        run: ({ subject, urn, existing }) =>
            inEvery(subject.sample, async (position, label) => {
                const fresh = await subject.start(subject.sample);
                const { inputs, failures } = await fresh.check(urn, secretAt(subject.sample, position));
                assert.deepEqual(failures, [], label);
                assert(at(inputs, position) instanceof Secret, label);
                assert.deepEqual(revealed(inputs), existing.inputs, label);
                const preview = await fresh.create(urn, inputs, true);
                assert(isUnder(preview.outputs, position, Secret), label);
                const made = await fresh.create(urn, inputs);
                assert.equal(made.id, existing.id, label);
                assert(isUnder(made.outputs, position, Secret), label);
                assert.deepEqual(revealed(made.outputs), existing.outputs, label);
                assert.deepEqual(await fresh.read(urn, made), made, label);
                fresh.stop();
            }),
    },
    {
        says: "shows nothing that tells one secret from another",
        run: (scene) =>
            inEvery(scene.subject.sample, async (position, label) => {
                const [one, other] = await Promise.all([made(scene, position), made(scene, position, another)]);
                // An id that is a name cannot be hidden, since the engine keeps ids in plain text; what follows from it
                // is no more secret.
                if (other !== undefined && one?.id === other.id) {
                    assert.deepEqual(publicPart(one.outputs), publicPart(other.outputs), label);
                }
            }),
    },
    {
        says: "shows nothing of a secret that an update brings, its old value kept or another",
        run: ({ subject, urn, engine, existing }) =>
            inEvery(subject.sample, async (position, label) => {
                const update = async (change: (old: PropertyValue) => PropertyValue) => {
                    const news = secretAt(subject.sample, position, change);
                    const { inputs } = await engine.check(urn, news, existing.inputs);
                    return publicPart(await engine.update(urn, existing, inputs, true));
                };
                const [kept, changed] = [await update((old) => old), await update(another)];
                for (const [name, value] of Object.entries(kept as PropertyMap)) {
                    const found = (changed as PropertyMap)[name];
                    if (!isSameOrUnknown(value, found ?? null)) {
                        assert.deepEqual(found, value, `${label}: ${name}`);
                    }
                }
            }),
    },
    {
        says: "quotes no secret in what it refuses, nor in a diff",
        run: ({ subject, urn, engine, existing }) =>
            inEvery(subject.sample, async (position, label) => {
                const wrong = secretAt(subject.sample, position, (old) => (typeof old === "object" ? old : MARKER));
                const { inputs, failures } = await engine.check(urn, wrong);
                const diff = await engine.diff(urn, existing, inputs);
                assert(!JSON.stringify([failures, diff]).includes(MARKER), label);
                const bare = await subject.start({});
                const said = await bare.create(urn, inputs).then(
                    () => "",
                    (error: unknown) => String(error),
                );
                assert(!said.includes(MARKER), `${label}: ${said}`);
                bare.stop();
            }),
    },
    {
        says: "quotes nothing of a secret that holds what is wrong",
        run: ({ subject, urn, engine }) =>
            inEvery(subject.sample, async (position, label) => {
                if (typeof at(subject.sample, position) !== "string") {
                    return;
                }
                for (let depth = 1; depth < position.length; depth += 1) {
                    const wrong = changedAt(subject.sample, position, () => MARKER);
                    const { failures } = await engine.check(urn, secretAt(wrong, position.slice(0, depth)));
                    assert(!JSON.stringify(failures).includes(MARKER), `${label}: ${JSON.stringify(failures)}`);
                }
            }),
    },
];

function secretAt(
    sample: PropertyMap,
    position: Position,
    change: (old: PropertyValue) => PropertyValue = (old) => old,
): PropertyMap {
    return changedAt(sample, position, (old) => new Secret(change(old)));
}

function revealed(map: PropertyMap): PropertyMap {
    return reveal(map) as PropertyMap;
}

/** An unknown is public in a preview, and says nothing. */
function isSameOrUnknown(left: PropertyValue, right: PropertyValue): boolean {
    return JSON.stringify(right).includes("sentinel") || JSON.stringify(left).includes("sentinel");
}

/** The resource with a secret at a position; undefined if AWS refuses that value. */
async function made(
    { subject, urn }: Scene,
    position: Position,
    change?: (old: PropertyValue) => PropertyValue,
): Promise<Existing | undefined> {
    const news = secretAt(subject.sample, position, change);
    const engine = await subject.start(revealed(news));
    try {
        return await engine.create(urn, (await engine.check(urn, news)).inputs);
    } catch {
        return undefined;
    } finally {
        engine.stop();
    }
}
