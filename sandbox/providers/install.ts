import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import * as esbuild from "esbuild";

/** The plugins that the sandbox brings; each goes by the version of the SDK beside the program. */
const PLUGINS = ["aws", "eks", "kubernetes"] as const;
type Plugin = (typeof PLUGINS)[number];

const HERE = __dirname;
const require_ = createRequire(join(HERE, "install.ts"));

/**
 * Puts the stand-in plugins where an engine with this PULUMI_HOME finds them:
 * `plugins/resource-NAME-vVERSION/pulumi-resource-NAME`. Bundles are made anew only when their sources or packages
 * changed; two calls at once do no harm, because each file appears whole, by renaming.
 */
export async function installPlugins(pulumiHome: string): Promise<void> {
    const stamp = await sourceStamp();
    await Promise.all(PLUGINS.map((plugin) => installPlugin(pulumiHome, plugin, stamp)));
}

async function installPlugin(pulumiHome: string, plugin: Plugin, stamp: string): Promise<void> {
    const folder = join(pulumiHome, "plugins", `resource-${plugin}-v${versionOf(plugin)}`);
    const bundle = `plugin-${stamp}.cjs`;
    await mkdir(folder, { recursive: true });
    if (!(await exists(join(folder, bundle)))) {
        await bundleTo(join(folder, bundle), plugin);
    }
    // The launcher finds its bundle beside itself, so the folder may be moved or copied.
    const launcher = `#!/bin/sh\nexec node "$(dirname "$0")/${bundle}" "$@"\n`;
    await writeWhole(join(folder, `pulumi-resource-${plugin}`), launcher, 0o755);
    await writeWhole(join(folder, "PulumiPlugin.yaml"), `runtime: nodejs\nname: ${plugin}\n`, 0o644);
    await removeOldBundles(folder, bundle);
}

function versionOf(plugin: Plugin): string {
    const { version } = require_(`@pulumi/${plugin}/package.json`) as { version: string };
    return version;
}

async function bundleTo(file: string, plugin: Plugin): Promise<void> {
    const { outputFiles } = await esbuild.build({
        entryPoints: [join(HERE, plugin, "main.ts")],
        bundle: true,
        write: false,
        platform: "node",
        format: "cjs",
        target: "node20",
        minifySyntax: true,
        logLevel: "silent",
        plugins: [withoutTypeScript],
    });
    const [output] = outputFiles;
    if (output === undefined) {
        throw new Error(`bundling the ${plugin} plugin gave no file`);
    }
    await writeWhole(file, output.contents, 0o644);
}

/** The Pulumi SDK loads a whole TypeScript compiler to serialize closures, which a provider never does. */
const withoutTypeScript: esbuild.Plugin = {
    name: "without-typescript",
    setup: (build) => {
        build.onLoad({ filter: /@pulumi[\\/]pulumi[\\/]typescript-shim\.js$/ }, () => ({
            contents: "module.exports = {};",
        }));
    },
};

/** Writes a file so that others see it either whole or not at all. */
async function writeWhole(file: string, content: string | Uint8Array, mode: number): Promise<void> {
    // Two calls may write the same file at once, from one process or two.
    const temporary = join(dirname(file), `.${randomUUID()}`);
    await writeFile(temporary, content, { mode });
    await rename(temporary, file);
}

async function exists(file: string): Promise<boolean> {
    return stat(file).then(
        () => true,
        () => false,
    );
}

/** Bundles of older sources are of no use. One that a running plugin was started from is in memory already. */
async function removeOldBundles(folder: string, current: string): Promise<void> {
    const names = await readdir(folder);
    const old = names.filter((name) => /^plugin-\w+\.cjs$/.test(name) && name !== current);
    await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}

/** Changes whenever a bundle would: with the sources here and with the lock file's package versions. */
async function sourceStamp(): Promise<string> {
    const hash = createHash("sha256");
    const entries = await readdir(HERE, { recursive: true, withFileTypes: true });
    const files = entries
        .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
    for (const file of [...files, join(HERE, "..", "..", "package-lock.json")]) {
        hash.update(file.slice(HERE.length))
            .update("\0")
            .update(await readFile(file))
            .update("\0");
    }
    return hash.digest("hex").slice(0, 16);
}
