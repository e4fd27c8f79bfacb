import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { installPlugins } from "../../../sandbox/providers/install";

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
