import { createRequire } from "node:module";
import { join } from "node:path";

import { bundle } from "../compile/bundle";
import { exists, removeOthers, sourceStamp, writeWhole } from "../compile/output";

/** The plugins that the sandbox brings; each goes by the version of the SDK beside the program. */
const PLUGINS = ["aws", "eks", "kubernetes"] as const;
type Plugin = (typeof PLUGINS)[number];

const require_ = createRequire(__filename);

/**
 * Puts the stand-in plugins where an engine with this PULUMI_HOME finds them:
 * `plugins/resource-NAME-vVERSION/pulumi-resource-NAME`. Bundles are made anew only when their sources or packages
 * changed; two calls at once do no harm, because each file appears whole, by renaming.
 */
export async function installPlugins(pulumiHome: string): Promise<void> {
    const stamp = await sourceStamp(["sandbox/providers"]);
    await Promise.all(PLUGINS.map((plugin) => installPlugin(pulumiHome, plugin, stamp)));
}

async function installPlugin(pulumiHome: string, plugin: Plugin, stamp: string): Promise<void> {
    const folder = join(pulumiHome, "plugins", `resource-${plugin}-v${versionOf(plugin)}`);
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

function versionOf(plugin: Plugin): string {
    const { version } = require_(`@pulumi/${plugin}/package.json`) as { version: string };
    return version;
}
