/** What the program's door says of a stack, and what people may expect of what it says. */
import assert from "node:assert/strict";

import { RunError } from "@pulumi/pulumi";

import { CONFIG_KEYS, loadConfig, type PlatformConfig } from "../../../../components/config";
import { PLANTED_SECRET } from "./odd";
import type { HandedOver } from "./stacks";

/** Longest line of a message, in characters: three of a terminal's. */
const LONGEST_LINE = 480;
/** Most lines of a message: a screen. */
const MOST_LINES = 60;

/** The configuration, or why there is none. Anything else that is thrown is a crash, and passes through. */
export function verdictOn({ values, keys, stack }: HandedOver): PlatformConfig | string {
    try {
        return loadConfig((key) => (Object.hasOwn(values, key) ? values[key] : undefined), { keys, stack });
    } catch (error) {
        if (!RunError.isInstance(error)) throw error;
        return error.message;
    }
}

/** Fails when a message does not help, or says what it must not. */
export function assertHelpful(message: string, given: HandedOver): void {
    const [heading = "", ...lines] = message.split("\n");
    const count = Number(/^The stack's configuration has (\d+) mistakes?:$/.exec(heading)?.[1]);
    assert.ok(count > 0 && lines.length > 0, heading);
    assert.ok(lines.length <= MOST_LINES, `${lines.length} lines`);
    const more = /^ {2}… and (\d+) more$/.exec(lines.at(-1) ?? "");
    const named = more ? lines.slice(0, -1) : lines;
    assert.equal(named.length + Number(more?.[1] ?? 0), count, "the heading counts");
    assert.equal(new Set(named).size, named.length, `a line stands twice:\n${message}`);
    for (const line of named) {
        assert.match(line, /^ {2}\S[^]*: given .+; allowed: .+; fix: .+$/);
        assert.ok(line.length <= LONGEST_LINE, `${line.length} characters: ${line}`);
        // Control characters, line separators, and marks that turn the direction of text.
        assert.doesNotMatch(line, /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        assertNamesKey(line);
    }
    assert.ok(!message.includes(PLANTED_SECRET), "a value below an unknown key is told");
    const all = [...Object.values(given.values), ...given.keys].join();
    for (const word of ["undefined", "[object ", "ZodError", "NaN", "function ", "TypeError", ".ts:", ".js:"]) {
        assert.ok(!message.includes(word) || all.includes(word), `${word} in ${message}`);
    }
}

/** A line begins with a key of the configuration, or with one that was given and that nothing reads. */
function assertNamesKey(line: string): void {
    const known = CONFIG_KEYS.some((key) => new RegExp(`^ {2}${key}[.:[]`).test(line));
    assert.ok(known || /: given (an unknown key|a key that nothing reads);/.test(line), line);
}
