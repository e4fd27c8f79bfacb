import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { Checkout } from "./checkout";

/** The only values that could open a real account or cluster; each is looked for afterwards. */
const planted = {
    AWS_ACCESS_KEY_ID: "AKIAPLANTEDPLANTED00",
    AWS_SECRET_ACCESS_KEY: "planted-secret-access-key",
    AWS_SESSION_TOKEN: "planted-session-token",
    AWS_PROFILE: "planted-profile",
    KUBECONFIG: "/planted/kubeconfig",
    PULUMI_ACCESS_TOKEN: "pul-planted",
    PULUMI_BACKEND_URL: "https://planted.invalid",
    PULUMI_HOME: "/planted/pulumi-home",
};

function executable(file: string, script: string): void {
    fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

describe("the sandbox's isolation", function () {
    this.timeout(240_000);
    let checkout: Checkout;

    beforeEach(() => {
        checkout = new Checkout();
    });
    afterEach(() => {
        checkout.remove();
    });

    it("uses neither a plugin on PATH nor credentials in the environment", async () => {
        const bin = checkout.path("planted-bin");
        fs.mkdirSync(bin);
        const pluginRan = checkout.path("plugin-ran");
        for (const name of ["aws", "eks", "kubernetes"]) {
            executable(path.join(bin, `pulumi-resource-${name}`), `touch ${pluginRan}; exit 1`);
        }
        // The program calls `helm template`, so a helm that notes its environment then shows what the program sees. (What
        // helm is asked before that, its version, is asked before anything of the sandbox runs.)
        const seen = checkout.path("seen-environment");
        const helm = path.join(bin, "helm");
        executable(helm, `PATH=\${PATH#*planted-bin:}; [ "$1" != template ] || env > ${seen}; exec helm "$@"`);

        const outcome = await checkout.sandbox(["preview"], {
            env: { ...planted, PATH: `${bin}:${process.env.PATH ?? ""}` },
        });

        assert.equal(outcome.code, 0, outcome.output);
        assert.equal(fs.existsSync(pluginRan), false, "a plugin on PATH was started");
        const environment = fs.readFileSync(seen, "utf8");
        for (const value of Object.values(planted)) assert.ok(!environment.includes(value), `${value} was let in`);
    });

    it("needs no network after the set-up", async () => {
        const ready = await checkout.sandbox(["doctor"]);
        assert.equal(ready.code, 0, ready.output);
        const loopbackOnly = [
            "unshare",
            "--map-root-user",
            "--net",
            "sh",
            "-c",
            'ip link set lo up && exec "$@"',
            "sh",
        ];
        const reach = () =>
            execFileSync("unshare", ["--map-root-user", "--net", "ip", "-brief", "link"], { encoding: "utf8" });
        assert.deepEqual(
            reach()
                .trim()
                .split("\n")
                .map((line) => line.split(/\s+/)[0]),
            ["lo"],
        );

        const outcome = await checkout.sandbox(["preview"], { within: loopbackOnly });

        assert.equal(outcome.code, 0, outcome.output);
        assert.match(outcome.stdout, /preview: .*to create/);
    });
});
