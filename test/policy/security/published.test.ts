import { deepStrictEqual, equal, ok } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { UNKNOWN, container, podSpec } from "../../../policies/kit/testing";
import { NODE_MODULES, installPack } from "../install";

/**
 * A program without providers: components whose types are those that rules judge. The engine shows a component's
 * inputs to policies as it does a resource's.
 */
const PROGRAM = `
const { ComponentResource } = require("@pulumi/pulumi");
for (const [type, name, props] of ${JSON.stringify([
    ["kubernetes:batch/v1:Job", "good", { spec: { template: { spec: podSpec() } } }],
    [
        "kubernetes:core/v1:Pod",
        "bad",
        { spec: podSpec({ initContainers: [container({ name: "init", image: "x:latest" })] }) },
    ],
    ["aws:eks/cluster:Cluster", "unknown", { vpcConfig: { endpointPublicAccess: UNKNOWN } }],
])}) new ComponentResource(type, name, props);
`;

interface Finding {
    readonly policyName: string;
    readonly enforcementLevel: string;
    readonly message: string;
    readonly resourceUrn: string;
}

/** Runs the program and a pack in the real engine, in a folder of their own, and returns the policies' findings. */
function preview(folder: string, packFolder: string): { status: number | null; findings: Finding[]; output: string } {
    mkdirSync(path.join(folder, "state"));
    const files = {
        "Pulumi.yaml": "name: example\nruntime:\n  name: nodejs\n  options: { typescript: false }\n",
        "package.json": '{ "name": "example", "main": "index.js" }',
        "index.js": PROGRAM,
    };
    for (const [name, text] of Object.entries(files)) {
        writeFileSync(path.join(folder, name), text);
    }
    symlinkSync(NODE_MODULES, path.join(folder, "node_modules"));
    const pulumi = (...args: string[]) =>
        spawnSync("pulumi", [...args, "--stack", "test", "--non-interactive"], {
            cwd: folder,
            encoding: "utf8",
            env: {
                PATH: process.env.PATH,
                HOME: folder,
                PULUMI_HOME: path.join(folder, "home"),
                PULUMI_BACKEND_URL: `file://${path.join(folder, "state")}`,
                PULUMI_CONFIG_PASSPHRASE: "test",
                PULUMI_SKIP_UPDATE_CHECK: "true",
                PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
                PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
                // --event-log is hidden without it.
                PULUMI_DEBUG_COMMANDS: "true",
            },
        });
    const created = pulumi("stack", "init");
    if (created.error !== undefined) {
        throw new Error(`This test needs the Pulumi CLI on PATH, and it did not start (${created.error.message}).`);
    }
    const log = path.join(folder, "events.json");
    const { status, stdout, stderr } = pulumi("preview", "--policy-pack", packFolder, "--event-log", log);
    const events = readFileSync(log, "utf8").trim().split("\n");
    const findings = events
        .map((line) => (JSON.parse(line) as { policyEvent?: Finding }).policyEvent)
        .filter((event) => event !== undefined);
    return { status, findings, output: stdout + stderr };
}

describe("the published security pack", function () {
    this.timeout(120_000);
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "policy-pack-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    it("judges in the real engine, from an empty folder: refuses, says what it could not judge, and lets pass", () => {
        const { status, findings, output } = preview(folder, installPack("security", folder));

        const found = (name: string) => findings.filter(({ resourceUrn }) => resourceUrn.endsWith(`::${name}`));
        deepStrictEqual(
            found("bad").map(({ policyName, enforcementLevel }) => `${enforcementLevel} ${policyName}`),
            ["mandatory image-fixed"],
            output,
        );
        ok(found("bad")[0]?.message.includes('spec.initContainers[0].image is "x:latest"'), found("bad")[0]?.message);
        deepStrictEqual(
            found("unknown")
                .filter(({ policyName }) => policyName === "not-evaluated")
                .map(
                    ({ enforcementLevel, message }) =>
                        `${enforcementLevel}: ${message.trim().split("\n").at(-1) ?? ""}`,
                ),
            [
                "advisory: vpcConfig.endpointPublicAccess is not known at preview. Not judged by: cluster-endpoint-restricted.",
            ],
        );
        ok(found("unknown").some(({ policyName }) => policyName === "cluster-secrets-encrypted"));
        deepStrictEqual(found("good"), []);
        equal(status, 255);
    });
});
