import { join } from "node:path";
import type * as Esbuild from "esbuild";
import { repository } from "../engine/paths";
import { closureModules } from "./closures";
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

/** Leaves out what the Pulumi SDK needs for closures alone. */
const withoutClosures: Esbuild.Plugin = {
    name: "without-closures",
    setup: (build) => {
        build.onLoad({ filter: /[\\/](typescript-shim|arborist[\\/]lib[\\/]index)\.js$/ }, ({ path }) =>
            closureModules.includes(path) ? { contents: "module.exports = {};" } : undefined,
        );
    },
};
