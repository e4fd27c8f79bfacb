import { isIssued } from "../../providers/aws/ids";
import type { Checkpoint, PendingOperation, StateResource } from "./checkpoint";

/** The packages whose resources exist in the engine's state only: the stand-ins, and the engine's own. */
const statePackages = new Set(["aws", "eks", "kubernetes", "pulumi"]);

/**
 * Operations that can be forgotten: what they had begun is begun again by the next update, because the state still says
 * what it was before. An import is not among them: it takes over something that the stack did not make.
 */
const repeatable = new Set(["creating", "updating", "deleting", "reading"]);

/** An operation that only a person can settle. */
export interface OpenQuestion {
    operation: PendingOperation;
    /** Why, as the end of "it is not safe to forget, because ...". */
    because: string;
}

/** What is to become of each pending operation. */
export interface Settlement {
    /** Forgotten without a question. */
    forget: PendingOperation[];
    ask: OpenQuestion[];
}

/** Whether an id has EC2's form, yet no sandbox gave it out: the resource is, or was, a real one. */
function isForeign({ type, id }: StateResource): boolean {
    return type.startsWith("aws:ec2/") && /^[a-z]+(-[a-z]+)*-[0-9a-f]{17}$/.test(id) && !isIssued(id);
}

function packageOf(type: string): string {
    return type.split(":")[0] ?? type;
}

/**
 * Decides for each pending operation whether it can be forgotten without a question.
 *
 * With the stand-ins nothing exists outside of the state, so an interrupted operation has left nothing behind: a create is
 * made again, an update and a delete are found undone. That does not hold for another provider's resources, for an import,
 * and for a state that was taken from a real stack.
 */
export function settle({ resources, pending }: Checkpoint): Settlement {
    const foreign = [...resources, ...pending.map((operation) => operation.resource)].find(isForeign);
    const settlement: Settlement = { forget: [], ask: [] };
    for (const operation of pending) {
        const { type, custom } = operation.resource;
        const because = !repeatable.has(operation.type)
            ? `the sandbox cannot tell what "${operation.type}" has done`
            : custom && !statePackages.has(packageOf(type))
              ? `${packageOf(type)} is no stand-in and may have made something`
              : custom && foreign !== undefined
                ? `the state holds a resource that no sandbox made (${foreign.id})`
                : undefined;
        if (because === undefined) settlement.forget.push(operation);
        else settlement.ask.push({ operation, because });
    }
    return settlement;
}
