import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { isolatedEnvironment } from "../../../sandbox/engine/isolation";

describe("the environment of the sandbox", () => {
    it("lets in no variable of the user beyond PATH and how text is shown", () => {
        const harmless = new Set(["LANG", "LC_ALL", "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TZ", "CI"]);
        fc.assert(
            fc.property(
                fc.dictionary(fc.stringMatching(/^[A-Z_]{1,20}$/), fc.stringMatching(/^user-\w{4,}$/)),
                (ambient) => {
                    const environment = isolatedEnvironment({ ...ambient, AWS_PROFILE: "user-prod" }, "/tools");
                    for (const [name, value] of Object.entries(environment)) {
                        if (harmless.has(name) || name === "PATH") continue;
                        assert.ok(!value.startsWith("user-"), `${name}=${value}`);
                    }
                },
            ),
        );
    });

    it("points every tool that looks for an account or a cluster at nothing", () => {
        const environment = isolatedEnvironment({ AWS_PROFILE: "prod", KUBECONFIG: "/home/user/.kube/config" }, "");
        assert.equal(environment.AWS_PROFILE, undefined);
        assert.equal(environment.KUBECONFIG, "/dev/null");
        assert.equal(environment.AWS_SHARED_CREDENTIALS_FILE, "/dev/null");
        assert.equal(environment.PULUMI_IGNORE_AMBIENT_PLUGINS, "true");
    });

    it("searches the toolchain before the user's PATH", () => {
        const { PATH = "" } = isolatedEnvironment({ PATH: "/usr/bin" }, "/tools/pulumi:/tools/helm");
        assert.deepEqual(PATH.split(":").slice(0, 2), ["/tools/pulumi", "/tools/helm"]);
        assert.equal(PATH.split(":").at(-1), "/usr/bin");
    });
});
