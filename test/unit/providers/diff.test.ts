import { strict as assert } from "node:assert";

import { diffProperties } from "../../../sandbox/providers/protocol/diff";
import { PropertyMap, Secret, UNKNOWN } from "../../../sandbox/providers/protocol/value";

interface Case {
    readonly says: string;
    readonly before: PropertyMap;
    readonly after: PropertyMap;
    /** `kind path`, with `!` after it where it replaces. */
    readonly changes: readonly string[];
}

const CASES: readonly Case[] = [
    { says: "nothing of equal values", before: { a: [1, { b: null }] }, after: { a: [1, { b: null }] }, changes: [] },
    { says: "the item that changed", before: { l: [{ p: 1 }] }, after: { l: [{ p: 2 }] }, changes: ["update l[0].p"] },
    {
        says: "items that come and go",
        before: { l: [1, 2], m: [] },
        after: { l: [1], m: [3] },
        changes: ["delete l[1]", "add m[0]"],
    },
    {
        says: "keys that are no identifiers in quotes",
        before: { tags: {} },
        after: { tags: { 'kubernetes.io/"role"': "1" } },
        changes: ['add tags["kubernetes.io/\\"role\\""]'],
    },
    { says: "nothing of null and absent", before: { a: null }, after: {}, changes: [] },
    { says: "a value that becomes unknown", before: { a: "1" }, after: { a: UNKNOWN }, changes: ["update a"] },
    {
        says: "an unknown that stays unknown, since it may differ",
        before: { a: UNKNOWN },
        after: { a: UNKNOWN },
        changes: ["update a"],
    },
    {
        says: "nothing where only the secret mark differs",
        before: { a: { b: "1" } },
        after: { a: new Secret({ b: "1" }) },
        changes: [],
    },
    {
        says: "what changed inside a secret",
        before: { a: new Secret({ b: "1" }) },
        after: { a: { b: "2" } },
        changes: ["update a.b"],
    },
    {
        says: "a replacement by a path inside a list",
        before: { fixed: [{ x: 1 }] },
        after: { fixed: [{ x: 2 }] },
        changes: ["update fixed[0].x!"],
    },
    {
        says: "a replacement where a whole object brings the path",
        before: {},
        after: { fixed: [{ x: 2 }] },
        changes: ["add fixed!"],
    },
    {
        says: "no replacement beside the path",
        before: { fixed: [{ y: 1 }] },
        after: { fixed: [{ y: 2 }] },
        changes: ["update fixed[0].y"],
    },
    { says: "a change of kind as one change", before: { a: [1] }, after: { a: { b: 1 } }, changes: ["update a"] },
];

describe("a diff of inputs", () => {
    for (const { says, before, after, changes } of CASES) {
        it(`tells ${says}`, () => {
            const found = diffProperties(before, after, (path) => path === "fixed.x");
            assert.deepEqual(
                found.map(({ kind, path, replace }) => `${kind} ${path}${replace ? "!" : ""}`),
                changes,
            );
        });
    }
});
