/** A stack's file as the release command reads and edits it: comments and layout stay. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { createTwoFilesPatch } from "diff";
import { Document, isMap, parseDocument, type YAMLMap } from "yaml";
import { loadConfig, type PlatformConfig } from "../components/config";
import { repository } from "../sandbox/engine/paths";
import { UserError } from "../sandbox/errors";
import type { Edit } from "./next";

const PROJECT = "leanvibe-agent-hive";

/** One stack's file. */
export class StackFile {
    /** Relative to the checkout, e.g. `Pulumi.prod.yaml`. */
    readonly name: string;
    private readonly file: string;

    /** @throws UserError when the checkout has no such stack */
    constructor(
        readonly stack: string,
        folder: string = repository,
    ) {
        this.name = `Pulumi.${stack}.yaml`;
        this.file = path.join(folder, this.name);
        if (!fs.existsSync(this.file)) {
            throw new UserError(`there is no stack "${stack}": ${this.name} is not in ${folder}.`);
        }
    }

    get text(): string {
        return fs.readFileSync(this.file, "utf8");
    }

    /**
     * What the file says, checked as the program checks it.
     *
     * @param change what to make of the text first, e.g. what differs on a cluster of this machine
     */
    config(change: (text: string) => string = (text) => text): PlatformConfig {
        const values = parse(change(this.text), this.name).document.toJS() as { config?: Record<string, unknown> };
        const config = values.config ?? {};
        const get = (key: string) => {
            const value = config[`${PROJECT}:${key}`];
            return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
        };
        return loadConfig(get, { keys: Object.keys(config), stack: this.stack });
    }

    /** The text with these edits below its key `release`. */
    edited(edits: readonly Edit[]): string {
        return applyEdits(this.text, edits, this.name);
    }

    /** The difference between the file and this text, as a patch without its heading. */
    patch(text: string): string {
        return createTwoFilesPatch(this.name, this.name, this.text, text, undefined, undefined, { context: 1 })
            .split("\n")
            .slice(4)
            .join("\n")
            .trimEnd();
    }

    /** Replaces the file, by way of a rename, so that nobody reads half of it. */
    write(text: string): void {
        const temporary = `${this.file}.${String(process.pid)}.tmp`;
        fs.writeFileSync(temporary, text);
        fs.renameSync(temporary, this.file);
    }

    /**
     * Commits the file, and nothing else.
     *
     * @throws UserError when git refuses; the file is written by then
     */
    commit(message: string): void {
        try {
            const options = { cwd: path.dirname(this.file), stdio: "pipe" } as const;
            execFileSync("git", ["commit", "--quiet", "--message", message, "--", this.name], options);
        } catch (error) {
            const said = String((error as { stderr?: unknown }).stderr ?? error).trim();
            const reason = said === "" ? "nothing changed" : (said.split("\n").at(-1) ?? said);
            throw new UserError(
                `git did not commit ${this.name} (${reason}); it is written: commit it by hand, or go on with --no-commit.`,
            );
        }
    }
}

/** A stack file's text with edits below its key `release`; the rest of the text, and comments everywhere, stay as they are. */
export function applyEdits(text: string, edits: readonly Edit[], name: string): string {
    const { document, release } = parse(text, name);
    const [start, end] = rangeOf(release);
    for (const { path: below, value } of edits) {
        if (value === undefined) release.deleteIn(below);
        else if (Array.isArray(value)) release.setIn(below, document.createNode(value, { flow: true }));
        else release.setIn(below, value);
    }
    // Comments before and after the block stand outside of it, in the text that stays.
    release.commentBefore = null;
    release.comment = null;
    const indentation = /[^\n]*$/.exec(text.slice(0, start))?.[0] ?? "";
    const block = new Document(release).toString({ lineWidth: 0 }).trimEnd();
    // The library pads lists as it pads maps; stack files do not.
    const lines = block.replaceAll(/\[ ([\d, ]+) \]/g, "[$1]").replaceAll("\n", `\n${indentation}`);
    const after = /\s*$/.exec(text.slice(start, end))?.[0] ?? "";
    return text.slice(0, start) + lines + after + text.slice(end);
}

function rangeOf({ range }: YAMLMap): [number, number] {
    if (!range) throw new Error("a parsed node has a range");
    return [range[0], range[1]];
}

function parse(text: string, name: string): { readonly document: Document; readonly release: YAMLMap } {
    const document = parseDocument(text);
    const [fault] = document.errors;
    if (fault) throw new UserError(`${name} is no valid YAML: ${fault.message.split("\n")[0] ?? ""}`);
    const release = document.getIn(["config", `${PROJECT}:release`]);
    if (!isMap(release)) {
        throw new UserError(`${name} has no ${PROJECT}:release below config: add it as in Pulumi.dev.yaml.`);
    }
    return { document, release };
}
