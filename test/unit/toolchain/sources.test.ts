import * as assert from "node:assert/strict";
import fc from "fast-check";
import { allowedSources, sourceNames } from "../../../sandbox/toolchain/sources";

describe("LEANVIBE_TOOLCHAIN", () => {
    it("allows every way when unset or empty", () => {
        for (const value of [undefined, "", " , "]) {
            assert.deepEqual(allowedSources({ LEANVIBE_TOOLCHAIN: value }), ["path", "download", "build"]);
        }
    });

    it("allows what it lists, always tried in the same order", () => {
        fc.assert(
            fc.property(fc.shuffledSubarray([...sourceNames], { minLength: 1 }), (names) => {
                const allowed = allowedSources({ LEANVIBE_TOOLCHAIN: names.join(" , ").toUpperCase() });
                assert.deepEqual(
                    allowed,
                    sourceNames.filter((name) => names.includes(name)),
                );
            }),
        );
    });

    it("with an unknown word is a mistake that says what is allowed", () => {
        assert.throws(() => allowedSources({ LEANVIBE_TOOLCHAIN: "path,npm" }), {
            name: "ToolchainError",
            message:
                'LEANVIBE_TOOLCHAIN holds "npm"; allowed is a comma list of path, download, build: mend or unset it.',
        });
    });
});
