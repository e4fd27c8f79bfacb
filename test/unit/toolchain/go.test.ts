import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { resolveToolchain } from "../../../sandbox/toolchain";
import { findGo, goEnvironment, requireGo } from "../../../sandbox/toolchain/go";
import { findOnPath } from "../../../sandbox/toolchain/probe";
import { folder, pinFolder, recordedProgress, removeFolders, script } from "./fixtures";

const sdk = "github.com/pulumi/pulumi/sdk/v3";
const helm = "helm.sh/helm/v3";

/** Writes files given by path. */
function write(directory: string, files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
        const file = path.join(directory, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
    }
}

/** A program that says the version which the linker set in a package, by Go's built-in println, so that it builds at once. */
function speaker(variablePackage: string, variable: string): string {
    return `package main\n\nimport v "${variablePackage}"\n\nfunc main() { println(v.${variable}) }\n`;
}

/** A tools/ folder that pins three tiny modules of the real ones' names, replaced by folders, so that nothing is fetched. */
function tinyTools(): string {
    const directory = folder();
    const pin = (name: string, module: string, version: string, command: string, more = "") => {
        const replaced = ["k8s.io/client-go", sdk, helm].map((target) => `replace ${target} => ../src/${target}\n`);
        write(directory, {
            [`${name}/tools.go`]: `//go:build tools\n\npackage tools\n\nimport _ "${module}/${command}"\n`,
            [`${name}/go.mod`]:
                `module example.test/${name}\n\ngo 1.21\n\nrequire ${module} v${version}\n\n${more}\n` +
                replaced.join("\n"),
        });
    };
    pin("pulumi", sdk, "3.501.0", "cmd/pulumi");
    pin("language-nodejs", sdk, "3.502.0", "nodejs/cmd/pulumi-language-nodejs");
    pin("helm", helm, "3.503.0", "cmd/helm", "require k8s.io/client-go v0.34.2 // indirect\n");
    write(path.join(directory, "src", sdk), {
        "go.mod": `module ${sdk}\n\ngo 1.21\n`,
        "go/common/version/version.go": "package version\n\nvar Version string\n",
        "cmd/pulumi/main.go": speaker(`${sdk}/go/common/version`, "Version"),
        "nodejs/cmd/pulumi-language-nodejs/main.go": "package main\n\nfunc main() {}\n",
        "nodejs/dist/pulumi-analyzer-policy": "#!/bin/sh\n",
        "nodejs/dist/pulumi-resource-pulumi-nodejs": "#!/bin/sh\n",
    });
    write(path.join(directory, "src", helm), {
        "go.mod": `module ${helm}\n\ngo 1.21\n`,
        "internal/version/version.go":
            'package version\n\nimport c "helm.sh/helm/v3/pkg/chartutil"\n\nvar version string\n\n' +
            'func Say() string { return version + "+kubernetes-" + c.Kubernetes() }\n',
        "pkg/chartutil/capabilities.go":
            'package chartutil\n\nvar (\n\tk8sVersionMajor = "1"\n\tk8sVersionMinor = "20"\n)\n\n' +
            'func Kubernetes() string { return k8sVersionMajor + "." + k8sVersionMinor }\n',
        "cmd/helm/main.go": speaker(`${helm}/internal/version`, "Say()"),
    });
    write(path.join(directory, "src", "k8s.io", "client-go"), { "go.mod": "module k8s.io/client-go\n\ngo 1.21\n" });
    return directory;
}

/** A pretend Go of a version, which can do no more than say it. */
function pretendGo(version: string, policy: string): NodeJS.ProcessEnv {
    const bin = folder();
    script(bin, "go", `echo ${version}; echo ${policy}`);
    return { PATH: bin };
}

const target = { directory: "/", package: "example.test/tool", goVersion: "1.26.0" };

