import * as assert from "node:assert/strict";
import { canDraw, Progress } from "../../../sandbox/progress";
import { recordedProgress } from "../toolchain/fixtures";

describe("progress without a terminal", () => {
    it("is plain lines: the start of a task, its end with the time it took, and notes", () => {
        const { progress, lines } = recordedProgress();
        const task = progress.start("helm", "downloading 3.22.0");
        task.update("downloading, 1 of 20 MB");
        progress.note("a word in between");
        task.end("downloaded 3.22.0");
        assert.deepEqual(lines, [
            "toolchain  helm: downloading 3.22.0\n",
            "toolchain  a word in between\n",
            "toolchain  helm: downloaded 3.22.0 (0 s)\n",
        ]);
    });

    it("is also what a terminal in CI gets: no control characters", () => {
        let written = "";
        const output = { isTTY: true, write: (text: string) => (written += text) };
        new Progress(output, { CI: "true" }).start("pulumi", "building").end("built");
        assert.equal(written, "toolchain  pulumi: building\ntoolchain  pulumi: built (0 s)\n");
    });
});

describe("progress on a terminal", () => {
    const terminal = { isTTY: true, columns: 80, write: () => true };

    it("is drawn when both standard streams are one", () => {
        assert.ok(canDraw(terminal, terminal, { TERM: "xterm" }));
    });

    it("is not drawn in CI, on a dumb terminal, into a pipe, or where the width is unknown", () => {
        const { columns, ...unmeasured } = terminal;
        assert.equal(columns, 80);
        for (const [stderr, stdout, env] of [
            [terminal, terminal, { CI: "" }],
            [terminal, terminal, { TERM: "dumb" }],
            [terminal, { isTTY: false }, {}],
            [{ ...terminal, isTTY: false }, terminal, {}],
            [{ ...terminal, columns: 0 }, terminal, {}],
            [unmeasured, terminal, {}],
        ] as const) {
            assert.ok(!canDraw(stderr, stdout, env));
        }
    });
});
