import * as assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import type { ServerResponse } from "node:http";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { resolveToolchain } from "../../../sandbox/toolchain";
import {
    fileHandler,
    folder,
    pinFolder,
    recordedProgress,
    releaseFiles,
    removeFolders,
    script,
    serve,
} from "./fixtures";
import type { Site } from "./fixtures";

const system = "/usr/bin:/bin";

/** Waits until something is so; the test's own time limit ends a wait in vain. */
async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await delay(20);
}

describe("runs of their own", () => {
    let site: Site;
    let cache: string;
    let tools: string;
    let files: Map<string, Buffer>;
    /** Archive requests that the site holds back until the test answers them. */
    let held: { url: string; response: ServerResponse }[];
    let holding: boolean;
    const children: ChildProcess[] = [];

    beforeEach(async () => {
        files = await releaseFiles();
        held = [];
        holding = true;
        site = await serve(
            fileHandler(files, (url, response) => {
                if (!holding || !url.endsWith(".tar.gz")) return false;
                const content = files.get(url) ?? Buffer.alloc(0);
                response.writeHead(200, { "content-length": content.length }).write(content.subarray(0, 50));
                held.push({ url, response });
                return true;
            }),
        );
        cache = folder();
        tools = pinFolder();
    });
    afterEach(async () => {
        for (const child of children.splice(0)) child.kill("SIGKILL");
        await site.close();
        removeFolders();
    });

    function release(): void {
        holding = false;
        for (const { url, response } of held.splice(0)) response.end(files.get(url)?.subarray(50));
    }

    /** Starts a run in a process of its own. */
    function run(env: NodeJS.ProcessEnv): { child: ChildProcess; output: () => string; ended: Promise<unknown> } {
        const entry = path.join(__dirname, "child.ts");
        const child = spawn(process.execPath, ["--import", "tsx", entry, site.address, tools], {
            env: { PATH: system, LEANVIBE_CACHE_DIR: cache, LEANVIBE_TOOLCHAIN: "download", ...env },
            stdio: ["ignore", "pipe", "inherit"],
        });
        children.push(child);
        let text = "";
        child.stdout.on("data", (chunk: Buffer) => {
            text += chunk.toString("utf8");
        });
        return { child, output: () => text, ended: once(child, "close") };
    }

    /** The same run in this process. */
    function runHere() {
        const env = { PATH: system, LEANVIBE_CACHE_DIR: cache, LEANVIBE_TOOLCHAIN: "download" };
        return resolveToolchain({
            env,
            toolsDirectory: tools,
            sites: site.sites,
            progress: recordedProgress().progress,
        });
    }

    it("two at once: the second says that it waits, then uses what the first got", async () => {
        const first = run({});
        await until(() => held.length === 2);
        const second = run({});
        await until(() => second.output().includes("waiting"));
        release();
        await Promise.all([first.ended, second.ended]);
        assert.match(first.output(), /pulumi from download, helm from download/);
        assert.match(second.output(), /another run is preparing the tools in .*: waiting for it/);
        assert.match(second.output(), /pulumi from cache, helm from cache/);
        assert.equal(site.requests.length, 4);
    });

    it("killed in the middle: nothing half-done is used, its lock is taken over, its leftovers go", async () => {
        const killed = run({});
        await until(() => held.length === 2);
        killed.child.kill("SIGKILL");
        await killed.ended;
        assert.deepEqual(readdirSync(path.join(cache, "tools")), []);
        assert.notDeepEqual(readdirSync(path.join(cache, "staging")), []);
        const lock = path.join(cache, "tools.lock");
        assert.ok(existsSync(lock));
        // Ten seconds without renewal make a lock stale; the test does not wait for them.
        const longAgo = new Date(Date.now() - 3_600_000);
        utimesSync(lock, longAgo, longAgo);
        release();
        const toolchain = await runHere();
        assert.equal(toolchain.pulumi.source, "download");
        assert.equal(toolchain.helm.source, "download");
        assert.deepEqual(readdirSync(path.join(cache, "staging")), []);
        assert.ok(!existsSync(lock));
    });

    it("ended by a signal while they build: the compilers end too, nothing half-done stays, and the user is told", async () => {
        const bin = folder();
        const pidFile = path.join(bin, "pid");
        script(
            bin,
            "go",
            `if [ "$1" = env ]; then echo go1.99.0; echo local; else touch "\${GOTMPDIR:?}/half-done" || exit 1; echo $$ > ${pidFile}; exec sleep 60; fi`,
        );
        const ended = run({ PATH: `${bin}:${system}`, LEANVIBE_TOOLCHAIN: "build" });
        await until(() => existsSync(pidFile) && readFileSync(pidFile, "utf8").endsWith("\n"));
        const pid = Number(readFileSync(pidFile, "utf8"));
        ended.child.kill("SIGTERM");
        await ended.ended;
        assert.match(ended.output(), /\nToolchainInterrupted: interrupted: the tools are not ready yet; run .*\n$/);
        await until(() => !isAlive(pid));
        assert.ok(!existsSync(path.join(cache, "tools.lock")));
        assert.deepEqual(readdirSync(path.join(cache, "staging")), []);
    });

    it("ended by a signal while they download: nothing half-done stays, no other way is tried, and the user is told", async () => {
        const ended = run({ LEANVIBE_TOOLCHAIN: "download,build" });
        await until(() => held.length === 2);
        ended.child.kill("SIGINT");
        await ended.ended;
        assert.match(ended.output(), /\nToolchainInterrupted: interrupted: the tools are not ready yet; run .*\n$/);
        assert.doesNotMatch(ended.output(), /no download|no build/);
        assert.deepEqual(readdirSync(path.join(cache, "staging")), []);
    });
});

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
    } catch {
        return false;
    }
    // A process whose parent has not asked after it yet has ended all the same.
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/^\d+ \(.*\) Z/.test(readFileSync(stat, "utf8"));
}
