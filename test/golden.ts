/**
 * Texts that tests compare word for word with a file of the repository, so that a review sees each change of what people
 * read or of what is provisioned: `UPDATE_GOLDEN=1 npx mocha FILE` writes them anew.
 */
import { equal, fail } from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/**
 * Fails unless the file beside a test holds exactly this text.
 *
 * @param folder the folder of the test, `__dirname`
 * @param name the file's name below `golden/` there
 * @param lines its lines, in a stable order
 */
export function sameAsGolden(folder: string, name: string, lines: readonly string[]): void {
    const file = path.join(folder, "golden", name);
    const text = `${lines.join("\n")}\n`;
    if (process.env.UPDATE_GOLDEN === "1") {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
    }
    if (!existsSync(file)) {
        fail(`${file} is missing; write it with UPDATE_GOLDEN=1 and read it`);
    }
    equal(text, readFileSync(file, "utf8"), `${name} is out of date; if this is meant, write it with UPDATE_GOLDEN=1`);
}
