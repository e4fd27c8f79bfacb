import * as fs from "node:fs";
import * as path from "node:path";
import { LocalWorkspace, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import { RunCollector, type EngineRun } from "../summary/model";
import { UserError } from "../errors";
import { DISK_FULL, engineErrors, outsideCause, StoppedError } from "./failure";
import { InterruptedError, Interruption } from "./interruption";
import { lockStack } from "./lock";
import { paths, policyPacks } from "./paths";
import { keepingWhole } from "./recovery/checkpoint";
import { recoverFiles, recoverOperations, type Tell } from "./recovery";
import { killEngine } from "./recovery/orphans";

/** Called for each engine event, so that a command can show progress. */
export type OnProgress = (run: EngineRun) => void;

/** A resource of an exported deployment, as far as its protection goes. */
interface ExportedResource {
    protect?: boolean;
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
}

/** What AWS asks before it deletes a database, a cluster or a load balancer. */
const cloudProtection = ["deletionProtection", "enableDeletionProtection"];

/** The resource without Pulumi's protection and without the cloud's own, as an operator would switch both off first. */
function withoutProtection(resource: ExportedResource): ExportedResource {
    const copy = { ...resource };
    if (copy.protect) copy.protect = false;
    for (const part of ["inputs", "outputs"] as const) {
        const properties = copy[part];
        const on = cloudProtection.filter((name) => properties?.[name] === true);
        if (on.length > 0) copy[part] = { ...properties, ...Object.fromEntries(on.map((name) => [name, false])) };
    }
    return copy;
}

async function select(name: string): Promise<Stack> {
    try {
        return await LocalWorkspace.createOrSelectStack({ stackName: name, workDir: paths.project });
    } catch (error) {
        const reason = outsideCause(engineErrors(error)) ?? engineErrors(error).join("; ");
        throw new UserError(`the engine cannot open the stack ${name}: ${reason}.`);
    }
}

/**
 * One stack in the real Pulumi engine. Commands of the engine go through Pulumi's Automation API, in the environment
 * that `enterIsolation` made.
 */
export class SandboxStack {
    private constructor(private readonly stack: Stack) {}

    /**
     * Opens the stack of a prepared project, which is created empty when the sandbox does not have it yet, for this process
     * alone, and puts right what a killed command left behind.
     *
     * @param tell takes a line for each thing that was found and done, and one when another command has to be waited for
     * @throws UserError when the stack is in use, its files are not what the engine can read, or a person has to decide
     */
    static async open(name: string, tell: Tell): Promise<SandboxStack> {
        await lockStack(name, (line) => {
            tell(`waiting  ${line}`);
        });
        const tellFound: Tell = (line) => {
            tell(`recovery  ${line}`);
        };
        await recoverFiles(name, tellFound);
        const stack = await select(name);
        await recoverOperations(stack, tellFound);
        return new SandboxStack(stack);
    }

    /**
     * What an update would do, judged by every policy pack; a refusal is in the result, not thrown.
     *
     * @param refresh whether to look first what became of the resources. Default: no
     */
    preview(onProgress: OnProgress, refresh = false): Promise<EngineRun> {
        return this.run("preview", onProgress, (options) => this.stack.preview({ ...options, refresh, policyPacks }));
    }

    /** The same without the packs, which change nothing of it; leaves the engine's plan in `file`. */
    plan(file: string, onProgress: OnProgress): Promise<EngineRun> {
        return this.run("preview", onProgress, (options) => this.stack.preview({ ...options, plan: file }));
    }

    /** Does it. Call it after a preview that was not refused. */
    update(onProgress: OnProgress, refresh = false): Promise<EngineRun> {
        return this.run("update", onProgress, (options) => this.stack.up({ ...options, refresh, policyPacks }));
    }

    /** What the program put out in the last update; values are there whether they are secret or not. */
    async outputs(): Promise<Record<string, unknown>> {
        const outputs = await this.stack.outputs();
        return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]));
    }

    /** Destroys all resources; what is protected is unprotected first, in the sandbox's own state only. */
    async destroy(onProgress: OnProgress): Promise<EngineRun> {
        const exported = await this.stack.exportStack();
        const deployment = exported.deployment as { resources?: ExportedResource[] };
        const resources = deployment.resources ?? [];
        if (resources.length === 0) return new RunCollector().run;
        const unprotected = resources.map(withoutProtection);
        if (JSON.stringify(unprotected) !== JSON.stringify(resources)) {
            const changed = { ...exported, deployment: { ...deployment, resources: unprotected } };
            await keepingWhole(this.stack.name, () => this.stack.importStack(changed));
        }
        return this.run("destroy", onProgress, (options) => this.stack.destroy(options));
    }

    private async run(
        command: string,
        onProgress: OnProgress,
        start: (options: {
            onEvent: (event: EngineEvent) => void;
            onOutput: (text: string) => void;
            signal: AbortSignal;
        }) => Promise<unknown>,
    ): Promise<EngineRun> {
        const collector = new RunCollector();
        const logFile = path.join(paths.logs, `${this.stack.name}-${command}.log`);
        const log = fs.createWriteStream(logFile);
        // The log is a convenience; that it cannot be written must not end a run.
        log.on("error", () => undefined);
        const interruption = new Interruption();
        const { name } = this.stack;
        const diskFull = new AbortController();
        const onCut = () => {
            // The engine would try each further write for half a minute, one after the other.
            diskFull.abort();
            killEngine(name);
        };
        const work = () =>
            start({
                signal: interruption.signal,
                onEvent: (event) => {
                    collector.add(event);
                    onProgress(collector.run);
                },
                onOutput: (text) => log.write(text),
            });
        try {
            await keepingWhole(name, work, onCut);
        } catch (error) {
            if (diskFull.signal.aborted) throw new StoppedError(command, name, DISK_FULL, logFile);
            if (interruption.signal.aborted) throw new InterruptedError(command, name);
            const reasons = engineErrors(error);
            const cause = outsideCause([...collector.run.errors, ...reasons]);
            if (cause !== undefined) throw new StoppedError(command, name, cause, logFile);
            collector.fail(reasons);
        } finally {
            log.end();
            interruption.end();
        }
        return collector.run;
    }
}
