import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { installPlugins, officialKubernetesPlugin } from "../../../sandbox/providers/install";

const require_ = createRequire(__filename);

/** Starts a plugin as the engine does, and gives the first line that it prints. */
async function firstLine(file: string): Promise<string> {
    const child = spawn(file, ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
    try {
        for await (const line of createInterface({ input: child.stdout })) {
            return line;
        }
        throw new Error(`${file} printed nothing`);
    } finally {
        child.kill("SIGKILL");
    }
}

describe("installing the plugins", () => {
    let home: string;
    before(async () => {
        home = await mkdtemp(join(tmpdir(), "plugins-"));
        await Promise.all([installPlugins(home), installPlugins(home)]);
    });
    after(async () => {
        await rm(home, { recursive: true, force: true });
    });

    for (const name of ["aws", "eks", "kubernetes"]) {
        it(`puts ${name} where the engine looks, so that it starts and prints a port`, async () => {
            const { version } = require_(`@pulumi/${name}/package.json`) as { version: string };
            const folder = join(home, "plugins", `resource-${name}-v${version}`);
            assert.deepEqual((await readdir(folder)).map((file) => file.replace(/-\w{16}\.cjs$/, "-HASH.cjs")).sort(), [
                "PulumiPlugin.yaml",
                "plugin-HASH.cjs",
                `pulumi-resource-${name}`,
            ]);
            assert.match(await firstLine(join(folder, `pulumi-resource-${name}`)), /^\d+$/);
        });
    }

    it("leaves bundles alone that are up to date", async () => {
        const folder = join(
            home,
            "plugins",
            "resource-aws-v" + (require_("@pulumi/aws/package.json") as { version: string }).version,
        );
        const bundle = join(folder, (await readdir(folder)).find((file) => file.endsWith(".cjs")) ?? "");
        const before = await stat(bundle);
        await installPlugins(home);
        const after = await stat(bundle);
        assert.deepEqual([after.ino, after.mtimeMs], [before.ino, before.mtimeMs]);
    });

    it("puts no path of this machine into a bundle", async () => {
        const files = await readdir(home, { recursive: true });
        const bundles = files.filter((file) => file.endsWith(".cjs"));
        assert.equal(bundles.length, 3);
        for (const bundle of bundles) {
            assert(!(await readFile(join(home, bundle), "utf8")).includes(process.cwd()), bundle);
        }
    });
});

describe("the official kubernetes plugin of the user", () => {
    let user: string;
    let home: string;
    beforeEach(async () => {
        [user, home] = await Promise.all([mkdtemp(join(tmpdir(), "user-")), mkdtemp(join(tmpdir(), "plugins-"))]);
    });
    afterEach(async () => {
        await Promise.all([user, home].map((folder) => rm(folder, { recursive: true, force: true })));
    });
    const folder = (root: string, version: string) => join(root, "plugins", `resource-kubernetes-v${version}`);
    const { version } = require_("@pulumi/kubernetes/package.json") as { version: string };

    /** Installs a program that says a port of its own in the user's home of Pulumi. */
    async function installed(root: string, of = version): Promise<string> {
        const file = join(folder(root, of), "pulumi-resource-kubernetes");
        await mkdir(folder(root, of), { recursive: true });
        await writeFile(file, "#!/bin/sh\necho 4242\n", { mode: 0o755 });
        return file;
    }

    it("is found in PULUMI_HOME, else in .pulumi of the user's home, in the program's version only", async () => {
        assert.equal(await officialKubernetesPlugin({ HOME: user }), undefined);
        await installed(join(user, ".pulumi"), "4.0.0");
        assert.equal(await officialKubernetesPlugin({ HOME: user }), undefined);
        const inHome = await installed(join(user, ".pulumi"));
        assert.equal(await officialKubernetesPlugin({ HOME: user }), inHome);
        assert.equal(await officialKubernetesPlugin({ HOME: user, PULUMI_HOME: home }), undefined);
        const elsewhere = await installed(join(user, "elsewhere"));
        assert.equal(await officialKubernetesPlugin({ HOME: user, PULUMI_HOME: join(user, "elsewhere") }), elsewhere);
    });

    it("serves instead of the stand-in, and is left as it is when the stand-in serves again", async () => {
        const official = await installed(join(user, ".pulumi"));
        const launcher = join(folder(home, version), "pulumi-resource-kubernetes");
        await installPlugins(home);
        await installPlugins(home, { kubernetes: official });
        assert.equal(await firstLine(launcher), "4242");
        assert(!(await readdir(folder(home, version))).includes("PulumiPlugin.yaml"));
        await installPlugins(home);
        assert.notEqual(await firstLine(launcher), "4242");
        assert.equal(await firstLine(official), "4242");
    });
});
