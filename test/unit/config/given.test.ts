import assert from "node:assert/strict";

import { getProject, RunError, runtime } from "@pulumi/pulumi";

import { loadConfig, readConfig } from "../../../components/config";
import { devWith, mistakesOf } from "./support";

/** The lines of the error that these texts, as the engine hands them over, end with. */
function refusalOf(values: Readonly<Record<string, string>>, keys: readonly string[] = []): string[] {
    try {
        loadConfig((key) => values[key], { keys });
        return [];
    } catch (error) {
        assert.ok(RunError.isInstance(error), String(error));
        return error.message.split("\n").map((line) => line.trim());
    }
}

function assertLine(lines: readonly string[], begin: string, end = ""): void {
    assert.ok(
        lines.some((line) => line.startsWith(begin) && line.endsWith(end)),
        `${begin} … ${end} is not among:\n${lines.join("\n")}`,
    );
}

describe("what somebody wrote", () => {
    it("is told as far as its beginning", () => {
        const [line = ""] = mistakesOf(devWith({ "release.blue.tag": "x".repeat(5000) }));
        assert.ok(line.includes(`given "${"x".repeat(79)}…;`), line);
    });

    it("is told on one line, with control characters spelt out and no character cut in two", () => {
        const lines = mistakesOf(
            devWith({ "cache.a\nb\u001b[2J\u202e": 1, "release.blue.tag": `${"x".repeat(78)}😀😀` }),
        );
        assert.equal(lines.length, 2, lines.join("\n"));
        assertLine(lines, "cache.a\\u{a}b\\u{1b}[2J\\u{202e}: given an unknown key;");
        assertLine(lines, `release.blue.tag: given "${"x".repeat(78)}😀…;`);
    });

    it("may be nested as deep as it likes", () => {
        const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
        const lines = refusalOf({ cache: `{"replicas":${deep}}`, protect: deep });
        assertLine(lines, "cache.replicas: given [a list]; ");
        assertLine(lines, "protect: given [a list]; ");
    });

    it("is told as it is when it is a number that JSON has no word for", () => {
        assertLine(refusalOf({ cache: '{"replicas":1e400}' }), "cache.replicas: given Infinity;");
    });

    it("is part of a command to copy only when it is a plain name", () => {
        const lines = refusalOf({}, [
            "aws:x; rm -rf ~",
            "leanvibe-agent-hive:unlike any",
            "aws:unheard-of",
            "constructor",
        ]);
        assertLine(lines, "aws:x; rm -rf ~: ", "; fix: remove it from the stack's file");
        assertLine(lines, "unlike any: ", "; fix: remove it from the stack's file");
        assertLine(lines, "aws:unheard-of: ", "; fix: run: pulumi config rm aws:unheard-of");
        assertLine(lines, "constructor: ", "; fix: run: pulumi config rm constructor");
    });

    it("is refused and not told when it is encrypted in the stack's file", () => {
        const key = `${getProject()}:cache`;
        runtime.setAllConfig({ [key]: '{"nodeType":"planted-SECRET"}', [`${getProject()}:protect`]: "maybe" }, [key]);
        try {
            assert.throws(readConfig, (error: Error) => {
                const lines = error.message.split("\n").map((line) => line.trim());
                assertLine(
                    lines,
                    "cache: given a secret; allowed: plain values: ",
                    "; fix: set it again, without --secret",
                );
                assertLine(lines, 'protect: given "maybe"; ');
                assert.ok(!error.message.includes("planted-SECRET"), error.message);
                assert.ok(!lines.some((line) => line.startsWith("cache.")), "what was not read is not missing");
                return true;
            });
        } finally {
            runtime.setAllConfig({});
        }
    });
});
