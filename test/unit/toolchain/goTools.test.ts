import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { programName } from "../../../sandbox/toolchain/go";
import { ensureGoTools } from "../../../sandbox/toolchain/goTools";
import { findOnPath } from "../../../sandbox/toolchain/probe";
import { readModulePin } from "../../../sandbox/toolchain/pins";
import { folder, recordedProgress, removeFolders } from "./fixtures";

/** Writes files given by path. */
function write(directory: string, files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
        const file = path.join(directory, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
    }
}

/** A tools/ folder in which etcd and Kubernetes are tiny modules of the real names, replaced by folders: nothing is fetched. */
function tinyTools(): string {
    const directory = folder();
    const etcd = "go.etcd.io/etcd/server/v3";
    const base = "k8s.io/component-base";
    const kubernetes = "k8s.io/kubernetes";
    const replace = (...modules: string[]) => modules.map((name) => `replace ${name} => ../src/${name}\n`).join("");
    const speaker = `package main\n\nimport v "${base}/version"\n\nfunc main() { println(v.Say()) }\n`;
    write(directory, {
        "etcd/tools.go": `//go:build tools\n\npackage tools\n\nimport _ "${etcd}"\n`,
        "etcd/go.mod": `module example.test/etcd\n\ngo 1.21\n\nrequire ${etcd} v3.901.0\n\n${replace(etcd)}`,
        [`src/${etcd}/go.mod`]: `module ${etcd}\n\ngo 1.21\n`,
        [`src/${etcd}/main.go`]: `package main\n\nfunc main() { println("stores") }\n`,
        "kubernetes/tools.go": `//go:build tools\n\npackage tools\n\nimport (\n\t_ "${kubernetes}/cmd/kube-proxy"\n\t_ "${kubernetes}/cmd/kubelet"\n)\n`,
        "kubernetes/go.mod":
            `module example.test/kubernetes\n\ngo 1.21\n\nrequire ${kubernetes} v1.902.3\n\nrequire ${base} v0.902.3 // indirect\n\n` +
            replace(kubernetes, base),
        [`src/${base}/go.mod`]: `module ${base}\n\ngo 1.21\n`,
        [`src/${base}/version/version.go`]:
            'package version\n\nvar gitVersion, gitMajor, gitMinor string\n\nfunc Say() string { return gitVersion + " " + gitMajor + " " + gitMinor }\n',
        [`src/${kubernetes}/go.mod`]: `module ${kubernetes}\n\ngo 1.21\n\nrequire ${base} v0.902.3\n`,
        [`src/${kubernetes}/cmd/kubelet/main.go`]: speaker,
        [`src/${kubernetes}/cmd/kube-proxy/main.go`]: speaker,
    });
    return directory;
}

/** What a program of {@link tinyTools} says on standard error. */
function said(file: string | undefined): string {
    return execFileSync("sh", ["-c", `"$0" 2>&1`, file ?? ""], { encoding: "utf8" }).trim();
}

describe("tools that are built when they are asked for", () => {
    afterEach(removeFolders);

    it("come as all programs of their module, under their makers' names, and know their version", async function () {
        if (findOnPath("go", process.env) === undefined) {
            console.log("        skipped: there is no Go on PATH to build with");
            this.skip();
        }
        this.timeout(120_000);
        const toolsDirectory = tinyTools();
        const env = { ...process.env, LEANVIBE_CACHE_DIR: folder(), GOFLAGS: "", GOPROXY: "off" };
        const { progress, lines } = recordedProgress();
        const built = await ensureGoTools(["etcd", "kubernetes"], { env, progress, toolsDirectory });
        assert.deepEqual([...built.keys()].sort(), ["etcd", "kube-proxy", "kubelet"]);
        assert.equal(said(built.get("etcd")?.path), "stores");
        assert.equal(said(built.get("kubelet")?.path), "v1.902.3 1 902");
        assert.equal(said(built.get("kube-proxy")?.path), "v1.902.3 1 902");
        assert.ok(lines.some((line) => line.includes("kubernetes: built 1.902.3")));

        // From then on they are in the cache, and neither Go nor the right to build is needed.
        const later = { ...env, PATH: "/nonexistent", LEANVIBE_TOOLCHAIN: "path" };
        const kept = await ensureGoTools(["etcd", "kubernetes"], { env: later, progress, toolsDirectory });
        assert.deepEqual(
            [...kept].map(([name, tool]) => [name, tool.path, tool.source]).sort(),
            [...built].map(([name, tool]) => [name, tool.path, "cache"]).sort(),
        );
    });

    it("that cannot be built say why and what to do", async () => {
        const toolsDirectory = tinyTools();
        const { progress } = recordedProgress();
        const without = { LEANVIBE_CACHE_DIR: folder(), PATH: "/nonexistent" };
        await assert.rejects(ensureGoTools(["etcd"], { env: without, progress, toolsDirectory }), {
            name: "ToolchainError",
            message:
                "etcd 3.901.0 could not be built (Go is not installed): install Go 1.21 or newer and see that its module proxy can be reached.",
        });
        const forbidden = { ...process.env, LEANVIBE_CACHE_DIR: folder(), LEANVIBE_TOOLCHAIN: "path,download" };
        await assert.rejects(ensureGoTools(["etcd"], { env: forbidden, progress, toolsDirectory }), {
            message:
                'LEANVIBE_TOOLCHAIN does not allow "build", the only way to get etcd 3.901.0: add it, or unset LEANVIBE_TOOLCHAIN.',
        });
    });

    it("are pinned by the module that all their programs belong to", () => {
        const directory = tinyTools();
        const pin = readModulePin(path.join(directory, "kubernetes"));
        assert.deepEqual(pin.packages, ["k8s.io/kubernetes/cmd/kube-proxy", "k8s.io/kubernetes/cmd/kubelet"]);
        assert.equal(pin.module, "k8s.io/kubernetes");
        assert.equal(pin.version, "1.902.3");
        const file = path.join(directory, "kubernetes", "tools.go");
        writeFileSync(file, readFileSync(file, "utf8").replace("k8s.io/kubernetes/cmd/kubelet", "example.test/other"));
        assert.throws(() => readModulePin(path.join(directory, "kubernetes")), {
            message: /go\.mod must name a Go version/,
        });
    });

    it("are named as Go names programs", () => {
        assert.equal(programName("k8s.io/kubernetes/cmd/kubelet"), "kubelet");
        assert.equal(programName("go.etcd.io/etcd/server/v3"), "server");
        assert.equal(programName("github.com/coredns/coredns"), "coredns");
    });
});
