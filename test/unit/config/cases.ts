import assert from "node:assert/strict";

import { mistakesOf, type Raw } from "./support";

/** What is wrong, the raw configuration, and how the only line about it begins and what it must say. */
export type Case = readonly [title: string, raw: Raw, path: string, given: string, says: RegExp];

/** A test for each case: the mistake is one line that names the key, the value, what is allowed and how to mend it. */
export function itIsOneLine(cases: readonly Case[]): void {
    for (const [title, raw, path, given, says] of cases) {
        it(`is one line: ${title}`, () => {
            const lines = mistakesOf(raw);
            const [line = ""] = lines;
            assert.equal(lines.length, 1, lines.join("\n"));
            assert.ok(line.startsWith(`${path}: given ${given}`), line);
            assert.match(line, /: given .+; allowed: .+; fix: \S/);
            assert.match(line, says);
        });
    }
}
