import * as assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Checkout, type Outcome, type RunOptions } from "./checkout";

/** What `make` and the sandbox themselves call; a tool that is not listed is truly absent. */
const systemTools = ["sh", "env", "make", "node", "npm"];

/** Where this machine has a tool. */
function located(tool: string): string {
    const places = (process.env.PATH ?? "").split(path.delimiter).map((directory) => path.join(directory, tool));
    return places.find((file) => fs.existsSync(file)) ?? tool;
}

/** A folder for PATH with links to these tools of this machine, and nothing else. */
function onlyTools(folder: string, tools: string[]): string {
    fs.mkdirSync(folder, { recursive: true });
    for (const tool of tools) fs.symlinkSync(fs.realpathSync(located(tool)), path.join(folder, tool));
    return folder;
}

function script(folder: string, name: string, body: string): void {
    fs.rmSync(path.join(folder, name), { force: true });
    fs.writeFileSync(path.join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

/** In a mount namespace of its own, so that nothing of it is left behind. */
const withMounts = (mounts: string) => [
    located("unshare"),
    "--map-root-user",
    "--mount",
    "sh",
    "-c",
    `${mounts} && exec "$@"`,
    "sh",
];
const readOnly = (folder: string) =>
    `${located("mount")} --bind "${folder}" "${folder}" && ${located("mount")} -o remount,ro,bind "${folder}"`;

/** Fails unless the command failed with this one sentence, whatever progress went before, and no stack trace. */
function assertSays(outcome: Outcome, sentence: RegExp): void {
    const errors = outcome.stderr.split("\n").filter((line) => !/^(toolchain {2}|make: |$)/.test(line));
    assert.equal(errors.length, 1, outcome.output);
    assert.match(errors[0] ?? "", sentence);
    assert.ok(outcome.code !== 0, "the command succeeded");
}

describe("a newcomer's machine", function () {
    this.timeout(60_000);
    let checkout: Checkout;
    /** Empty at first. */
    let home: string;

    beforeEach(() => {
        checkout = new Checkout();
        home = fs.mkdtempSync(path.join(os.tmpdir(), "leanvibe home ünï-"));
    });
    afterEach(() => {
        checkout.remove();
        fs.rmSync(home, { recursive: true, force: true });
    });

    /** The environment of a user who has nothing but these tools and this home. */
    const clean = (tools = systemTools): NodeJS.ProcessEnv => ({
        PATH: onlyTools(path.join(home, "bin"), tools),
        HOME: home,
        XDG_CACHE_HOME: undefined,
        LEANVIBE_CACHE_DIR: undefined,
        LEANVIBE_TOOLCHAIN: undefined,
        NODE_OPTIONS: undefined,
        npm_config_cache: undefined,
    });

    /** Runs `make` as a newcomer does, through the PATH of the given environment. */
    function make(target: string, env: NodeJS.ProcessEnv): Outcome {
        const { status, stdout, stderr } = spawnSync("make", ["--no-print-directory", "-C", checkout.folder, target], {
            env: { ...process.env, CI: "true", NO_COLOR: "1", MAKEFLAGS: undefined, MAKELEVEL: undefined, ...env },
            encoding: "utf8",
        });
        return { code: status, stdout, stderr, output: stdout + stderr };
    }

    /** Runs `up` of a checkout whose packages are not installed. */
    function firstUp(options: RunOptions): Promise<Outcome> {
        fs.rmSync(checkout.path("node_modules"));
        return checkout.sandbox(["up"], options);
    }

    it("without Node.js is told which versions serve", () => {
        assertSays(
            make("up", clean(["sh", "make"])),
            /^error: Node\.js was not found on PATH; the project runs on 20\.19 to 24: install one of them/,
        );
    });

    for (const version of ["12.22.9", "18.20.4", "20.18.3", "26.1.0"]) {
        it(`with Node.js ${version} is told which versions serve`, () => {
            const env = clean(["sh", "make"]);
            script(path.join(home, "bin"), "node", `[ "$*" = --version ] && echo v${version}`);
            const sentence = `error: Node.js ${version} was found; the project runs on 20.19 to 24: install one of them`;
            assertSays(make("up", env), new RegExp(`^${sentence.replaceAll(".", "\\.")}`));
        });
    }

    it("without make, and with the wrong Node.js, is told which versions serve", async () => {
        const pretend = path.join(home, "pretend.mjs");
        fs.writeFileSync(
            pretend,
            'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.4" } });',
        );
        const outcome = await checkout.sandbox(["up"], { env: { NODE_OPTIONS: `--import "${pretend}"` } });
        assertSays(
            outcome,
            /^error: Node\.js 18\.20\.4 was found; the project runs on 20\.19 to 24: install one of them/,
        );
    });

    it("without npm is told where it comes from", async () => {
        const outcome = await firstUp({ env: clean(["sh", "node"]) });
        assertSays(outcome, /^error: npm was not found on PATH: it comes with Node\.js, install it too\.$/);
    });

    it("whose npm reaches no registry is told what to connect or name, and where npm's own words are", async () => {
        const refusing = { npm_config_registry: "http://127.0.0.1:9/", npm_config_fetch_retries: "0" };
        const outcome = await firstUp({ env: { ...clean(), ...refusing } });
        assertSays(
            outcome,
            /^error: npm cannot reach its registry: connect this machine .* \(ECONNREFUSED; npm's own words: /,
        );
        assert.match(fs.readFileSync(checkout.path(".sandbox/npm.log"), "utf8"), /^npm error code ECONNREFUSED$/m);
    });

    it("where npm is interrupted is told to run the command again", async () => {
        const env = clean();
        script(path.join(home, "bin"), "npm", "echo 'npm error signal SIGINT' >&2; exit 1");
        const outcome = await firstUp({ env });
        assertSays(outcome, /^error: interrupted: the packages are not all installed yet; run the command again\.$/);
        assert.equal(outcome.code, 130);
    });

    it("whose home is read-only keeps npm's cache in the checkout", async () => {
        // A pretend npm, which shows where it is told to write.
        const env = clean();
        script(path.join(home, "bin"), "npm", 'echo "npm error code $*" >&2; exit 1');
        const outcome = await firstUp({ env, within: withMounts(readOnly(home)) });
        assert.equal(outcome.code, 1, outcome.output);
        assert.ok(
            fs
                .readFileSync(checkout.path(".sandbox/npm.log"), "utf8")
                .includes(`--cache ${checkout.path(".sandbox/npm")}\n`),
        );
    });

    it("whose home is read-only is told which variable to set for the tools", async () => {
        const outcome = await checkout.sandbox(["up"], { env: clean(), within: withMounts(readOnly(home)) });
        assertSays(
            outcome,
            /^error: The tool cache .* cannot be written \(EROFS\): set LEANVIBE_CACHE_DIR to a folder/,
        );
    });

    it("whose tool cache is where no folder can be made is told so at once", async () => {
        const outcome = await checkout.sandbox(["up"], { env: { ...clean(), LEANVIBE_CACHE_DIR: "/proc/leanvibe" } });
        assertSays(outcome, /^error: The tool cache \/proc\/leanvibe cannot be used \(.*\): set LEANVIBE_CACHE_DIR/);
    });

    it("whose disk is full is told so, before and after the packages are installed", async () => {
        fs.mkdirSync(checkout.path(".sandbox"));
        // One inode, that of the folder itself, is all that this disk has.
        const within = withMounts(`${located("mount")} -t tmpfs -o nr_inodes=1 none "${checkout.path(".sandbox")}"`);
        assertSays(await checkout.sandbox(["up"], { within }), /^error: .* its disk is full: free some space/);
        assertSays(
            await firstUp({ within }),
            /^error: the checkout cannot be written \(ENOSPC.*\): clone it into a folder/,
        );
    });

    it("whose checkout is read-only is told to use another, before and after the packages are installed", async () => {
        const within = withMounts(readOnly(checkout.folder));
        assertSays(
            await checkout.sandbox(["up"], { within }),
            /^error: .* it is on a read-only disk: use a checkout on/,
        );
        assertSays(
            await firstUp({ within }),
            /^error: the checkout cannot be written \(.*\.sandbox'\): clone it into a folder/,
        );
    });

    it("without Pulumi, Helm, Go and network is told in one sentence what was tried and what to install", async () => {
        const outcome = await checkout.sandbox(["up"], {
            env: clean(),
            within: [located("unshare"), "--map-root-user", "--net"],
        });
        assertSays(
            outcome,
            /^error: No usable pulumi \(.*; build: Go is not installed\) and helm .*: put pulumi .* on PATH, or install Go \S+ or newer/,
        );
    });

    it("without Go reads in the doctor's report that a download must work, or Go be installed", () => {
        const { code, stdout } = make("doctor", clean());
        assert.equal(code, 0, stdout);
        assert.match(
            stdout,
            /pulumi: not on PATH; the first `make up` downloads it .*; where no download works, install Go/,
        );
    });

    it("without git, HOME and a usual shell's tools finds nothing missing that is needed", () => {
        const { code, stdout } = make("doctor", { ...clean(), HOME: undefined });
        assert.equal(code, 0, stdout);
        assert.match(stdout, /│ git +│ missing +│ +│ optional │/);
    });

    it("with an empty STACK= is told which stacks there are", async () => {
        const outcome = await checkout.sandbox(["up", "--stack", ""]);
        assertSays(
            outcome,
            /^error: there is no stack "": the stack files in this checkout are for dev, prod, staging;/,
        );
    });

    it("leaves nothing running when `make test` is interrupted", async () => {
        const running = checkout.start(["exec", "sh", "-c", "sh -c 'echo $$; exec sleep 60'; true"]);
        while (!/^\d+\n/.test(running.printed())) await sleep(50);
        const pid = Number(running.printed());
        running.process.kill("SIGINT");
        assert.equal((await running.outcome).code, 130);
        assert.throws(() => execFileSync("kill", ["-0", String(pid)], { stdio: "ignore" }));
    });
});
