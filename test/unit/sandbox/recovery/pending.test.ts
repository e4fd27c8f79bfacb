import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { PendingOperation, StateResource } from "../../../../sandbox/engine/recovery/checkpoint";
import { settle } from "../../../../sandbox/engine/recovery/pending";
import { makeId } from "../../../../sandbox/providers/aws/ids";

/** A VPC that the sandbox made, unless told otherwise. */
function resource(changes: Partial<StateResource> = {}): StateResource {
    const type = "aws:ec2/vpc:Vpc";
    return { urn: `urn:pulumi:dev::p::${type}::main`, type, custom: true, id: makeId("vpc", "main"), ...changes };
}

/** An interrupted create of that VPC, unless told otherwise. */
function operation(changes: Partial<PendingOperation> = {}): PendingOperation {
    return { type: "creating", resource: resource({ id: "" }), ...changes };
}

/** An id as the real EC2 gives them; a check sum that fits by chance is left out. */
const realId = "vpc-0123456789abcdef0";

const standInTypes = fc.constantFrom(
    "aws:ec2/vpc:Vpc",
    "eks:index:Cluster",
    "kubernetes:core/v1:Namespace",
    "pulumi:providers:aws",
    "pulumi:pulumi:Stack",
);
const repeatableOperations = fc.constantFrom("creating", "updating", "deleting", "reading");
const words = fc.stringMatching(/^[a-z]{1,12}$/);

const operations = fc.record({
    type: fc.oneof(repeatableOperations, fc.constant("importing"), words),
    resource: fc.record({
        urn: fc.webUrl(),
        type: fc.oneof(standInTypes, words),
        custom: fc.boolean(),
        id: fc.oneof(fc.constant(""), fc.constant(realId), words),
    }),
});

describe("the operations that a killed command left unfinished", () => {
    it("are each either forgotten or asked about", () => {
        fc.assert(
            fc.property(fc.array(operations), (pending) => {
                const { forget, ask } = settle({ resources: [], pending });
                const settled = new Set([...forget, ...ask.map((question) => question.operation)]);
                assert.equal(forget.length + ask.length, pending.length);
                assert.deepEqual(settled, new Set(pending));
            }),
        );
    });

    it("are forgotten when stand-ins were at work on what stand-ins made", () => {
        fc.assert(
            fc.property(standInTypes, repeatableOperations, words, (type, kind, name) => {
                const pending = [operation({ type: kind, resource: resource({ type, id: makeId("vpc", name) }) })];
                assert.deepEqual(settle({ resources: [resource()], pending }).forget, pending);
            }),
        );
    });

    it("are asked about when another provider was at work, whatever it did", () => {
        fc.assert(
            fc.property(operations, words, (pending, name) => {
                const type = `other-${name}:index:Thing`;
                const asked = { ...pending, resource: { ...pending.resource, type, custom: true } };
                assert.equal(settle({ resources: [], pending: [asked] }).ask.length, 1);
            }),
        );
    });

    it("are forgotten for a component of any package, which exists in the state only", () => {
        const pending = [
            operation({ resource: resource({ type: "leanvibe:platform:Network", custom: false, id: "" }) }),
        ];
        assert.deepEqual(settle({ resources: [], pending }), { forget: pending, ask: [] });
    });

    for (const kind of ["importing", "something new"]) {
        it(`are asked about when the engine was ${kind}`, () => {
            const [question] = settle({ resources: [], pending: [operation({ type: kind })] }).ask;
            assert.equal(question?.because, `the sandbox cannot tell what "${kind}" has done`);
        });
    }

    it("are forgotten beside an id of another service that has the same form without the check", () => {
        const association = resource({
            type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
            id: "a-e7a15fb7b18a0e376",
        });
        assert.deepEqual(settle({ resources: [association], pending: [operation()] }).ask, []);
    });

    it("are all asked about when the state holds a resource that no sandbox made", () => {
        fc.assert(
            fc.property(fc.array(operations, { minLength: 1 }), (drawn) => {
                const pending = drawn.map((one) => ({ ...one, resource: { ...one.resource, custom: true } }));
                const { forget, ask } = settle({ resources: [resource({ id: realId })], pending });
                assert.deepEqual(forget, []);
                assert.equal(ask.length, pending.length);
            }),
        );
        const [question] = settle({ resources: [resource({ id: realId })], pending: [operation()] }).ask;
        assert.equal(question?.because, `the state holds a resource that no sandbox made (${realId})`);
    });
});
