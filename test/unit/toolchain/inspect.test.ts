import * as assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { formatFindings, inspect, isReady, type Finding } from "../../../sandbox/toolchain";
import { folder, pinFolder, removeFolders, script, toolFolder } from "./fixtures";

/** Inspects a machine that has just these directories on PATH; a busy one takes seconds to run even a short script. */
async function look(env: NodeJS.ProcessEnv, probeTimeoutMs = 30_000): Promise<Map<string, Finding>> {
    const findings = await inspect({ env, toolsDirectory: pinFolder(), probeTimeoutMs });
    return new Map(findings.map((finding) => [finding.name, finding]));
}

describe("inspect", () => {
    afterEach(removeFolders);

    it("finds what is on PATH, with version and place", async () => {
        const bin = toolFolder({ pulumi: "3.170.0", helm: "4.0.1" });
        script(bin, "npm", "echo 11.19.1");
        script(bin, "go", "echo go version go1.26.8 linux/amd64");
        script(bin, "git", "echo git version 2.39.5");
        script(bin, "make", "echo GNU Make 4.3");
        script(bin, "aws", "echo aws-cli/2.30.1 Python/3.13.7 Linux/6.1 exe/x86_64");
        script(bin, "kubectl", `echo '{"clientVersion": {"gitVersion": "v1.34.1"}}'`);
        const findings = await look({ PATH: bin, LEANVIBE_CACHE_DIR: folder() });
        const versions = [...findings.values()].map(({ name, version }) => [name, version]);
        assert.deepEqual(versions.slice(1, -1), [
            ["npm", "11.19.1"],
            ["Go", "1.26.8"],
            ["git", "2.39.5"],
            ["make", "4.3.0"],
            ["AWS CLI", "2.30.1"],
            ["kubectl", "1.34.1"],
            ["pulumi", "3.170.0"],
            ["pulumi-language-nodejs", "3.170.0"],
            ["helm", "4.0.1"],
        ]);
        for (const { name, state, remedy } of findings.values())
            assert.deepEqual([name, state, remedy], [name, "found", undefined]);
        assert.equal(findings.get("helm")?.path, path.join(bin, "helm"));
        assert.equal(findings.get("helm")?.source, "PATH");
        assert.equal(findings.get("Node.js")?.version, process.versions.node);
        assert.ok(isReady([...findings.values()]));
    });

    it("of an empty machine says per thing whether it is needed, what for, and what to do; and makes nothing", async () => {
        const cache = path.join(folder(), "not", "there", "yet");
        const findings = await look({ PATH: folder(), LEANVIBE_CACHE_DIR: cache });
        const states = [...findings.values()].map(({ name, state, required }) => [name, state, required]);
        assert.deepEqual(states, [
            ["Node.js", "found", true],
            ["npm", "missing", true],
            ["Go", "missing", false],
            ["git", "missing", false],
            ["make", "missing", false],
            ["AWS CLI", "missing", false],
            ["kubectl", "missing", false],
            ["pulumi", "on demand", true],
            ["helm", "on demand", true],
            ["tool cache", "found", true],
        ]);
        for (const finding of findings.values()) {
            assert.equal(finding.remedy !== undefined, finding.state !== "found", finding.name);
        }
        assert.match(findings.get("AWS CLI")?.purpose ?? "", /^real AWS only/);
        assert.ok(!existsSync(cache));
        assert.ok(!isReady([...findings.values()]), "npm is required and missing");
    });

    it("calls old, hanging and broken programs unsuitable, with the reason", async () => {
        const bin = folder();
        script(bin, "go", "echo go version go1.20 linux/amd64");
        script(bin, "aws", "echo aws-cli/2.6.9 Python/3.9");
        script(bin, "git", "exec /usr/bin/sleep 60 || exec /bin/sleep 60");
        script(bin, "kubectl", "echo oops");
        const findings = await look({ PATH: bin, LEANVIBE_CACHE_DIR: folder() }, 2000);
        for (const [name, version, remedy] of [
            ["Go", "1.20.0", /^install Go 1\.22\.0 or newer/],
            ["AWS CLI", "2.6.9", /1\.24 or newer of version 1, or 2\.7 or newer/],
            ["git", undefined, /^it did not answer within 2 s; /],
            ["kubectl", undefined, /^its answer holds no version; /],
        ] as const) {
            const finding = findings.get(name);
            assert.deepEqual([finding?.state, finding?.version], ["unsuitable", version]);
            assert.match(finding?.remedy ?? "", remedy);
        }
    });

    it("says that a tool is missing when only PATH is allowed", async () => {
        const findings = await look({ PATH: folder(), LEANVIBE_CACHE_DIR: folder(), LEANVIBE_TOOLCHAIN: "path" });
        const remedy = "not on PATH: put helm 3.14.0 or newer, below 5, on PATH, or unset LEANVIBE_TOOLCHAIN";
        assert.equal(findings.get("helm")?.state, "missing");
        assert.equal(findings.get("helm")?.remedy, remedy);
    });

    it("promises a build with Go only to a machine that has it", async () => {
        const withGo = folder();
        script(withGo, "go", "echo go version go1.26.8 linux/amd64");
        const old = folder();
        script(old, "go", "echo go version go1.20 linux/amd64");
        const remedy = async (PATH: string, LEANVIBE_TOOLCHAIN: string) => {
            const helm = (await look({ PATH, LEANVIBE_CACHE_DIR: folder(), LEANVIBE_TOOLCHAIN })).get("helm");
            return `${helm?.state ?? ""}: ${helm?.remedy ?? ""}`;
        };
        const first = "on demand: not on PATH; the first `make up`";
        const wanted =
            "put helm 3.14.0 or newer, below 5, on PATH, or install Go 1.22.0 or newer so that it can be built";
        assert.equal(await remedy(withGo, ""), `${first} downloads it, or else builds it with Go, in version 3.993.0`);
        assert.equal(
            await remedy(old, ""),
            `${first} downloads it in version 3.993.0; where no download works, install Go 1.22.0 or newer first`,
        );
        assert.equal(await remedy(withGo, "path,build"), `${first} builds it with Go, in version 3.993.0`);
        assert.equal(await remedy(folder(), "path,build"), `missing: not on PATH: ${wanted}`);
        assert.equal(await remedy(old, "path,download"), `${first} downloads it in version 3.993.0`);
    });

    it("reports a mistake in LEANVIBE_TOOLCHAIN as a finding", async () => {
        const findings = await look({ PATH: folder(), LEANVIBE_CACHE_DIR: folder(), LEANVIBE_TOOLCHAIN: "npm" });
        assert.equal(findings.get("LEANVIBE_TOOLCHAIN")?.state, "unsuitable");
        assert.match(findings.get("LEANVIBE_TOOLCHAIN")?.remedy ?? "", /^LEANVIBE_TOOLCHAIN holds "npm"; allowed/);
    });

    it("says which variable to set when the cache cannot be made", async () => {
        const file = path.join(folder(), "file");
        writeFileSync(file, "");
        const findings = await look({ PATH: folder(), LEANVIBE_CACHE_DIR: path.join(file, "cache") });
        assert.equal(findings.get("tool cache")?.state, "unsuitable");
        assert.match(findings.get("tool cache")?.remedy ?? "", /set LEANVIBE_CACHE_DIR/);
    });
});

