import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { repository } from "../engine/paths";
import { orExplain } from "./failure";
import { exists, makeFolderWhole, removeOthers, sourceStamp } from "./output";

/** What the program begins with, relative to the repository. */
const start = "index.ts";

/** What the program reads as it runs, from beside its code. */
const data = ["charts", "components/release/jobs"];

/** What keeps the SDK from work that nobody reads; compiled too. */
const entrySource = "sandbox/compile/entry.ts";

/** The file that the engine runs: {@link entrySource}, compiled. */
const entry = "sandbox-entry.js";

/** How long an older program is kept: it reads its chart while it runs, perhaps in a command on another stack. */
const dayMs = 24 * 3600 * 1000;

const options = {
    absWorkingDir: repository,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "linked",
    logLevel: "silent",
} as const;

/**
 * Compiles the program into a project of the sandbox, a file for a file, so that the engine need not load a TypeScript compiler.
 * Packages stay where they are; source maps let errors and stack traces name the TypeScript.
 *
 * @returns the folder with the compiled program, relative to the project
 * @throws UserError when the program does not compile
 */
export async function compileProgram(project: string): Promise<string> {
    const files = await filesOfProgram();
    const name = `program-${await sourceStamp(files)}`;
    const folder = join(project, name);
    if (!(await exists(folder))) {
        await makeFolderWhole(folder, (temporary) => compile(files, temporary, project));
        await removeOthers(project, /^program/, name, dayMs);
    }
    return name;
}

/** The files of the repository that the program imports, itself among them, relative to the repository. */
async function filesOfProgram(): Promise<string[]> {
    const esbuild = await import("esbuild");
    const building = esbuild.build({
        ...options,
        entryPoints: [start],
        bundle: true,
        packages: "external",
        write: false,
        outdir: "unused",
        metafile: true,
    });
    const { metafile } = await orExplain("the program", building);
    return Object.keys(metafile.inputs);
}

async function compile(files: readonly string[], folder: string, project: string): Promise<void> {
    const esbuild = await import("esbuild");
    const isJson = (file: string) => file.endsWith(".json");
    const entryPoints = files.filter((file) => !isJson(file));
    await esbuild.build({ ...options, entryPoints, outbase: repository, outdir: folder });
    const start = { entryPoints: [entrySource], outfile: join(folder, entry) };
    await esbuild.build({ ...options, ...start, bundle: true, packages: "external" });
    for (const file of files.filter(isJson)) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await cp(join(repository, file), join(folder, file));
    }
    // Without one, Pulumi takes the repository's package.json for the program's, and runs its TypeScript.
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, main: entry }));
    // Links are relative, so that a copied or moved checkout reads its own.
    const final = join(project, "program");
    for (const item of data) {
        await mkdir(dirname(join(folder, item)), { recursive: true });
        await symlink(relative(dirname(join(final, item)), join(repository, item)), join(folder, item), "dir");
    }
}
