import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

import { Release } from "../../../../components/release";
import { allRegistered, settled, startRecording, type Recording } from "./mocks";
import { Observer } from "./observer";
import { listen, type Request } from "./requests";

export type { Request } from "./requests";

const ROOT = join(__dirname, "../../../..");
const load = createRequire(__filename);

/** One run of index.ts. */
export interface ProgramRun {
    readonly recording: Recording;
    /** In the order in which they came. */
    readonly requests: readonly Request[];
}

/** What the engine hands over of a stack: text by key, with its namespace; everything but text as JSON. */
export type EngineConfig = Readonly<Record<string, string>>;

/** What the engine would hand over of the stack's own file. */
export function configOf(stack: string): EngineConfig {
    const file = parse(readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8")) as { config: Record<string, unknown> };
    const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    return Object.fromEntries(Object.entries(file.config).map(([key, value]) => [key, asText(value)]));
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
            // A release is made one step after the other; nothing else tells when the last one is.
            const releases = [...observer.finished].filter((one) => one instanceof Release);
            await Promise.all(releases.map((one) => settled(one.objects)));
            await allRegistered();
        });
    } finally {
        pulumi.runtime.setAllConfig({});
    }
    return { recording, requests, refusal };
}