describe("the build with Go", () => {
    afterEach(removeFolders);

    it("makes all tools from the pinned modules, and leaves go.mod as it is", async function () {
        if (findOnPath("go", process.env) === undefined) {
            // Not a failure: machines whose tools are on PATH need no Go.
            console.log("        skipped: there is no Go on PATH to build with");
            this.skip();
        }
        this.timeout(120_000);
        const tools = tinyTools();
        const goMod = path.join(tools, "helm", "go.mod");
        const before = readFileSync(goMod, "utf8");
        const { progress, lines } = recordedProgress();
        const env = { ...process.env, LEANVIBE_CACHE_DIR: folder(), LEANVIBE_TOOLCHAIN: "build", GOFLAGS: "-mod=mod" };
        const toolchain = await resolveToolchain({ env, toolsDirectory: tools, progress });
        assert.deepEqual(
            [toolchain.pulumi, toolchain.languageHost, toolchain.helm].map(({ name, version, source }) => [
                name,
                version,
                source,
            ]),
            [
                ["pulumi", "3.501.0", "build"],
                ["pulumi-language-nodejs", "3.502.0", "build"],
                ["helm", "3.503.0", "build"],
            ],
        );
        // What charts see as the cluster's version comes from the client library's.
        assert.equal(spawnSync(toolchain.helm.path).stderr.toString().trim(), "v3.503.0+kubernetes-1.34");
        for (const launcher of ["pulumi-analyzer-policy", "pulumi-resource-pulumi-nodejs"]) {
            const file = path.join(path.dirname(toolchain.pulumi.path), launcher);
            assert.equal(statSync(file).mode & 0o777, 0o755);
        }
        assert.match(lines.join(""), /helm: built 3\.503\.0/);
        assert.equal(readFileSync(goMod, "utf8"), before);
        assert.equal((await resolveToolchain({ env, toolsDirectory: tools, progress })).helm.source, "cache");
    });

    it("that fails says what the compiler said, and leaves nothing in the cache", async function () {
        if (findOnPath("go", process.env) === undefined) {
            console.log("        skipped: there is no Go on PATH to build with");
            this.skip();
        }
        this.timeout(120_000);
        const tools = tinyTools();
        writeFileSync(
            path.join(tools, "src", helm, "cmd", "helm", "main.go"),
            "package main\n\nfunc main() { oops() }\n",
        );
        const cache = folder();
        const env = { ...process.env, LEANVIBE_CACHE_DIR: cache, LEANVIBE_TOOLCHAIN: "build" };
        await assert.rejects(
            resolveToolchain({ env, toolsDirectory: tools, progress: recordedProgress().progress }),
            /^ToolchainError: No usable helm \(build: go failed: .*undefined: oops\): /,
        );
        const entries = readdirSync(path.join(cache, "tools"));
        assert.deepEqual(
            entries.filter((entry) => !entry.startsWith("pulumi-")),
            [],
        );
        assert.deepEqual(readdirSync(path.join(cache, "staging")), []);
    });

    it("forbids go, by a flag that outranks GOFLAGS, to write go.mod or go.sum", async () => {
        const tools = tinyTools();
        const bin = folder();
        const log = path.join(bin, "log");
        // Says what it is asked for, and "builds" a script that says a version.
        script(
            bin,
            "go",
            `echo "$*" >> ${log}
            case "$*" in
            env*) echo go1.99.0; echo local ;;
            *client-go*) echo v0.34.2 ;;
            *{{.Dir}}*) echo ${path.join(tools, "src", sdk)} ;;
            build*)
                while [ "$1" != -o ]; do shift; done
                case "$2" in */pulumi) version=3.501.0 ;; *) version=3.503.0 ;; esac
                printf '#!/bin/sh\necho v%s\n' $version > "$2"
                chmod 755 "$2" ;;
            esac`,
        );
        const env = { PATH: `${bin}:/usr/bin:/bin`, LEANVIBE_CACHE_DIR: folder(), LEANVIBE_TOOLCHAIN: "build" };
        await resolveToolchain({ env, toolsDirectory: tools, progress: recordedProgress().progress });
        const calls = readFileSync(log, "utf8")
            .split("\n")
            .filter((call) => /^(list|build) /.test(call));
        assert.equal(calls.filter((call) => call.startsWith("build ")).length, 3);
        for (const call of calls) assert.match(call, /^(list|build) -mod=readonly /);
    });

    it("says which variables to set when Go cannot keep its caches, and looks for no other reason", async () => {
        for (const complaint of [
            "could not create module cache: mkdir /home/somebody/go: read-only file system",
            "failed to initialize build cache at /home/somebody/.cache/go-build: mkdir /home/somebody: permission denied",
            "build cache is required, but could not be located: GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined",
            "module cache not found: neither GOMODCACHE nor GOPATH is set",
        ]) {
            const bin = folder();
            script(
                bin,
                "go",
                `if [ "$1" = env ]; then echo go1.99.0; echo local; else echo 'go: ${complaint}' >&2; exit 1; fi`,
            );
            const env = { PATH: bin, LEANVIBE_CACHE_DIR: folder(), LEANVIBE_TOOLCHAIN: "build" };
            await assert.rejects(
                resolveToolchain({ env, toolsDirectory: pinFolder(), progress: recordedProgress().progress }),
                {
                    name: "ToolchainError",
                    message: `Go cannot keep what it fetches and compiles (${complaint}): set GOCACHE and GOMODCACHE to folders that you can write to, with 4 GB free.`,
                },
            );
        }
    });

    it("asks for a newer Go in one sentence when this one is too old and may not fetch it", async () => {
        const go = await findGo(pretendGo("go1.24.3", "local"));
        assert.throws(
            () => {
                requireGo(go, target);
            },
            {
                name: "SourceFailure",
                message: "Go 1.24.3 was found, 1.26.0 or newer is needed: install it, or set GOTOOLCHAIN=auto",
            },
        );
    });

    it("leaves fetching a newer Go to one that may, and takes a new enough one", async () => {
        for (const env of [
            pretendGo("go1.24.3", "auto"),
            pretendGo("go1.22.0", "go1.22.0+auto"),
            pretendGo("go1.26.0", "local"),
            pretendGo("go1.27rc1", "local"),
        ]) {
            requireGo(await findGo(env), target);
        }
        // Before 1.21 the variable meant nothing.
        const old = await findGo(pretendGo("go1.20.1", "auto"));
        assert.throws(() => {
            requireGo(old, target);
        }, /Go 1\.20\.1 was found/);
    });

    it("is for this machine whatever the user last built for, and keeps the user's proxies and caches", () => {
        const env = goEnvironment({
            GOOS: "plan9",
            GOARCH: "mips",
            GOWORK: "/w",
            GOPROXY: "https://mirror.invalid",
            GOCACHE: "/g",
        });
        assert.equal(env.GOOS, process.platform);
        assert.notEqual(env.GOARCH, "mips");
        assert.equal(env.GOWORK, "off");
        assert.equal(env.CGO_ENABLED, "0");
        assert.equal(env.GOPROXY, "https://mirror.invalid");
        assert.equal(env.GOCACHE, "/g");
    });
});
