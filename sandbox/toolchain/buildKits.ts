import { chmod, copyFile } from "node:fs/promises";
import * as path from "node:path";
import { publishTried, settled, type AcquireContext } from "./acquire";
import type { StagedProgram, ToolCache } from "./cache";
import { SourceFailure } from "./errors";
import { build, fetchModules, findGo, listModule, requireGo, type Go, type GoProgress, type GoRun } from "./go";
import { cacheKey, kitOf } from "./kits";
import type { Pin } from "./pins";
import type { Task } from "../progress";
import type { FoundKit, Kit } from "./types";

/** The launchers that the language host's module holds as scripts, in `nodejs/dist`. */
const launchers = ["pulumi-analyzer-policy", "pulumi-resource-pulumi-nodejs"];

/**
 * Builds kits from the Go modules that tools/ pins.
 *
 * All modules are fetched at once while the small language host compiles, and with it the standard library that everything
 * shares; then the CLI and Helm compile side by side, so that one keeps the processors busy while the other links.
 *
 * @param fail told why a kit could not be built
 * @returns the kits that were built
 */
export async function buildKits(
    cache: ToolCache,
    kits: Kit[],
    context: AcquireContext,
    fail: (kit: Kit, reason: string) => void,
): Promise<FoundKit[]> {
    const { pins } = context;
    let go: Go;
    try {
        go = await findGo(context.env);
    } catch (error) {
        if (!(error instanceof SourceFailure)) throw error;
        for (const kit of kits) fail(kit, `build: ${error.message}`);
        return [];
    }
    // In a staging folder nothing stays behind when go is killed.
    const env = { ...context.env, GOTMPDIR: context.env.GOTMPDIR ?? (await cache.stage()) };
    const run: GoRun = { env, stop: context.stop };
    const languageHost = kits.includes("pulumi") ? new HostBuild(cache, go, pins.languageHost, run) : undefined;
    const results = await settled(
        kits.map(async (kit): Promise<FoundKit | undefined> => {
            const { version } = pins[kit];
            const task = context.progress.start(kit, `building ${version} with Go ${go.version}`);
            try {
                const built = await buildKit(cache, kit, go, run, context, task, languageHost);
                task.end(`built ${version}`);
                return built;
            } catch (error) {
                if (run.stop.aborted || !(error instanceof SourceFailure)) throw error;
                task.end(`no build: ${error.message}`);
                fail(kit, `build: ${error.message}`);
                return undefined;
            }
        }),
    );
    return results.flatMap((kit) => kit ?? []);
}

/** The language host's build, which other builds wait for. */
class HostBuild {
    readonly done: Promise<{ staged: string; programs: StagedProgram[] }>;

    constructor(cache: ToolCache, go: Go, pin: Pin, run: GoRun) {
        this.done = this.build(cache, go, pin, run);
        // Whoever awaits it sees the error; a build that fails before it does so must not be the end of the process.
        this.done.catch(() => undefined);
    }

    private async build(cache: ToolCache, go: Go, pin: Pin, run: GoRun) {
        requireGo(go, pin);
        const staged = await cache.stage();
        const name = path.posix.basename(pin.package);
        await build(go, pin, path.join(staged, name), run, () => undefined);
        const scripts = path.join(await listModule(go, pin.directory, pin.module, "{{.Dir}}", run), "nodejs", "dist");
        for (const launcher of launchers) {
            await copyFile(path.join(scripts, launcher), path.join(staged, launcher));
            // Go's module cache keeps neither the run bit nor, by default, the right to write.
            await chmod(path.join(staged, launcher), 0o755);
        }
        const programs = [name, ...launchers].map((program) => ({ name: program, version: pin.version }));
        return { staged, programs };
    }
}

async function buildKit(
    cache: ToolCache,
    kit: Kit,
    go: Go,
    run: GoRun,
    context: AcquireContext,
    task: Task,
    languageHost: HostBuild | undefined,
): Promise<FoundKit> {
    const { pins, platform } = context;
    const pin = pins[kit];
    requireGo(go, pin);
    const show: GoProgress = ({ fetched, compiled }) => {
        if (compiled > 0) task.update(`compiling, ${compiled} packages`);
        else if (fetched > 0) task.update(`fetching, ${fetched} modules`);
    };
    await fetchModules(go, pin, run, show);
    // A failed host fails the CLI below; Helm does without it.
    const host = await languageHost?.done.catch((error: unknown) => {
        if (kit === "pulumi") throw error;
    });
    const brought = kit === "pulumi" ? host : undefined;
    const staged = brought?.staged ?? (await cache.stage());
    const variables = kit === "pulumi" ? pulumiVariables(pin) : helmVariables(pin, await clientGoVersion(go, pin, run));
    const ldflags = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
    await build(go, pin, path.join(staged, kit), run, show, ldflags.join(" "));
    const programs = [{ name: kit, version: pin.version }, ...(brought?.programs ?? [])];
    const entry = await publishTried(cache, kit, cacheKey(kit, "build", pins, platform), staged, programs, context.env);
    return kitOf(kit, entry, "build");
}

/** What the makers' release builds set in the CLI: the version that it says it has. */
function pulumiVariables(pin: Pin): Record<string, string> {
    return { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${pin.version}` };
}

/**
 * What the makers' release builds set in Helm (its Makefile): its version, and the Kubernetes version that charts see when
 * nobody names one, which is 1.20 otherwise.
 */
function helmVariables(pin: Pin, clientGo: string): Record<string, string> {
    const [major = "0", minor = "0"] = clientGo.split(".");
    const kubernetes = { Major: String(Number(major) + 1), Minor: minor };
    return {
        [`${pin.module}/internal/version.version`]: `v${pin.version}`,
        [`${pin.module}/pkg/chartutil.k8sVersionMajor`]: kubernetes.Major,
        [`${pin.module}/pkg/chartutil.k8sVersionMinor`]: kubernetes.Minor,
    };
}

/** The version, without v, of the Kubernetes client that Helm is built with: 0.34.1 is Kubernetes 1.34. */
async function clientGoVersion(go: Go, pin: Pin, run: GoRun): Promise<string> {
    return (await listModule(go, pin.directory, "k8s.io/client-go", "{{.Version}}", run)).replace(/^v/, "");
}
