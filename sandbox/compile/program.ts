import { symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { repository } from "../engine/paths";
import { orExplain } from "./failure";
import { exists, filesBelow, makeFolderWhole, removeOthers, sourceStamp } from "./output";

/** The program: its entry point and all that is its own. */
const sources = ["index.ts", "components"];

/** The file that the engine runs: entry.ts, compiled. */
const entry = "sandbox-entry.js";

const dayMs = 24 * 3600 * 1000;

/** What the program reads as it runs, from beside its code. */
const data = ["charts"];

/**
 * Compiles the program into a project of the sandbox, a file for a file, so that the engine need not load a TypeScript compiler.
 * Packages stay where they are; source maps let errors and stack traces name the TypeScript.
 *
 * @returns the folder with the compiled program, relative to the project
 * @throws UserError when the program does not compile
 */
export async function compileProgram(project: string): Promise<string> {
    const name = `program-${await sourceStamp([...sources, "sandbox/compile/entry.ts"])}`;
    const folder = join(project, name);
    if (!(await exists(folder))) {
        await makeFolderWhole(folder, (temporary) => transpile(temporary, project));
        // A program reads its chart while it runs, perhaps in a command on another stack.
        await removeOthers(project, /^program/, name, dayMs);
    }
    return name;
}

async function transpile(folder: string, project: string): Promise<void> {
    const esbuild = await import("esbuild");
    const files = (await Promise.all(sources.map(filesBelow))).flat();
    const options = {
        platform: "node",
        format: "cjs",
        target: "node20",
        sourcemap: "linked",
        logLevel: "silent",
    } as const;
    const building = esbuild.build({
        ...options,
        absWorkingDir: repository,
        entryPoints: files,
        outbase: repository,
        outdir: folder,
    });
    await orExplain("the program", building);
    await esbuild.build({ ...options, entryPoints: [join(__dirname, "entry.ts")], outfile: join(folder, entry) });
    // Without one, Pulumi takes the repository's package.json for the program's, and runs its TypeScript.
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, main: entry }));
    // Links are relative, so that a copied or moved checkout reads its own.
    const final = join(project, "program");
    for (const item of data) await symlink(relative(final, join(repository, item)), join(folder, item), "dir");
}
