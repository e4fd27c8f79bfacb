import * as fs from "node:fs";
import * as path from "node:path";
import { LocalWorkspace, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import { RunCollector, type EngineRun } from "../summary/model";
import { UserError } from "../errors";
import { engineErrors } from "./failure";
import { InterruptedError, Interruption } from "./interruption";
import { clearStaleEngineLocks, lockStack } from "./lock";
import { paths, policyPacks } from "./paths";

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

/**
 * One stack in the real Pulumi engine. Commands of the engine go through Pulumi's Automation API, in the environment
 * that `enterIsolation` made.
 */
export class SandboxStack {
    private constructor(private readonly stack: Stack) {}

    /**
     * Opens the stack of a prepared project, which is created empty when the sandbox does not have it yet, for this process alone.
     *
     * @throws UserError when the stack is in use, or its files are not what the engine can read
     */
    static async open(name: string): Promise<SandboxStack> {
        await lockStack(name);
        clearStaleEngineLocks(name);
        try {
            const stack = await LocalWorkspace.createOrSelectStack({ stackName: name, workDir: paths.project });
            return new SandboxStack(stack);
        } catch (error) {
            throw new UserError(`the engine cannot open the stack ${name}: ${engineErrors(error).join("; ")}`);
        }
    }

    /** What an update would do, judged by every policy pack; a refusal is in the result, not thrown. */
    preview(onProgress: OnProgress): Promise<EngineRun> {
        return this.run("preview", onProgress, (options) => this.stack.preview({ ...options, policyPacks }));
    }

    /** Does it. Call it after a preview that was not refused. */
    update(onProgress: OnProgress): Promise<EngineRun> {
        return this.run("update", onProgress, (options) => this.stack.up({ ...options, policyPacks }));
    }

    /** Destroys all resources; what is protected is unprotected first, in the sandbox's own state only. */
    async destroy(onProgress: OnProgress): Promise<EngineRun> {
        const exported = await this.stack.exportStack();
        const deployment = exported.deployment as { resources?: ExportedResource[] };
        const resources = deployment.resources ?? [];
        if (resources.length === 0) return new RunCollector().run;
        const unprotected = resources.map(withoutProtection);
        if (JSON.stringify(unprotected) !== JSON.stringify(resources)) {
            await this.stack.importStack({ ...exported, deployment: { ...deployment, resources: unprotected } });
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
        const log = fs.createWriteStream(path.join(paths.logs, `${this.stack.name}-${command}.log`));
        // The log is a convenience; that it cannot be written must not end a run.
        log.on("error", () => undefined);
        const interruption = new Interruption();
        try {
            await start({
                signal: interruption.signal,
                onEvent: (event) => {
                    collector.add(event);
                    onProgress(collector.run);
                },
                onOutput: (text) => log.write(text),
            });
        } catch (error) {
            if (interruption.signal.aborted) throw new InterruptedError(command, this.stack.name);
            collector.fail(engineErrors(error));
        } finally {
            log.end();
            interruption.end();
        }
        return collector.run;
    }
}
