/**
 * What the Pulumi SDK loads to serialize closures alone, which no program, provider or policy pack does here: a whole
 * TypeScript compiler, and what npm reads a tree of packages with.
 */
import { createRequire } from "node:module";

const sdk = createRequire(createRequire(__filename).resolve("@pulumi/pulumi"));

/** The files of these modules; each is as good as an empty one. */
export const closureModules: readonly string[] = ["@pulumi/pulumi/typescript-shim", "@npmcli/arborist"].map((name) =>
    sdk.resolve(name),
);
