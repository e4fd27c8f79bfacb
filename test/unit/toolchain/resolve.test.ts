import * as assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { resolveToolchain, toolDirectories, type ToolchainOptions } from "../../../sandbox/toolchain";
import { fileHandler, folder, pinFolder, recordedProgress, releaseFiles, removeFolders } from "./fixtures";
import { script, serve, toolFolder, versions, type Site } from "./fixtures";

/** The shell's own programs, which pretend tools need. */
const system = "/usr/bin:/bin";

function options(more: ToolchainOptions & { env: NodeJS.ProcessEnv }): ToolchainOptions {
    const { progress } = recordedProgress();
    return { progress, toolsDirectory: pinFolder(), ...more };
}

describe("resolveToolchain", () => {
    let site: Site;

    before(async () => {
        site = await serve(fileHandler(await releaseFiles()));
    });
    after(() => site.close());
    beforeEach(() => {
        site.requests.length = 0;
    });
    afterEach(removeFolders);

    it("takes recent tools on PATH as they are, without touching network or cache", async () => {
        const tools = toolFolder({ pulumi: "3.170.0", helm: "4.0.1" });
        const cache = path.join(folder(), "cache");
        const env = { PATH: tools, LEANVIBE_CACHE_DIR: cache };
        const toolchain = await resolveToolchain(options({ env, sites: site.sites }));
        assert.deepEqual(toolchain, {
            pulumi: { name: "pulumi", version: "3.170.0", path: path.join(tools, "pulumi"), source: "PATH" },
            languageHost: {
                name: "pulumi-language-nodejs",
                version: "3.170.0",
                path: path.join(tools, "pulumi-language-nodejs"),
                source: "PATH",
            },
            helm: { name: "helm", version: "4.0.1", path: path.join(tools, "helm"), source: "PATH" },
            path: "",
        });
        assert.deepEqual(toolDirectories(toolchain), []);
        assert.deepEqual(site.requests, []);
        assert.ok(!existsSync(cache));
    });

    it("finds the language host beside the file that a link on PATH names", async () => {
        const tools = toolFolder({ pulumi: "3.170.0", helm: "3.14.0" });
        const links = folder();
        symlinkSync(path.join(tools, "pulumi"), path.join(links, "pulumi"));
        symlinkSync(path.join(tools, "helm"), path.join(links, "helm"));
        const env = { PATH: links, LEANVIBE_TOOLCHAIN: "path" };
        const toolchain = await resolveToolchain(options({ env }));
        assert.equal(toolchain.pulumi.path, path.join(links, "pulumi"));
        assert.equal(toolchain.languageHost.path, path.join(tools, "pulumi-language-nodejs"));
    });

    it("downloads what PATH lacks, then finds it in the cache without the network", async () => {
        const tools = toolFolder({ helm: "3.20.0" });
        const env = { PATH: `${tools}:${system}`, LEANVIBE_CACHE_DIR: folder() };
        const first = await resolveToolchain(options({ env, sites: site.sites }));
        assert.equal(first.pulumi.source, "download");
        assert.equal(first.pulumi.version, versions.pulumi);
        assert.equal(first.languageHost.source, "download");
        assert.equal(first.helm.source, "PATH");
        assert.deepEqual(toolDirectories(first), [path.dirname(first.pulumi.path)]);
        assert.deepEqual(readdirSync(path.dirname(first.pulumi.path)).sort(), [
            "entry.json",
            "pulumi",
            "pulumi-analyzer-policy",
            "pulumi-language-nodejs",
            "pulumi-resource-pulumi-nodejs",
        ]);
        assert.equal(site.requests.length, 2);

        const second = await resolveToolchain(options({ env, sites: site.sites }));
        assert.equal(second.pulumi.source, "cache");
        assert.equal(second.pulumi.path, first.pulumi.path);
        assert.equal(site.requests.length, 2);
    });

    it("gets a cached tool anew when it is no longer whole", async () => {
        const env = { PATH: system, LEANVIBE_CACHE_DIR: folder(), LEANVIBE_TOOLCHAIN: "download" };
        const first = await resolveToolchain(options({ env, sites: site.sites }));
        truncateSync(first.helm.path, 3);
        const second = await resolveToolchain(options({ env, sites: site.sites }));
        assert.equal(second.pulumi.source, "cache");
        assert.equal(second.helm.source, "download");
        assert.equal(second.helm.path, first.helm.path);
        assert.equal((await resolveToolchain(options({ env, sites: site.sites }))).helm.source, "cache");
    });

    it("does not use a tool on PATH when only downloads are allowed", async () => {
        const tools = toolFolder({ pulumi: "3.170.0", helm: "3.20.0" });
        const env = { PATH: `${tools}:${system}`, LEANVIBE_CACHE_DIR: folder(), LEANVIBE_TOOLCHAIN: "download" };
        const toolchain = await resolveToolchain(options({ env, sites: site.sites }));
        assert.equal(toolchain.pulumi.source, "download");
        assert.equal(toolchain.helm.source, "download");
        assert.equal(toolDirectories(toolchain).length, 2);
    });

    it("does not use a downloaded tool from the cache when only builds are allowed", async () => {
        const env = { PATH: system, LEANVIBE_CACHE_DIR: folder(), LEANVIBE_TOOLCHAIN: "download" };
        await resolveToolchain(options({ env, sites: site.sites }));
        const noGo = { ...env, PATH: folder(), LEANVIBE_TOOLCHAIN: "build" };
        const asked = site.requests.length;
        await assert.rejects(
            resolveToolchain(options({ env: noGo, sites: site.sites })),
            /No usable pulumi \(build: Go is not installed\)/,
        );
        assert.equal(site.requests.length, asked);
    });

    for (const [what, body, reason] of [
        ["hangs", "sleep 60", "it did not answer within 0.3 s"],
        ["prints garbage", "echo 'segmentation soup'", "its answer holds no version"],
        ["prints without end", "yes", "it printed no version but endless output"],
        ["fails", "exit 3", "it ended with exit code 3"],
        ["is too old", "echo v3.100.0", "is version 3.100.0, needed is 3.160.0 or newer, below 4"],
    ] as const) {
        it(`passes over a CLI on PATH that ${what}`, async () => {
            const tools = toolFolder({ pulumi: "3.170.0", helm: "3.20.0" });
            script(tools, "pulumi", body);
            const env = { PATH: `${tools}:${system}`, LEANVIBE_TOOLCHAIN: "path" };
            await assert.rejects(resolveToolchain(options({ env, probeTimeoutMs: 300 })), (error: Error) => {
                assert.ok(error.message.includes(reason), error.message);
                return true;
            });
            const both = { ...env, LEANVIBE_TOOLCHAIN: "path,download", LEANVIBE_CACHE_DIR: folder() };
            const toolchain = await resolveToolchain(options({ env: both, sites: site.sites, probeTimeoutMs: 300 }));
            assert.equal(toolchain.pulumi.source, "download");
            assert.equal(toolchain.helm.source, "PATH");
        });
    }

    it("passes over a CLI without the launcher of policy packs beside it", async () => {
        const tools = toolFolder({ helm: "3.20.0" });
        script(tools, "pulumi", "echo v3.170.0");
        script(tools, "pulumi-language-nodejs", "exit 0");
        const env = { PATH: tools, LEANVIBE_TOOLCHAIN: "path" };
        await assert.rejects(resolveToolchain(options({ env })), /pulumi has no pulumi-analyzer-policy beside it/);
    });

    it("says in one line all that was tried and what to do", async () => {
        const env = { PATH: folder(), LEANVIBE_CACHE_DIR: folder() };
        const sites = { pulumi: `${site.address}/gone`, helm: `${site.address}/gone` };
        const { host } = new URL(site.address);
        await assert.rejects(resolveToolchain(options({ env, sites })), (error: Error) => {
            assert.equal(error.name, "ToolchainError");
            const [pulumi = "", helm = ""] = [...site.requests].sort().reverse();
            assert.equal(
                error.message,
                `No usable pulumi (PATH: not on PATH; download: ${host} answered 404 for ${site.address}${pulumi}; ` +
                    "build: Go is not installed) and " +
                    `helm (PATH: not on PATH; download: ${host} answered 404 for ${site.address}${helm}; ` +
                    "build: Go is not installed): " +
                    "put pulumi 3.160.0 or newer, below 4 and helm 3.14.0 or newer, below 5, on PATH, " +
                    "or install Go 1.22.0 or newer so that they can be built.",
            );
            return true;
        });
    });

    it("refuses a cache that is no folder, and says which variable to set", async () => {
        const file = path.join(folder(), "file");
        writeFileSync(file, "");
        const env = { PATH: system, LEANVIBE_CACHE_DIR: path.join(file, "cache"), LEANVIBE_TOOLCHAIN: "download" };
        await assert.rejects(resolveToolchain(options({ env, sites: site.sites })), {
            name: "ToolchainError",
            message: `The tool cache ${path.join(file, "cache")} is not a folder: set LEANVIBE_CACHE_DIR to a folder that you can write to, with 1 GB free.`,
        });
        assert.deepEqual(site.requests, []);
    });

    it("says which variable to set when the cache's disk fails in the middle", async () => {
        const cache = folder();
        const staging = path.join(cache, "staging");
        const failing = await serve(
            fileHandler(await releaseFiles(), (url) => {
                if (url.endsWith(".tar.gz")) {
                    rmSync(staging, { recursive: true, force: true, maxRetries: 20, retryDelay: 5 });
                    writeFileSync(staging, "");
                }
                return false;
            }),
        );
        const env = { PATH: system, LEANVIBE_CACHE_DIR: cache, LEANVIBE_TOOLCHAIN: "download" };
        await assert.rejects(resolveToolchain(options({ env, sites: failing.sites })), {
            name: "ToolchainError",
            message: /^The tool cache .* is not a folder: set LEANVIBE_CACHE_DIR to /,
        });
        await failing.close();
    });

    it("uses whole entries of a cache that it cannot write", async () => {
        const cache = folder();
        const env = { PATH: system, LEANVIBE_CACHE_DIR: cache, LEANVIBE_TOOLCHAIN: "download" };
        await resolveToolchain(options({ env, sites: site.sites }));
        // Whoever tried to write would find no folder for it.
        rmSync(path.join(cache, "staging"), { recursive: true });
        writeFileSync(path.join(cache, "staging"), "");
        const again = await resolveToolchain(options({ env, sites: site.sites }));
        assert.equal(again.pulumi.source, "cache");
    });
});
