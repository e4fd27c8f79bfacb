import { mkdirSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import * as tar from "tar";
import { pack } from "../../policies/pack";

/** The packages that a published pack finds beside it. */
export const NODE_MODULES = path.join(__dirname, "../../node_modules");

/** Publishes a policy pack and installs its npm package, as npm would, in a folder with nothing else; returns that. */
export function installPack(name: string, folder: string): string {
    const installed = path.join(folder, name);
    mkdirSync(installed);
    tar.extract({ file: pack(name, path.join(folder, "out")).archive, cwd: installed, strip: 1, sync: true });
    symlinkSync(NODE_MODULES, path.join(installed, "node_modules"));
    return installed;
}
