import { join } from "node:path";
import type * as Esbuild from "esbuild";
import { repository } from "../engine/paths";
import { orExplain } from "./failure";

/**
 * One file of CommonJS that needs nothing beside Node.js: the entry point with all that it imports.
 *
 * @param entry a TypeScript file, relative to the repository
 * @throws UserError when it does not compile
 */
export async function bundle(entry: string): Promise<Uint8Array> {
    // Loaded only when something must be compiled.
    const esbuild = await import("esbuild");
    const building = esbuild.build({
        absWorkingDir: repository,
        entryPoints: [join(repository, entry)],
        bundle: true,
        write: false,
        platform: "node",
        format: "cjs",
        target: "node20",
        minifySyntax: true,
        logLevel: "silent",
        plugins: [withoutClosures],
    });
    const { outputFiles } = await orExplain(entry, building);
    const [output] = outputFiles;
    if (output === undefined) throw new Error(`bundling ${entry} gave no file`);
    return output.contents;
}

/**
 * To serialize closures, which no provider and no policy pack does, the Pulumi SDK loads a whole TypeScript compiler and
 * what npm reads a tree of packages with.
 */
const withoutClosures: Esbuild.Plugin = {
    name: "without-closures",
    setup: (build) => {
        const unused = /@pulumi[\\/]pulumi[\\/]typescript-shim\.js$|@npmcli[\\/]arborist[\\/]lib[\\/]index\.js$/;
        build.onLoad({ filter: unused }, () => ({ contents: "module.exports = {};" }));
    },
};
