import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import type { Options } from "./options";
import type { LoadResult, Verified } from "./result";

const chunk = 2000;
const tries = 5;

interface Missing {
    missing: string[];
    duplicates?: number;
}

/** What the application still knows of all that it acknowledged. Asking is no load: it is tried again when it fails. */
export async function verify(
    options: Options,
    events: string[],
    tasks: string[],
): Promise<Pick<LoadResult, "writes" | "tasks" | "verifyError">> {
    const found: Pick<LoadResult, "writes" | "tasks" | "verifyError"> = {};
    try {
        if (options.verify)
            found.writes = verified(events, (await ask(options, "/api/events/missing", events)).missing);
        if (options.taskSeconds > 0) found.tasks = await verifyTasks(options, tasks);
    } catch (error) {
        found.verifyError = error instanceof Error ? error.message : String(error);
    }
    return found;
}

/** Workers come after: asks until nothing is missing, or the time is up. */
async function verifyTasks(options: Options, tasks: string[]): Promise<LoadResult["tasks"]> {
    const end = Date.now() + options.taskSeconds * 1000;
    let missing = tasks;
    for (;;) {
        missing = (await ask(options, "/api/tasks/missing", missing)).missing;
        if (missing.length === 0 || Date.now() >= end) break;
        await sleep(500);
    }
    const { duplicates } = await ask(options, "/api/tasks/missing", tasks);
    return { ...verified(tasks, missing), duplicates };
}

async function ask(options: Options, path: string, ids: string[]): Promise<Required<Missing>> {
    const all: Required<Missing> = { missing: [], duplicates: 0 };
    for (let at = 0; at < ids.length; at += chunk) {
        const { missing, duplicates = 0 } = await askChunk(options, path, ids.slice(at, at + chunk));
        all.missing.push(...missing);
        all.duplicates += duplicates;
    }
    return all;
}

async function askChunk({ url, host }: Options, path: string, ids: string[]): Promise<Missing> {
    const headers = { "content-type": "application/json", ...(host === undefined ? {} : { host }) };
    for (let left = tries; ; left -= 1) {
        try {
            const answer = await request(new URL(path, url), { method: "POST", headers, body: JSON.stringify(ids) });
            if (answer.statusCode === 200) return (await answer.body.json()) as Missing;
            throw new Error(`${path} answered ${answer.statusCode}: ${(await answer.body.text()).slice(0, 200)}`);
        } catch (error) {
            if (left <= 1) throw error;
            await sleep(1000);
        }
    }
}

function verified(acknowledged: string[], missing: string[]): Verified {
    return { acknowledged: acknowledged.length, missing: missing.length, examples: missing.slice(0, 20) };
}
