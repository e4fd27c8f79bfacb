import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as fc from "fast-check";
import { parse } from "yaml";
import { planRelease, planRollback } from "../../../release/next";
import { applyEdits, StackFile } from "../../../release/stack-file";
import { repository } from "../../../sandbox/engine/paths";
import { UserError } from "../../../sandbox/errors";

const files = ["dev", "staging", "prod"].map((stack) => `Pulumi.${stack}.yaml`);
const read = (file: string) => fs.readFileSync(path.join(repository, file), "utf8");

/** Lines that differ, those of the first text before those of the second. */
function differing(before: string, after: string): string[] {
    const [a, b] = [before.split("\n"), after.split("\n")];
    return [...a.filter((line) => !b.includes(line)), ...b.filter((line) => !a.includes(line))].map((line) =>
        line.trim(),
    );
}

describe("the release's edit of a stack's file", () => {
    for (const file of files) {
        it(`changes nothing of ${file} but what a release changes`, () => {
            const stack = new StackFile(file.split(".")[1] ?? "");
            const current = stack.config().release;
            const text = stack.edited(planRelease(current, { tag: "2.1.0", canary: [5, 25, 50] }).edits);
            assert.deepEqual(differing(read(file), text), [
                "live: blue",
                "generation: 1",
                "green: { tag: 2.0.0 }",
                "live: green",
                "generation: 2",
                "green: { tag: 2.1.0 }",
                "canary:",
                "steps: [5, 25, 50]",
            ]);
        });
    }

    it("keeps comments in and around the block, and the order of its keys", () => {
        const text = [
            "# top",
            "config:",
            "  leanvibe-agent-hive:release: # the release",
            "    # which one serves",
            "    live: blue # now",
            "    generation: 41",
            "    blue: { tag: 2.0.0 } # old",
            "    green: { tag: 1.9.0 }",
            "  # what comes after",
            "  leanvibe-agent-hive:protect: true # never",
            "",
        ].join("\n");
        const edited = applyEdits(
            text,
            [
                { path: ["live"], value: "green" },
                { path: ["generation"], value: 42 },
            ],
            "x",
        );
        assert.equal(edited, text.replace("live: blue", "live: green").replace("41", "42"));
    });

    it("says exactly what was to be said, whatever the block holds", () => {
        const word = fc.stringMatching(/^[a-z]{1,8}$/);
        const value = fc.oneof(fc.integer(), fc.boolean(), word, fc.array(fc.integer(), { maxLength: 3 }));
        fc.assert(
            fc.property(fc.dictionary(word, value, { maxKeys: 5 }), word, value, (block, key, given) => {
                const stackFile = `config:\n  leanvibe-agent-hive:release: ${JSON.stringify({ live: "blue", ...block })}\n  a:b: 1\n`;
                const edited = applyEdits(stackFile, [{ path: [key], value: given }], "x");
                assert.deepEqual(parse(edited), {
                    config: { "leanvibe-agent-hive:release": { live: "blue", ...block, [key]: given }, "a:b": 1 },
                });
            }),
        );
    });

    it("refuses a file that has no release, and one that is no YAML, in one sentence", () => {
        const refused = (text: string) => {
            try {
                applyEdits(text, [], "Pulumi.dev.yaml");
            } catch (error) {
                assert.ok(error instanceof UserError);
                return error.message;
            }
            return "";
        };
        assert.match(
            refused("config: {}\n"),
            /^Pulumi\.dev\.yaml has no leanvibe-agent-hive:release below config: add it/,
        );
        assert.match(refused("config: [\n"), /^Pulumi\.dev\.yaml is no valid YAML: [^\n]+$/);
    });

    it("refuses a stack that is not there", () => {
        assert.throws(
            () => new StackFile("nope"),
            /^UserError: there is no stack "nope": Pulumi\.nope\.yaml is not in/,
        );
    });
});

describe("the commit of a stack's file", () => {
    let folder: string;
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: "pipe" });

    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "leanvibe-release-"));
        git("init", "--quiet");
        git("config", "user.email", "operator@example.com");
        git("config", "user.name", "Operator");
        fs.copyFileSync(path.join(repository, "Pulumi.dev.yaml"), path.join(folder, "Pulumi.dev.yaml"));
        fs.writeFileSync(path.join(folder, "other"), "before\n");
        git("add", ".");
        git("commit", "--quiet", "--message", "first");
    });
    afterEach(() => {
        fs.rmSync(folder, { recursive: true, force: true });
    });

    it("holds the file alone, whatever else has changed", () => {
        const stack = new StackFile("dev", folder);
        fs.writeFileSync(path.join(folder, "other"), "after\n");
        git("add", "other");
        stack.write(stack.edited(planRollback(stack.config().release).edits));
        stack.commit("Roll dev back");
        assert.equal(git("show", "--name-only", "--format=%s", "HEAD").trim(), "Roll dev back\n\nPulumi.dev.yaml");
        assert.match(git("status", "--short"), /^M {2}other$/m);
    });

    it("says what to do when git refuses", () => {
        const stack = new StackFile("dev", folder);
        fs.rmSync(path.join(folder, ".git"), { recursive: true });
        assert.throws(
            () => {
                stack.commit("x");
            },
            (error) =>
                error instanceof UserError &&
                /^git did not commit Pulumi\.dev\.yaml \([^\n]+\); it is written: commit it by hand/.test(
                    error.message,
                ),
        );
    });
});