describe("formatFindings", () => {
    it("has no empty sections", () => {
        const text = formatFindings([{ name: "make", state: "found", required: false, purpose: "p" }]);
        assert.ok(!text.includes(":"), text);
    });

    it("makes one row per finding, then says where they lie and what to do", () => {
        const text = formatFindings([
            {
                name: "make",
                state: "found",
                version: "4.3.0",
                path: "/bin/make",
                source: "PATH",
                required: false,
                purpose: "p",
            },
            { name: "helm", state: "on demand", required: true, purpose: "charts", remedy: "it comes by itself" },
            {
                name: "pulumi",
                state: "found",
                version: "3.1.0",
                path: "/c/pulumi",
                source: "cache",
                required: true,
                purpose: "e",
            },
        ]);
        assert.equal(
            text,
            [
                "┌────────┬───────────┬─────────┬──────────┬────────┐",
                "│        │ state     │ version │ needed   │ for    │",
                "├────────┼───────────┼─────────┼──────────┼────────┤",
                "│ make   │ found     │ 4.3.0   │ optional │ p      │",
                "│ helm   │ on demand │         │ required │ charts │",
                "│ pulumi │ found     │ 3.1.0   │ required │ e      │",
                "└────────┴───────────┴─────────┴──────────┴────────┘",
                "",
                "Where:",
                "  make: /bin/make",
                "  pulumi: /c/pulumi (cache)",
                "",
                "What to do:",
                "  helm: it comes by itself",
            ].join("\n"),
        );
    });
});
