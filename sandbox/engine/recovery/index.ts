/** Finds and puts right what a killed command left behind on a stack; one file per thing that it may leave. */
import type { Stack } from "@pulumi/pulumi/automation";
import { UserError } from "../../errors";
import { nameOf } from "../../summary/model";
import { engineErrors, outsideCause } from "../failure";
import { choose } from "./ask";
import { checkpointPath, keepingWhole, loadCheckpoint, repairCheckpoint, type PendingOperation } from "./checkpoint";
import { clearEngineLocks } from "./engine-locks";
import { endOrphans } from "./orphans";
import { settle, type OpenQuestion } from "./pending";
import { clearSidecars } from "./sidecars";

/** Takes a line about what was found and done; it is called only when there was something. */
export type Tell = (line: string) => void;

/** How many operations are named before the rest is counted only. */
const named = 3;

function count(number: number, noun: string, plural = `${noun}s`): string {
    return `${String(number)} ${number === 1 ? noun : plural}`;
}

function describeOperation({ type, resource }: PendingOperation): string {
    return `${type} ${nameOf(resource.urn)}`;
}

function list(operations: readonly PendingOperation[]): string {
    const rest = operations.length - named;
    const names = operations.slice(0, named).map(describeOperation);
    return [...names, ...(rest > 0 ? [`${String(rest)} more`] : [])].join(", ");
}

/**
 * Before the engine opens the stack: ends processes of a killed command, takes its engine's lock away, and mends a damaged
 * checkpoint. Call it while holding the stack's lock.
 *
 * @throws UserError when the earlier command is still there, or the checkpoint cannot be mended
 */
export async function recoverFiles(stack: string, tell: Tell): Promise<void> {
    const processes = await endOrphans(stack);
    const locks = clearEngineLocks(stack);
    const checkpoint = checkpointPath(stack);
    const files = clearSidecars(checkpoint);
    const done = [
        ...(processes > 0 ? [`ended ${count(processes, "process", "processes")} that it left running`] : []),
        ...(locks > 0 ? ["took its lock away"] : []),
        ...(files > 0 ? [`took ${count(files, "half-written file")} away`] : []),
    ];
    if (done.length > 0) tell(`an earlier command on ${stack} was killed: ${done.join(", ")}`);
    const repaired = repairCheckpoint(stack, checkpoint);
    if (repaired !== undefined) tell(repaired);
}

/**
 * After the engine has opened the stack: settles the operations that an earlier command began and did not end, by itself
 * where that is safe, else by asking.
 *
 * @throws UserError when a person has to decide and is not there, or decides to stop
 */
export async function recoverOperations(stack: Stack, tell: Tell): Promise<void> {
    const checkpoint = loadCheckpoint(checkpointPath(stack.name));
    if (checkpoint === undefined || checkpoint.pending.length === 0) return;
    const { forget, ask } = settle(checkpoint);
    for (const question of ask) await decide(stack.name, question);
    try {
        // The engine's import drops all pending operations; what is not to be dropped has thrown above.
        await keepingWhole(stack.name, async () => stack.importStack(await stack.exportStack()));
    } catch (error) {
        const reason = outsideCause(engineErrors(error)) ?? engineErrors(error).join("; ");
        throw new UserError(
            `the operations that a killed command left unfinished on ${stack.name} cannot be settled: ${reason}.`,
        );
    }
    if (forget.length > 0) {
        tell(
            `${count(forget.length, "operation was", "operations were")} cut short and will be done again where needed: ${list(forget)}`,
        );
    }
    if (ask.length > 0) tell(`forgot, as you chose: ${list(ask.map(({ operation }) => operation))}`);
}

async function decide(stack: string, { operation, because }: OpenQuestion): Promise<void> {
    const what = `an earlier command was cut short while ${describeOperation(operation)} (${operation.resource.type})`;
    const answer = await choose(
        `${what}. It is not safe to forget that without you, because ${because}.\nSee what became of it, then choose: forget it, or stop?`,
        ["forget", "stop"],
    );
    if (answer === "forget") return;
    const way =
        answer === undefined
            ? "run this command in a terminal, where you can choose to forget it"
            : "nothing was changed";
    throw new UserError(
        `the stack ${stack} needs a decision: ${what}, and ${because}: see what became of it, then ${way}.`,
    );
}
