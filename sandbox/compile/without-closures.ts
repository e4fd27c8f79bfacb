/** Spares this process what the Pulumi SDK loads for closures. To be imported before the SDK. */
import { createRequire, Module } from "node:module";
import { closureModules } from "./closures";

const { cache } = createRequire(__filename);
for (const file of closureModules) {
    cache[file] ??= Object.assign(new Module(file), { filename: file, loaded: true });
}
