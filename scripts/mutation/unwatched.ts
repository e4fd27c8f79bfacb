import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { build } from "esbuild";

/** Where tests find what they read as text: fixtures, tables of cases, golden files, prices, the chart, the Jobs' program. */
const ROOMS = ["charts", "components", "policies", "sandbox", "test"];

/**
 * A fingerprint of what a scope's tests may depend on and Stryker does not watch: the code that they import, however far, and
 * every file that is no code. Stryker itself compares test files and mutated files alone.
 *
 * @param repository where the project is
 * @param specs the scope's tests, as patterns
 * @param mutated the files that Stryker watches besides the tests, from the repository on
 */
export async function fingerprint(
    repository: string,
    specs: readonly string[],
    mutated: readonly string[],
): Promise<string> {
    const read = [...(await importedBy(repository, specs)), ...ROOMS.flatMap((room) => textsBelow(repository, room))];
    const watched = (file: string) => file.endsWith(".test.ts") || mutated.includes(file);
    const hash = createHash("sha256");
    for (const file of [...read.filter((name) => !watched(name)), "package-lock.json"].sort()) {
        hash.update(`${file}\n`).update(readFileSync(path.join(repository, file)));
    }
    return hash.digest("hex");
}

/** All modules of the project that these files import, and those that they import, from the repository on. */
async function importedBy(repository: string, files: readonly string[]): Promise<string[]> {
    const { metafile } = await build({
        absWorkingDir: repository,
        entryPoints: files.map((file) => `./${file}`),
        ...{ bundle: true, platform: "node", packages: "external", write: false, metafile: true, outdir: "unwritten" },
        logLevel: "silent",
    });
    return Object.keys(metafile.inputs);
}

function textsBelow(repository: string, room: string): string[] {
    return readdirSync(path.join(repository, room), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/\.[cm]?[jt]s$/.test(entry.name))
        .filter((entry) => !entry.parentPath.split(path.sep).includes("node_modules"))
        .map((entry) => path.relative(repository, path.join(entry.parentPath, entry.name)));
}
