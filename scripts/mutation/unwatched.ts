import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

/** What tests read besides their own files. */
const ROOMS = ["charts", "components", "policies", "sandbox", "test", "package-lock.json"];

/**
 * A fingerprint of what a test's outcome may depend on and Stryker does not watch: fixtures, tables of cases, golden files, prices,
 * code outside of the scope. Stryker itself compares test files and mutated files alone.
 *
 * @param repository where the project is
 * @param mutated the files that Stryker watches besides the tests, from the repository on
 */
export function fingerprint(repository: string, mutated: readonly string[]): string {
    const hash = createHash("sha256");
    const files = ROOMS.flatMap((room) => filesBelow(repository, room)).sort();
    for (const file of files.filter((name) => !name.endsWith(".test.ts") && !mutated.includes(name))) {
        hash.update(`${file}\n`).update(readFileSync(path.join(repository, file)));
    }
    return hash.digest("hex");
}

function filesBelow(repository: string, room: string): string[] {
    if (path.extname(room) !== "") {
        return [room];
    }
    return readdirSync(path.join(repository, room), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.split(path.sep).includes("node_modules"))
        .map((entry) => path.relative(repository, path.join(entry.parentPath, entry.name)));
}
