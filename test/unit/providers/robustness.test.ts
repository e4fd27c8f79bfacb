import { strict as assert } from "node:assert";

import * as fc from "fast-check";

import { AwsProvider } from "../../../sandbox/providers/aws/provider";
import {
    containsSecret,
    PropertyMap,
    PropertyValue,
    reveal,
    Secret,
    UNKNOWN,
} from "../../../sandbox/providers/protocol/value";
import { Engine, urnOf } from "./harness";
import { assertFulfilled, changedAt, isUnder, Position, positionsOf } from "./positions";
import { AWS_CONFIG, Subject, subjects } from "./subjects";

/** What may stand in the place of a value that is known and may be seen. */
const MARKS: readonly ((value: PropertyValue) => PropertyValue)[] = [
    () => UNKNOWN,
    (value) => new Secret(value),
    () => new Secret(UNKNOWN),
    (value) => new Secret(new Secret(value)),
];

/** A type, and its sample with marks in up to five places. */
const marked = fc.constantFrom(...subjects).chain((subject) => {
    const mark = fc.record({
        position: fc.constantFrom(...positionsOf(subject.sample)),
        mark: fc.constantFrom(...MARKS),
    });
    return fc.record({ subject: fc.constant(subject), marks: fc.array(mark, { minLength: 1, maxLength: 5 }) });
});

/** Deeper places first: a mark around a place hides it from those that come later. */
function applied(
    subject: Subject,
    marks: readonly { position: Position; mark: (typeof MARKS)[number] }[],
): PropertyMap {
    return marks
        .toSorted((left, right) => right.position.length - left.position.length)
        .filter(({ position }, index, all) => all.findIndex((one) => one.position.join() === position.join()) === index)
        .reduce((inputs, { position, mark }) => changedAt(inputs, position, mark), subject.sample);
}

describe("any mix of unknowns and secrets", () => {
    it("passes check, diff and both previews, stays what it is, and makes no preview untrue", () =>
        fc.assert(
            fc.asyncProperty(marked, async ({ subject, marks }) => {
                const urn = urnOf(subject.type);
                const engine = await subject.start(subject.sample);
                const news = applied(subject, marks);
                const { inputs, failures } = await engine.check(urn, news);
                assert.deepEqual(failures, []);
                const preview = await engine.create(urn, inputs, true);
                const plain = (await engine.check(urn, subject.sample, reveal(inputs) as PropertyMap)).inputs;
                const existing = await engine.create(urn, plain);
                assertFulfilled(preview.outputs, existing.outputs, subject.type);
                await engine.diff(urn, existing, inputs);
                assertFulfilled(await engine.update(urn, existing, inputs, true), existing.outputs, subject.type);
                for (const { position } of marks) {
                    if (isUnder(news, position, Secret)) {
                        assert(isUnder(preview.outputs, position, Secret) || containsSecret(preview.outputs));
                    }
                }
                engine.stop();
            }),
            { numRuns: 150 },
        ));
});

describe("a mistake of the stand-in itself", () => {
    it("tells its kind and place, and nothing of what it was about", async () => {
        const provider = new AwsProvider("7.48.0");
        provider.check = () => {
            throw new TypeError("no such thing as hunter2");
        };
        const engine = await Engine.direct(provider, AWS_CONFIG);
        await assert.rejects(engine.check(urnOf("aws:ec2/vpc:Vpc"), {}), (error: Error) => {
            assert.match(
                error.message,
                /^the stand-in itself failed \(TypeError\): [^]*\n\s+at .*robustness\.test\.ts/,
            );
            assert(!error.message.includes("hunter2"));
            return true;
        });
        engine.stop();
    });
});
