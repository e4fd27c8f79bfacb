/**
 * Schemas for kubeconform, one folder for each Kubernetes version, made once from Go modules and kept in the tool cache.
 * `npx tsx scripts/chart/schemas/index.ts` makes them and prints where they are.
 */
import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { UserError } from "../../../sandbox/errors";
import { cacheDirectory } from "../../../sandbox/toolchain/cache";
import { findGo, goEnvironment } from "../../../sandbox/toolchain/go";
import { type KindSchema, type OpenApiDocument, type ResourceDefinition, kindsOfApi, kindsOfDefinition } from "./kinds";
import { DEFINITIONS, type GoModule, KUBERNETES, OPENAPI_FILE } from "./sources";

export { KUBERNETES } from "./sources";

/** kubeconform's pattern for the files below a version's folder. */
export const SCHEMA_PATTERN = "{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json";

/** What `go mod download -json` says of a module. */
interface Downloaded {
    readonly Dir?: string;
    readonly Sum?: string;
    readonly Error?: string;
}

/**
 * The folder of the schemas; in it one folder for each version in {@link KUBERNETES}. The first time, modules of some 150 MB are
 * fetched into Go's module cache.
 *
 * @throws UserError when Go is missing, a module cannot be fetched, or is not the pinned one.
 */
export async function schemaFolder(env: NodeJS.ProcessEnv = process.env): Promise<string> {
    const folder = path.join(cacheDirectory(env), "schemas", cacheKey());
    if (existsSync(folder)) return folder;
    const staged = path.join(path.dirname(folder), `.${randomUUID()}`);
    try {
        await writeSchemas(staged, env);
        await rename(staged, folder);
    } catch (error) {
        // Two runs made the same thing at the same time: either's will do.
        if (!existsSync(folder)) throw error;
    } finally {
        await rm(staged, { recursive: true, force: true });
    }
    return folder;
}

async function writeSchemas(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
    const go = (await findGo(env)).path;
    const definitions: ResourceDefinition[] = [];
    for (const source of DEFINITIONS) {
        const directory = await download(go, source, env);
        for (const file of source.files) {
            const text = await readFile(path.join(directory, file), "utf8");
            const documents = parseAllDocuments(text).map((document) => document.toJS() as ResourceDefinition | null);
            definitions.push(
                ...documents
                    .filter((document) => document?.kind === "CustomResourceDefinition")
                    .flatMap((document) => document ?? []),
            );
        }
    }
    for (const source of KUBERNETES) {
        const directory = await download(go, source, env);
        const api = JSON.parse(await readFile(path.join(directory, OPENAPI_FILE), "utf8")) as OpenApiDocument;
        const kinds = [...kindsOfApi(api), ...definitions.flatMap((definition) => kindsOfDefinition(definition, api))];
        for (const kind of kinds) await writeKind(path.join(folder, source.kubernetes), kind);
    }
}

async function writeKind(folder: string, { apiVersion, kind, schema }: KindSchema): Promise<void> {
    const [group = "", version = group] = apiVersion.split("/");
    const file = path.join(folder, group, `${kind.toLowerCase()}_${version}.json`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(schema));
}

/** The folder of a module in Go's module cache, fetched if need be. */
async function download(go: string, { module, version, sum }: GoModule, env: NodeJS.ProcessEnv): Promise<string> {
    // Outside of any module, so that none of ours is read or changed.
    const options = { cwd: tmpdir(), env: goEnvironment(env) };
    const { stdout } = await promisify(execFile)(
        go,
        ["mod", "download", "-json", `${module}@${version}`],
        options,
    ).catch((error: unknown) => ({ stdout: (error as { stdout?: string }).stdout ?? "" }));
    const answer = (stdout === "" ? {} : JSON.parse(stdout)) as Downloaded;
    if (answer.Dir === undefined) {
        throw new UserError(
            `The schemas of ${module} ${version} could not be fetched (${answer.Error ?? "go said nothing"}): ` +
                "let Go reach a module proxy (GOPROXY).",
        );
    }
    if (answer.Sum !== sum) {
        throw new UserError(
            `${module} ${version} has the hash ${answer.Sum ?? "none"}, and ${sum} is pinned: ` +
                "find out why before you change scripts/chart/schemas/sources.ts.",
        );
    }
    return answer.Dir;
}

/** Schemas are made anew when what they are made from changes, or how. */
function cacheKey(): string {
    const hash = createHash("sha256");
    for (const file of readdirSync(__dirname).sort()) hash.update(readFileSync(path.join(__dirname, file)));
    return hash.digest("hex").slice(0, 16);
}

if (require.main === module) {
    schemaFolder().then(
        (folder) => process.stdout.write(`${folder}\n`),
        (error: unknown) => {
            process.stderr.write(`error: ${error instanceof UserError ? error.message : String(error)}\n`);
            process.exitCode = 1;
        },
    );
}
