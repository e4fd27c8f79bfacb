import * as assert from "node:assert/strict";
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import * as path from "node:path";
import { cacheDirectory, cacheFault, ToolCache } from "../../../sandbox/toolchain/cache";
import { folder, removeFolders, script } from "./fixtures";

function fault(code: string): Error {
    return Object.assign(new Error(`${code}: something low-level`), { code });
}

describe("the tool cache", () => {
    afterEach(removeFolders);

    /** Puts an entry with one program there, as a run does it. */
    async function publish(cache: ToolCache, key: string, body: string) {
        const staged = await cache.stage();
        script(staged, "helm", body);
        return cache.publish(key, staged, [{ name: "helm", version: "3.1.0" }]);
    }

    it("is where the first of three variables says", () => {
        const all = { LEANVIBE_CACHE_DIR: "/a", XDG_CACHE_HOME: "/b", HOME: "/c" };
        assert.equal(cacheDirectory(all), "/a");
        assert.equal(cacheDirectory({ ...all, LEANVIBE_CACHE_DIR: "" }), "/b/leanvibe-agent-hive");
        assert.equal(cacheDirectory({ HOME: "/c" }), "/c/.cache/leanvibe-agent-hive");
        assert.equal(cacheDirectory({ HOME: "/c", XDG_CACHE_HOME: "relative" }), "/c/.cache/leanvibe-agent-hive");
    });

    it("is in the home that the system has noted for this user when HOME is unset, empty or relative", () => {
        const noted = path.join(userInfo().homedir, ".cache", "leanvibe-agent-hive");
        for (const HOME of [undefined, "", "relative"]) assert.equal(cacheDirectory({ HOME }), noted);
    });

    it("on a file system that takes no folders is a mistake at once, not an endless wait", async function () {
        if (process.platform !== "linux") this.skip();
        await assert.rejects(
            new ToolCache("/proc/leanvibe/cache").exclusively(
                () => Promise.resolve(),
                () => undefined,
            ),
            /^ToolchainError: The tool cache \/proc\/leanvibe\/cache cannot be used \(.*\): set LEANVIBE_CACHE_DIR to /,
        );
    });

    it("is made by two runs at once", async () => {
        const root = path.join(folder(), "not", "there", "yet");
        const use = () =>
            new ToolCache(root).exclusively(
                () => Promise.resolve("made"),
                () => undefined,
            );
        assert.deepEqual(await Promise.all([use(), use()]), ["made", "made"]);
    });

    it("turns a file system's fault into a sentence that says which variable to set", () => {
        const remedy = "set LEANVIBE_CACHE_DIR to a folder that you can write to, with 1 GB free.";
        assert.equal(
            cacheFault(fault("ENOSPC"), "/cache").message,
            `The disk of the tool cache /cache is full: make room, or ${remedy}`,
        );
        assert.equal(
            cacheFault(fault("EROFS"), "/cache").message,
            `The tool cache /cache cannot be written (EROFS): ${remedy}`,
        );
        assert.equal(
            cacheFault(new Error("odd", { cause: fault("EACCES") }), "/cache").message,
            `The tool cache /cache cannot be written (EACCES): ${remedy}`,
        );
    });

    it("keeps the first of two results for one key", async () => {
        const cache = new ToolCache(folder());
        const first = await publish(cache, "helm-3.1.0", "echo first");
        const size = statSync(path.join(first.directory, "helm")).size;
        const second = await publish(cache, "helm-3.1.0", "echo the second, which is longer");
        assert.deepEqual(second, first);
        assert.equal(statSync(path.join(first.directory, "helm")).size, size);
    });

    it("replaces an entry that is not whole", async () => {
        const cache = new ToolCache(folder());
        const { directory } = await publish(cache, "helm-3.1.0", "echo first");
        writeFileSync(path.join(directory, "helm"), "");
        assert.equal(cache.find("helm-3.1.0"), undefined);
        await publish(cache, "helm-3.1.0", "echo second");
        assert.ok(cache.find("helm-3.1.0"));
    });

    it("does not take a folder without a manifest, or a program that may not run, for an entry", async () => {
        const root = folder();
        const cache = new ToolCache(root);
        mkdirSync(path.join(root, "tools", "helm-3.1.0"), { recursive: true });
        assert.equal(cache.find("helm-3.1.0"), undefined);
        assert.equal(cache.find("never-made"), undefined);
        const { directory } = await publish(cache, "helm-3.2.0", "echo");
        writeFileSync(path.join(directory, "entry.json"), '{"programs": "helm"}');
        assert.equal(cache.find("helm-3.2.0"), undefined);
    });

    it("lets one at a time work, in turn", async () => {
        const cache = new ToolCache(folder());
        const log: string[] = [];
        let finish: () => void = () => undefined;
        let first: Promise<void> | undefined;
        await new Promise<void>((begun) => {
            first = cache.exclusively(
                async () => {
                    log.push("first begins");
                    begun();
                    await new Promise<void>((resolve) => (finish = resolve));
                    log.push("first ends");
                },
                () => log.push("first waits"),
            );
        });
        const second = cache.exclusively(
            () => {
                log.push("second works");
                return Promise.resolve();
            },
            () => {
                log.push("second waits");
                finish();
            },
        );
        await Promise.all([first, second]);
        assert.deepEqual(log, ["first begins", "second waits", "first ends", "second works"]);
    });

    it("is free again after work that failed", async () => {
        const cache = new ToolCache(folder());
        const waits = () => assert.fail("nobody holds the lock");
        await assert.rejects(
            cache.exclusively(() => Promise.reject(new Error("broken")), waits),
            /broken/,
        );
        assert.equal(await cache.exclusively(() => Promise.resolve("done"), waits), "done");
    });

    it("takes over a lock that nobody renews", async () => {
        const root = folder();
        const lock = path.join(root, "tools.lock");
        mkdirSync(lock);
        const longAgo = new Date(Date.now() - 3_600_000);
        utimesSync(lock, longAgo, longAgo);
        const work = new ToolCache(root).exclusively(
            () => Promise.resolve("done"),
            () => assert.fail("a stale lock is not waited for"),
        );
        assert.equal(await work, "done");
    });

    it("removes staging folders of ended processes and leaves those of living ones", async () => {
        const root = folder();
        const staging = path.join(root, "staging");
        const living = `${hostname()}-${process.ppid}-1`;
        const dead = `${hostname()}-999999999-1`;
        for (const name of [living, dead, "something else"]) mkdirSync(path.join(staging, name), { recursive: true });
        // Before the work, because that may need the room.
        const seen = await new ToolCache(root).exclusively(
            () => Promise.resolve(readdirSync(staging)),
            () => undefined,
        );
        assert.deepEqual(seen, [living]);
        assert.deepEqual(readdirSync(staging), [living]);
    });
});
