import { strict as assert } from "node:assert";
import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { version } from "@pulumi/kubernetes/package.json";

import { installPlugins } from "../../sandbox/providers/install";
import { complete, failed } from "./objects";
import { at, World } from "./world";

/** Objects by plain tokens, as the SDK registers them: the SDK itself takes seconds to load. */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const version = ${JSON.stringify(version)};
const config = new pulumi.Config();
const cluster = new pulumi.ProviderResource("kubernetes", "cluster", {
    kubeconfig: process.env.TEST_KUBECONFIG, enableConfigMapMutable: "true" }, { version });
const make = (type, name, inputs, options) =>
    new pulumi.CustomResource("kubernetes:" + type, name, inputs, { provider: cluster, version, ...options });
const settings = make("core/v1:ConfigMap", "settings", {
    apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace: "default" },
    data: { mode: config.require("mode") } });
make("batch/v1:Job", "verify", {
    apiVersion: "batch/v1", kind: "Job",
    metadata: { name: "verify", namespace: "default", annotations: { "pulumi.com/replaceUnready": "true" } },
    spec: { backoffLimit: 0, template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "x:1" }] } } },
}, { dependsOn: settings });
`;

/** A Pulumi command and how it ended. */
interface Outcome {
    readonly code: number | null;
    readonly output: string;
}

describe("a program in the real engine, with a real API server", function () {
    this.timeout(240_000);
    const folder = { path: "" };
    let world: World;

    before(async function () {
        // The first time builds the API server.
        this.timeout(3_600_000);
        world = await World.begin();
        folder.path = await mkdtemp(join(tmpdir(), "leanvibe-apply-"));
        const repository = resolve(__dirname, "..", "..");
        await Promise.all([
            installPlugins(join(folder.path, "home")),
            mkdir(join(folder.path, "state")),
            symlink(join(repository, "node_modules"), join(folder.path, "node_modules"), "dir"),
            writeFile(join(folder.path, "index.js"), PROGRAM),
            writeFile(join(folder.path, "package.json"), '{"main": "index.js"}'),
            writeFile(join(folder.path, "Pulumi.yaml"), "name: apply\nruntime: nodejs\n"),
        ]);
        assert.equal((await pulumi("stack", "init", "test")).code, 0);
    });
    after(async () => {
        await world.end();
        await rm(folder.path, { recursive: true, force: true });
    });

    it("keeps a Job that failed, replaces it, sees no change where none is, and repairs what others changed", async () => {
        await pulumi("config", "set", "mode", "live");
        const first = pulumi("up", "--yes", "--skip-preview");
        await world.exists(at("ConfigMap", "settings"), 60);
        const job = at("Job", "verify", "batch/v1");
        const { metadata } = (await world.exists(job, 60)) as { metadata: { uid: string } };
        await world.setStatus(job, failed());
        const refused = await first;
        assert.notEqual(refused.code, 0);
        assert.match(refused.output, /\[BackoffLimitExceeded\] Job has reached the specified backoff limit/);
        assert.match((await pulumi("stack", "--show-urns")).output, /verify/);

        const second = pulumi("up", "--yes", "--skip-preview");
        await world.collect(job, 60);
        await world.replaced(job, metadata.uid);
        await world.setStatus(job, complete());
        assertDone(await second, /\+-1 replaced/);

        assertDone(await pulumi("up", "--yes", "--refresh", "--expect-no-changes"), /unchanged/);

        await world.patch(at("ConfigMap", "settings"), { data: { mode: "broken" } });
        assertDone(await pulumi("up", "--yes", "--skip-preview"), /4 unchanged/);
        await pulumi("config", "set", "mode", "live");
        const conflict = await pulumi("up", "--yes", "--skip-preview", "--refresh");
        assert.match(conflict.output, /conflict with "somebody".*\.data\.mode/s);

        await destroy();
        assert.equal(await world.get(at("ConfigMap", "settings")), undefined);
    });

    it("ends on Ctrl-C while a Job runs, and knows the Job afterwards", async () => {
        const job = at("Job", "verify", "batch/v1");
        const { process: command, outcome } = begin("up", "--yes", "--skip-preview");
        await world.exists(job, 60);
        command.kill("SIGINT");
        const { code, output } = await outcome;
        assert.notEqual(code, 0);
        assert.match(output, /Resource operation was cancelled for 'verify'/);
        assert.match((await pulumi("stack", "--show-urns")).output, /verify/);
        await destroy();
    });

    async function destroy(): Promise<void> {
        const destroyed = pulumi("destroy", "--yes", "--skip-preview");
        await world.collect(at("Job", "verify", "batch/v1"), 60);
        await world.collect(at("ConfigMap", "settings"), 60);
        assertDone(await destroyed, /4 deleted/);
    }

    function pulumi(...args: readonly string[]): Promise<Outcome> {
        return begin(...args).outcome;
    }

    function begin(...args: readonly string[]): { process: ChildProcess; outcome: Promise<Outcome> } {
        const command = spawn("pulumi", [...args, "--non-interactive", "--color=never"], {
            cwd: folder.path,
            env: {
                PATH: process.env.PATH,
                HOME: join(folder.path, "home"),
                PULUMI_HOME: join(folder.path, "home"),
                PULUMI_BACKEND_URL: pathToFileURL(join(folder.path, "state")).href,
                PULUMI_CONFIG_PASSPHRASE: "test",
                PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
                PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
                PULUMI_SKIP_UPDATE_CHECK: "true",
                LEANVIBE_CLUSTER_KUBECONFIG: world.server.kubeconfigFile,
                TEST_KUBECONFIG: world.kubeconfig,
            },
            stdio: ["ignore", "pipe", "pipe"],
        });
        const printed: string[] = [];
        for (const stream of [command.stdout, command.stderr]) {
            stream.on("data", (text: Buffer) => printed.push(text.toString()));
        }
        const ended = once(command, "close").then(([code]) => ({
            code: code as number | null,
            output: printed.join(""),
        }));
        return { process: command, outcome: ended };
    }
});

function assertDone({ code, output }: Outcome, expected: RegExp): void {
    assert.equal(code, 0, output);
    assert.match(output, expected);
}
