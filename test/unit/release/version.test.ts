import assert from "node:assert/strict";

import * as fc from "fast-check";

import { identityOf, otherColour, shortHash, type Version } from "../../../components/release/version";
import { anyRelease } from "./release";

const anyVersion: fc.Arbitrary<Version> = anyRelease.map(({ blue }) => blue);
const DIGEST = `sha256:${"0".repeat(64)}`;
const version = (digests: Partial<Version["digests"]> = {}): Version => ({
    tag: "2.0.0",
    digests: { api: "", worker: "", frontend: "", ...digests },
});

describe("the identity of a version", () => {
    it("is its tag where nothing is pinned", () => {
        assert.equal(identityOf(version()), "2.0.0");
    });

    it("is another one for each image that was rebuilt under the same tag", () => {
        const pinned = [version(), ...["api", "worker", "frontend"].map((image) => version({ [image]: DIGEST }))];
        const rebuilt = version({ api: `sha256:${"1".repeat(64)}` });
        const identities = [...pinned, rebuilt].map(identityOf);
        assert.equal(new Set(identities).size, identities.length, identities.join());
        for (const identity of identities.slice(1)) {
            assert.match(identity, /^2\.0\.0-[0-9a-f]{8}$/);
        }
    });

    it("differs exactly when tag or digests do", () => {
        fc.assert(
            fc.property(anyVersion, anyVersion, fc.boolean(), (one, other, sameTag) => {
                const second = sameTag ? { ...other, tag: one.tag } : other;
                const isSame = JSON.stringify(one) === JSON.stringify(second);
                assert.equal(identityOf(one) === identityOf(second), isSame);
                assert.equal(identityOf(one), identityOf(structuredClone(one)));
            }),
        );
    });

    it("is part of a key of the ledger, whatever the tag", () => {
        fc.assert(
            fc.property(anyVersion, (any) => {
                // https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object
                for (const prefix of ["reverted", "blue", "green"]) {
                    assert.match(`${prefix}.${identityOf(any)}`, /^[-._a-zA-Z0-9]{1,253}$/);
                }
            }),
        );
    });
});

describe("a short hash", () => {
    it("has the digits asked for, and is the beginning of the text's SHA-256", () => {
        // The empty text's: https://en.wikipedia.org/wiki/SHA-2#Test_vectors
        assert.equal(shortHash("", 8), "e3b0c442");
        assert.equal(shortHash("", 10), "e3b0c44298");
    });
});

describe("the other colour", () => {
    it("is the one of two that it is not", () => {
        assert.deepEqual([otherColour("blue"), otherColour("green")], ["green", "blue"]);
    });
});
