import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

import { Application } from "../../../../components/application";
import { allRegistered, settled, startRecording, type Recording } from "./mocks";
import { Observer } from "./observer";

const ROOT = join(__dirname, "../../../..");
const load = createRequire(__filename);

/** What the engine is told of a resource beside its inputs. */
export interface Request {
    readonly type: string;
    readonly name: string;
    /** URN of the parent; empty for what has none. */
    readonly parent: string;
    /** URNs that it waits for, by `dependsOn` or by an input. */
    readonly dependencies: readonly string[];
    readonly protect: boolean;
}

/** One run of index.ts. */
export interface ProgramRun {
    readonly recording: Recording;
    /** In the order in which they came. */
    readonly requests: readonly Request[];
}

/** The part of the engine's request that is looked at. */
interface RegisterRequest {
    getType(): string;
    getName(): string;
    getParent(): string;
    getDependenciesList(): string[];
    getProtect(): boolean | undefined;
}

/** What the engine hands over of a stack: text by key, with its namespace; everything but text as JSON. */
export type EngineConfig = Readonly<Record<string, string>>;

/** What the engine would hand over of the stack's own file. */
function configOf(stack: string): EngineConfig {
    const file = parse(readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8")) as { config: Record<string, unknown> };
    const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    return Object.fromEntries(Object.entries(file.config).map(([key, value]) => [key, asText(value)]));
}

/** Keeps what the recording engine is told and does not hand on: parents, dependencies, protection. */
function listen(requests: Request[]): void {
    type Method = (request: RegisterRequest, ...rest: unknown[]) => unknown;
    const monitor = pulumi.runtime.getMonitor() as unknown as { registerResource: Method };
    const original = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, ...rest) => {
        requests.push({
            type: request.getType(),
            name: request.getName(),
            parent: request.getParent(),
            dependencies: request.getDependenciesList(),
            protect: request.getProtect() ?? false,
        });
        return original(request, ...rest);
    };
}

/** Runs the program itself, as `pulumi up` does on a stack that does not exist yet, with the stack's own file. */
export async function runProgram(stack: string): Promise<ProgramRun> {
    const { refusal, ...run } = await tryProgram(stack, configOf(stack));
    if (refusal !== undefined) {
        throw refusal as Error;
    }
    return run;
}

/**
 * Runs the program on any stack's configuration, which it may refuse.
 *
 * @returns what it has registered, and what it threw; undefined when it ran to its end
 */
export async function tryProgram(
    stack: string,
    config: EngineConfig,
): Promise<ProgramRun & { readonly refusal: unknown }> {
    const recording = await startRecording(stack);
    const requests: Request[] = [];
    let refusal: unknown;
    listen(requests);
    pulumi.runtime.setAllConfig({ ...config });
    const program = join(ROOT, "index.ts");
    Reflect.deleteProperty(load.cache, load.resolve(program));
    const observer = new Observer();
    try {
        await observer.whileWatching(async () => {
            try {
                load(program);
            } catch (error) {
                refusal = error;
            }
            // The chart's objects are made one stage after the other; nothing else tells when the last one is.
            const applications = [...observer.finished].filter((one) => one instanceof Application);
            await Promise.all(applications.map((one) => settled(one.objects)));
            await allRegistered();
        });
    } finally {
        pulumi.runtime.setAllConfig({});
    }
    return { recording, requests, refusal };
}
