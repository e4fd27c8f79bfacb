import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

import { bundle } from "../compile/bundle";
import { exists, removeOthers, sourceStamp, writeWhole } from "../compile/output";

/** The plugins that the sandbox brings; each goes by the version of the SDK beside the program. */
const PLUGINS = ["aws", "eks", "kubernetes"] as const;
type Plugin = (typeof PLUGINS)[number];

const require_ = createRequire(__filename);

/**
 * The official kubernetes plugin, in the version that the program uses, if the user's own Pulumi has it.
 *
 * @param env the user's environment
 * @returns the path of its program
 */
export async function officialKubernetesPlugin(env: NodeJS.ProcessEnv): Promise<string | undefined> {
    const home = env.PULUMI_HOME ?? join(env.HOME ?? homedir(), ".pulumi");
    const file = join(home, "plugins", folderOf("kubernetes"), "pulumi-resource-kubernetes");
    return (await exists(file)) ? file : undefined;
}

/**
 * Puts the stand-in plugins where an engine with this PULUMI_HOME finds them:
 * `plugins/resource-NAME-vVERSION/pulumi-resource-NAME`. Bundles are made anew only when their sources or packages
 * changed; two calls at once do no harm, because each file appears whole, by renaming.
 *
 * @param official programs of the makers that are to serve instead, where there is a real thing for them to speak to
 */
export async function installPlugins(
    pulumiHome: string,
    official: Partial<Record<Plugin, string>> = {},
): Promise<void> {
    const stamp = await sourceStamp(["sandbox/providers"]);
    await Promise.all(
        PLUGINS.map((plugin) => {
            const program = official[plugin];
            return program === undefined
                ? installPlugin(pulumiHome, plugin, stamp)
                : linkPlugin(pulumiHome, plugin, program);
        }),
    );
}

/** Links a plugin's program; the folder itself must be none, since the engine overlooks linked ones. */
async function linkPlugin(pulumiHome: string, plugin: Plugin, program: string): Promise<void> {
    const folder = join(pulumiHome, "plugins", folderOf(plugin));
    await mkdir(folder, { recursive: true });
    // What a stand-in is described by would make the engine take the program for one of Node's.
    await rm(join(folder, "PulumiPlugin.yaml"), { force: true });
    const link = join(folder, `.${randomUUID()}`);
    await symlink(program, link);
    await rename(link, join(folder, `pulumi-resource-${plugin}`));
}

async function installPlugin(pulumiHome: string, plugin: Plugin, stamp: string): Promise<void> {
    const folder = join(pulumiHome, "plugins", folderOf(plugin));
    const file = `plugin-${stamp}.cjs`;
    if (!(await exists(join(folder, file)))) {
        await writeWhole(join(folder, file), await bundle(`sandbox/providers/${plugin}/main.ts`));
    }
    // The launcher finds its bundle beside itself, so the folder may be moved or copied.
    const launcher = `#!/bin/sh\nexec node "$(dirname "$0")/${file}" "$@"\n`;
    await writeWhole(join(folder, `pulumi-resource-${plugin}`), launcher, 0o755);
    await writeWhole(join(folder, "PulumiPlugin.yaml"), `runtime: nodejs\nname: ${plugin}\n`);
    await removeOthers(folder, /^plugin-\w+\.cjs$/, file);
}

/** The folder's name, which is how an engine finds a plugin. */
function folderOf(plugin: Plugin): string {
    const { version } = require_(`@pulumi/${plugin}/package.json`) as { version: string };
    return `resource-${plugin}-v${version}`;
}
