/** The engine that a release runs in: the operator's own Pulumi, or the sandbox's. */
import * as os from "node:os";
import { LocalWorkspace, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import { openStack } from "../sandbox/commands/stack";
import type { OnProgress } from "../sandbox/engine/engine";
import { engineErrors } from "../sandbox/engine/failure";
import { InterruptedError, Interruption } from "../sandbox/engine/interruption";
import { policyPacks, repository } from "../sandbox/engine/paths";
import { UserError } from "../sandbox/errors";
import { RunCollector, type EngineRun } from "../sandbox/summary/model";

/** What a release asks of an engine. */
export interface ReleaseEngine {
    /** What an update would do, judged by the policy packs. */
    preview(onProgress: OnProgress, refresh?: boolean): Promise<EngineRun>;
    /** Does it. */
    update(onProgress: OnProgress): Promise<EngineRun>;
    /** What the last update put out; empty before the first. */
    outputs(): Promise<Record<string, unknown>>;
}

/** Which engine. */
export interface EngineOptions {
    readonly stack: string;
    /** Whether AWS is simulated. */
    readonly sandbox: boolean;
    /** A real cluster beside the simulated AWS: `local`, or a kubeconfig. */
    readonly cluster?: string;
    /** Whether to take over from a run that was killed. */
    readonly resume: boolean;
}

/**
 * The engine, ready to run.
 *
 * @throws UserError when the stack cannot be opened, or another run may be at work on it
 */
export async function openEngine(options: EngineOptions): Promise<ReleaseEngine> {
    // The sandbox recovers by itself from what a killed command left.
    if (options.sandbox) return openStack(options);
    return OperatorStack.open(options.stack, options.resume);
}

/** A lock as the engine describes it: `created by me@host (pid 123) at …`. */
const LOCK = /created by \S+@(\S+) \(pid (\d+)\)/g;

/** A stack in the operator's own Pulumi: their CLI, backend and credentials. */
class OperatorStack implements ReleaseEngine {
    private constructor(
        private readonly stack: Stack,
        private readonly resume: boolean,
    ) {}

    static async open(stackName: string, resume: boolean): Promise<OperatorStack> {
        try {
            const stack = await LocalWorkspace.selectStack({ stackName, workDir: repository });
            return new OperatorStack(stack, resume);
        } catch (error) {
            const reason = engineErrors(error).join("; ");
            throw new UserError(
                `Pulumi cannot open the stack ${stackName}: ${reason}. Log in (\`pulumi login\`) and make it (\`pulumi stack init ${stackName}\`), or use --sandbox.`,
            );
        }
    }

    preview(onProgress: OnProgress, refresh = false): Promise<EngineRun> {
        return this.run("preview", onProgress, (options) => this.stack.preview({ ...options, refresh, policyPacks }));
    }

    async update(onProgress: OnProgress): Promise<EngineRun> {
        const update = () => this.run("update", onProgress, (options) => this.stack.up({ ...options, policyPacks }));
        const run = await update();
        const locked = run.errors.find((error) => error.includes("currently locked"));
        if (locked === undefined || !this.resume) return run;
        assertDead(locked);
        await this.stack.cancel();
        const resumed = await update();
        // What was being made when the engine was killed exists, and was adopted; only its note is left.
        if (resumed.succeeded) await this.stack.refresh({ clearPendingCreates: true });
        return resumed;
    }

    async outputs(): Promise<Record<string, unknown>> {
        const outputs = await this.stack.outputs();
        return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]));
    }

    private async run(
        command: string,
        onProgress: OnProgress,
        start: (options: { onEvent: (event: EngineEvent) => void; signal: AbortSignal }) => Promise<unknown>,
    ): Promise<EngineRun> {
        const collector = new RunCollector();
        const interruption = new Interruption();
        try {
            await start({
                signal: interruption.signal,
                onEvent: (event) => {
                    collector.add(event);
                    onProgress(collector.run);
                },
            });
        } catch (error) {
            if (interruption.signal.aborted) throw new InterruptedError(command, this.stack.name);
            const reasons = String(error).includes("currently locked") ? [String(error)] : engineErrors(error);
            collector.fail(reasons);
        } finally {
            interruption.end();
        }
        return collector.run;
    }
}

/**
 * Makes sure that nobody holds these locks any more.
 *
 * @throws UserError when a holder is alive, or was on another machine, where nobody here can look
 */
export function assertDead(locks: string): void {
    for (const [holder, host, pid] of locks.matchAll(LOCK)) {
        const away = host !== os.hostname();
        if (!away && !isAlive(Number(pid))) continue;
        const why = away ? "nobody here can see whether it is alive" : "it is alive";
        throw new UserError(
            `the stack is locked by a run that was ${holder}, and ${why}: wait for it, or when you are sure that it has ended run \`pulumi cancel\` and then this again.`,
        );
    }
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}
