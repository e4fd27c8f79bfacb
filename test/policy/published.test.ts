import { deepStrictEqual, doesNotMatch, equal, match, throws } from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pack, packNames } from "../../policies/pack";
import { Checkout } from "../engine/checkout";
import { editStackFile } from "../engine/stack-file";
import { installPack } from "./install";

const PACKS = packNames();

describe("the published policy packs", function () {
    this.timeout(240_000);
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "policy-packs-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    for (const name of PACKS) {
        it(`${name}: holds what it needs, and needs nothing but the Pulumi SDKs`, () => {
            const packed = pack(name, folder);
            deepStrictEqual(readdirSync(packed.folder).sort(), [
                "LICENSE",
                "PulumiPolicy.yaml",
                "README.md",
                "index.js",
                "package.json",
            ]);
            const manifest = JSON.parse(readFileSync(path.join(packed.folder, "package.json"), "utf8")) as {
                dependencies?: object;
            };
            deepStrictEqual(Object.keys(manifest.dependencies ?? {}), ["@pulumi/policy", "@pulumi/pulumi"]);
            const code = readFileSync(path.join(packed.folder, "index.js"), "utf8");
            const required = [...code.matchAll(/require\("([^"]+)"\)/g)].map(([, module]) => module);
            deepStrictEqual([...new Set(required)], ["@pulumi/policy/policy"]);
        });
    }

    it("are all that there are, and another name is answered with theirs", () => {
        deepStrictEqual(PACKS, ["cost", "security"]);
        throws(() => pack("securty", folder), /no policy pack 'securty'. Packs are: cost, security/);
    });

    describe("in the real engine, each from a folder with nothing else", () => {
        let checkout: Checkout;

        beforeEach(() => {
            checkout = new Checkout();
            for (const name of PACKS) {
                installPack(name, folder);
            }
            checkout.edit("sandbox/engine/paths.ts", (text) =>
                text.replace('path.join(repository, "policies", pack)', `path.join(${JSON.stringify(folder)}, pack)`),
            );
        });
        afterEach(() => {
            checkout.remove();
        });

        it("let the project's own stack pass, and say nothing against it", async () => {
            const { code, output } = await checkout.sandbox(["preview"], { env: { NO_COLOR: "1" } });
            equal(code, 0, output);
            match(output, /security and cost: 0 refusals/);
        });

        it("refuse what breaks a rule of either, a cost that is known by inputs alone among it", async () => {
            checkout.edit("charts/leanvibe-agent-hive/templates/_pod.tpl", (text) =>
                text.replaceAll("runAsNonRoot: true", "runAsNonRoot: false"),
            );
            editStackFile(checkout, "dev", ({ cluster }) => {
                for (const nodePool of cluster.nodePools) {
                    nodePool.cpuLimit = 400;
                    nodePool.memoryLimitGiB = 1600;
                }
            });
            const { code, output } = await checkout.sandbox(["preview"], { env: { NO_COLOR: "1" } });
            equal(code, 1, output);
            match(output, /refused {3}leanvibe-security\/run-as-non-root {2}release-leanvibe\/leanvibe-api-blue\n/);
            // The engine shows no property of a NodePool before its cluster exists.
            match(output, /refused {3}leanvibe-cost\/monthly-limit {2}the whole stack\n/);
            match(
                output,
                /Stack 'dev' costs \$[\d,.]+ a month, worst case .*\n.*\n +cluster-node-pool-general: \$[\d,.]+\n/,
            );
            doesNotMatch(output, /every property is not known/);
        });
    });
});
