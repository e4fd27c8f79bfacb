/**
 * Makes a policy pack publishable: `npx tsx policies/pack.ts security --out DIR`.
 *
 * A published pack is installed without this repository, so its TypeScript and what it shares with other packs are
 * bundled into one file; only the Pulumi SDKs stay outside, because they must be the ones that the engine talks to.
 * DIR gets a folder of the pack's name, ready for `pulumi policy publish`, and the same as an npm package (.tgz).
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { buildSync } from "esbuild";
import { z } from "zod";

/** What a pack's package.json must say. */
const Manifest = z.object({
    name: z.string().min(1),
    version: z.string().min(1),
    description: z.string().min(1),
    license: z.string().min(1),
    dependencies: z.record(z.string(), z.string()),
    /** Files that the pack reads as it runs, beside its code. */
    files: z.array(z.string()).default([]),
});
type Manifest = z.infer<typeof Manifest>;

/** Packages that are never bundled, with everything below them. */
const EXTERNAL = ["@pulumi/policy", "@pulumi/pulumi"];

/** Where the packs are, and the repository's root. */
const POLICIES = __dirname;
const ROOT = path.dirname(POLICIES);

/** A user's mistake: one line, no stack trace. */
class UsageError extends Error {}

/** What packing made. */
export interface PackedPack {
    /** The staged folder. */
    readonly folder: string;
    /** The npm package of it. */
    readonly archive: string;
}

/** The packs of this repository: each folder with a PulumiPolicy.yaml. */
export function packNames(): string[] {
    return readdirSync(POLICIES)
        .filter((name) => existsSync(path.join(POLICIES, name, "PulumiPolicy.yaml")))
        .sort();
}

/**
 * Stages and packs a policy pack.
 *
 * @param name its folder under policies/
 * @param out where the staged folder and the archive go; made if missing
 * @throws UsageError if there is no such pack or it has no README.md; Error if its package.json and its imports do not agree
 */
export function pack(name: string, out: string): PackedPack {
    if (!packNames().includes(name)) {
        throw new UsageError(`There is no policy pack '${name}'. Packs are: ${packNames().join(", ")}.`);
    }
    const source = path.join(POLICIES, name);
    const folder = path.resolve(out, name);
    if (!existsSync(path.join(source, "README.md"))) {
        throw new UsageError(`policies/${name}/README.md is missing: write one, for a published pack says what it is.`);
    }
    const manifest = Manifest.parse(JSON.parse(readFileSync(path.join(source, "package.json"), "utf8")));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const imported = bundle(source, folder);
    writeFileSync(path.join(folder, "package.json"), stagedManifest(manifest, imported));
    writeFileSync(path.join(folder, "PulumiPolicy.yaml"), stagedProject(source));
    copyFileSync(path.join(source, "README.md"), path.join(folder, "README.md"));
    for (const file of manifest.files) {
        cpSync(path.join(source, file), path.join(folder, file), { recursive: true });
    }
    if (existsSync(path.join(ROOT, "LICENSE"))) {
        copyFileSync(path.join(ROOT, "LICENSE"), path.join(folder, "LICENSE"));
    }
    return { folder, archive: archiveOf(folder, path.resolve(out)) };
}

/** Bundles the pack's index.ts and returns the packages that stayed outside. */
function bundle(source: string, folder: string): string[] {
    const { metafile } = buildSync({
        entryPoints: [path.join(source, "index.ts")],
        outfile: path.join(folder, "index.js"),
        bundle: true,
        platform: "node",
        format: "cjs",
        target: "node20",
        external: EXTERNAL,
        metafile: true,
        // A fault of a rule is reported by the place in its code: names and lines stay readable.
        minify: false,
        absWorkingDir: ROOT,
        logLevel: "silent",
    });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    const external = imports
        .filter((item) => item.external === true)
        .map(({ path: specifier }) => packageOf(specifier));
    return [...new Set(external)].filter((name) => name !== undefined).sort();
}

/** The package that an import names, or undefined for a module of Node.js itself. */
function packageOf(specifier: string): string | undefined {
    const [scope = "", name] = specifier.split("/");
    if (scope.startsWith("@")) {
        return `${scope}/${name ?? ""}`;
    }
    return isBuiltin(specifier) ? undefined : scope;
}

function isBuiltin(specifier: string): boolean {
    return specifier.startsWith("node:") || process.getBuiltinModule(specifier) !== undefined;
}

function stagedManifest(manifest: Manifest, imported: readonly string[]): string {
    const missing = imported.filter((name) => !(name in manifest.dependencies));
    if (missing.length > 0) {
        throw new Error(`${manifest.name}: package.json must list ${missing.join(", ")}, which the pack imports.`);
    }
    // @pulumi/policy runs only beside @pulumi/pulumi, which starts the pack, also where no file imports it.
    const kept = Object.entries(manifest.dependencies).filter(
        ([name]) => EXTERNAL.includes(name) || imported.includes(name),
    );
    const { name, version, description, license, files } = manifest;
    const staged = {
        name,
        version,
        description,
        license,
        main: "index.js",
        files: ["index.js", "PulumiPolicy.yaml", ...files],
        dependencies: Object.fromEntries(kept),
    };
    return `${JSON.stringify(staged, undefined, 2)}\n`;
}

/** The pack's PulumiPolicy.yaml, with the bundle as its entry point. */
function stagedProject(source: string): string {
    const project = readFileSync(path.join(source, "PulumiPolicy.yaml"), "utf8");
    return project.replace(/^main:.*$/m, "main: index.js");
}

function archiveOf(folder: string, out: string): string {
    const npm = ["pack", "--json", "--ignore-scripts", "--offline", "--pack-destination", out];
    const output = execFileSync("npm", npm, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    const [packed] = z.array(z.object({ filename: z.string() })).parse(JSON.parse(output));
    if (packed === undefined) {
        throw new Error("npm pack made no archive.");
    }
    return path.join(out, packed.filename);
}

function main(): void {
    const usage = "Usage: npx tsx policies/pack.ts PACK --out DIR";
    const { values, positionals } = parseArgs({ options: { out: { type: "string" } }, allowPositionals: true });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0 || values.out === undefined) {
        throw new UsageError(`${usage}. Packs are: ${packNames().join(", ")}.`);
    }
    const { folder, archive } = pack(name, values.out);
    console.log(`${folder}\n${archive}`);
}

if (require.main === module) {
    try {
        main();
    } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
        process.exitCode = 1;
    }
}
