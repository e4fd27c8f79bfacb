import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { UserError } from "../../errors";
import { CheckpointKeeper, keptPath } from "../checkpoint-keeper";
import { paths, stateInUse } from "../paths";

const resource = z.object({
    urn: z.string(),
    type: z.string(),
    custom: z.boolean().default(false),
    id: z.string().default(""),
});

const operation = z.object({ type: z.string(), resource });

/** A resource of the engine's state, as far as recovery looks at it. */
export type StateResource = z.infer<typeof resource>;

/** An operation that the engine began and did not see the end of. */
export type PendingOperation = z.infer<typeof operation>;

const deployment = z.object({
    resources: z.array(resource).nullish(),
    pending_operations: z.array(operation).nullish(),
});

/** The engine's file for one stack. A stack that never had a resource has no `latest`. */
const checkpointFile = z.object({ checkpoint: z.object({ latest: deployment.nullish() }) });

/** What the engine has written down of a stack. */
export interface Checkpoint {
    resources: StateResource[];
    pending: PendingOperation[];
}

/** The checkpoint in a file's text; undefined when the text is cut short, or is no checkpoint at all. */
export function readCheckpoint(text: string): Checkpoint | undefined {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        return undefined;
    }
    const { data } = checkpointFile.safeParse(value);
    if (data === undefined) return undefined;
    const { latest } = data.checkpoint;
    return { resources: latest?.resources ?? [], pending: latest?.pending_operations ?? [] };
}

/** Where the engine keeps a stack's checkpoint; the one before stands beside it as `.bak`, the last whole one as `.whole`. */
export function checkpointPath(stack: string): string {
    const { name } = parse(fs.readFileSync(path.join(paths.project, "Pulumi.yaml"), "utf8")) as { name: string };
    return path.join(stateInUse(), ".pulumi", "stacks", name, `${stack}.json`);
}

function textOf(file: string): string | undefined {
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}

/** Gives a file a second name, whole from its first moment; it takes no space, so it works on a full disk too. */
function linkInPlace(file: string, name: string): void {
    const temporary = `${name}.${String(process.pid)}.tmp`;
    fs.linkSync(file, temporary);
    fs.renameSync(temporary, name);
}

/**
 * Puts the last whole version in the place of a checkpoint that is damaged, e.g. cut short by a full disk or a power
 * failure; the damaged file is kept as `.damaged`. Killing the engine damages none: it renames what it has written.
 *
 * What the lost steps made is made again by the next update: stand-ins keep nothing outside of this file.
 *
 * @param stack its name, for the message
 * @param file its checkpoint
 * @returns what was done; undefined when there was nothing to do
 * @throws UserError when no whole version is there
 */
export function repairCheckpoint(stack: string, file: string): string | undefined {
    const text = textOf(file);
    if (text === undefined || readCheckpoint(text)) return undefined;
    for (const candidate of [keptPath(file), `${file}.bak`]) {
        const read = readCheckpoint(textOf(candidate) ?? "");
        if (read === undefined) continue;
        linkInPlace(file, `${file}.damaged`);
        linkInPlace(candidate, file);
        return `the state of ${stack} was damaged: took the last whole version, with ${String(read.resources.length)} resources`;
    }
    throw new UserError(
        `the state of the stack ${stack}, ${file}, is damaged and no whole version is beside it: put a good copy there, or delete it to begin with an empty stack (stand-ins keep nothing elsewhere).`,
    );
}

/**
 * Does something that lets the engine write a stack's checkpoint, and leaves a whole one behind however it ends: on a full
 * disk the engine leaves half of one.
 *
 * @param onCut called when it does, long before the engine itself gives up
 * @throws what `work` throws; a UserError when the checkpoint is damaged and no whole version is there
 */
export async function keepingWhole<T>(stack: string, work: () => Promise<T>, onCut?: () => void): Promise<T> {
    const file = checkpointPath(stack);
    const stop = new CheckpointKeeper(file, onCut).watch();
    try {
        return await work();
    } finally {
        stop();
        repairCheckpoint(stack, file);
    }
}

/** The checkpoint in a file; undefined when the stack does not exist yet. Call it after {@link repairCheckpoint}. */
export function loadCheckpoint(file: string): Checkpoint | undefined {
    const text = textOf(file);
    return text === undefined ? undefined : readCheckpoint(text);
}
