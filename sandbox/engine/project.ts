import * as fs from "node:fs";
import * as path from "node:path";
import { isMap, isScalar, parseDocument, visit } from "yaml";
import { UserError } from "../errors";
import { paths, repository } from "./paths";

/** Keys of a stack file that say how the real stack's secrets are kept; the sandbox has its own. */
const secretKeeping = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/** The stacks that the checkout has a file for. */
export function stackNames(): string[] {
    return fs
        .readdirSync(repository)
        .map((file) => /^Pulumi\.([\w.-]+)\.yaml$/.exec(file)?.[1])
        .filter((name) => name !== undefined)
        .sort();
}

/**
 * A stack file as the sandbox uses it: the same config, and the salt of the sandbox's own state instead of what the
 * real stack has.
 *
 * @throws UserError for a file that is no YAML or holds nothing, and for a value that is encrypted for the real stack,
 * which the sandbox has no key to read
 */
export function sandboxStackFile(original: string, earlierCopy: string | undefined): string {
    const document = parseDocument(original);
    const fault = document.errors[0];
    if (fault) throw new UserError(`the stack file is no valid YAML: ${fault.message.split("\n")[0] ?? ""}`);
    if (!isMap(document.contents)) {
        throw new UserError("the stack file holds no settings: it must have `config:` with the stack's keys below it.");
    }
    const config = document.get("config", true);
    if (config !== undefined && !isMap(config) && !(isScalar(config) && config.value === null)) {
        throw new UserError(
            "the stack file has no settings below `config`: the stack's keys must stand there, indented.",
        );
    }
    for (const key of secretKeeping) document.delete(key);
    visit(document, {
        Pair(_, pair) {
            if (isScalar(pair.key) && pair.key.value === "secure") {
                throw new UserError(
                    "the stack file holds a value that is encrypted for the real stack (`secure:`), which the sandbox cannot read: keep secrets in AWS Secrets Manager, not in stack files.",
                );
            }
        },
    });
    const salt: unknown = earlierCopy === undefined ? undefined : parseDocument(earlierCopy).get("encryptionsalt");
    if (salt !== undefined) document.set("encryptionsalt", salt);
    return document.toString();
}

/** Writes `text` only when the file says something else, by way of a rename, so that nobody reads half a file. */
function writeFile(file: string, text: string): void {
    if (fs.existsSync(file) && fs.readFileSync(file, "utf8") === text) return;
    const temporary = `${file}.${String(process.pid)}.tmp`;
    fs.writeFileSync(temporary, text);
    fs.renameSync(temporary, file);
}

/**
 * Makes a stack's file in the project that the engine runs: a copy, so that the engine may write into it while the checkout
 * stays clean.
 *
 * @param change what to make of the file's text. Default: nothing
 * @throws UserError when there is no such stack, or its file is not what the engine can read
 */
export function prepareStackFile(stack: string, change: (stackFile: string) => string = (text) => text): void {
    const names = stackNames();
    if (!names.includes(stack)) {
        throw new UserError(
            `there is no stack "${stack}": the stack files in this checkout are for ${names.join(", ")}; choose one of them or add Pulumi.${stack || "<name>"}.yaml.`,
        );
    }
    const { project, state, home, logs, temporary } = paths;
    for (const folder of [project, state, home, logs, temporary]) fs.mkdirSync(folder, { recursive: true });

    const stackFile = `Pulumi.${stack}.yaml`;
    const copy = path.join(project, stackFile);
    const earlierCopy = fs.existsSync(copy) ? fs.readFileSync(copy, "utf8") : undefined;
    const text = sandboxStackFile(fs.readFileSync(path.join(repository, stackFile), "utf8"), earlierCopy);
    writeFile(copy, change(text));
}

/** What the engine runs, compiled. */
export interface Compiled {
    /** The folder of the program, relative to the project. */
    program: string;
    /** The folder of the launcher of policy packs. */
    packs: string;
}

/** Makes the project's own file: a copy of Pulumi.yaml that names the compiled program and policy packs. */
export function prepareProjectFile({ program, packs }: Compiled): void {
    const project = parseDocument(fs.readFileSync(path.join(repository, "Pulumi.yaml"), "utf8"));
    project.set("main", program);
    project.set("runtime", project.createNode({ name: "nodejs", options: { typescript: false } }));
    project.set("plugins", project.createNode({ analyzers: [{ name: "policy", path: packs }] }));
    writeFile(path.join(paths.project, "Pulumi.yaml"), project.toString());
}
