import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import * as path from "node:path";
import { cacheDirectory, ToolCache } from "./cache";
import { reasonOf, SourceFailure } from "./errors";
import { findKitInCache, thisPlatform } from "./kits";
import { findKitOnPath } from "./pathTools";
import { goVersionFor, readPins, toolsDirectory, type Pins } from "./pins";
import { askVersion, findOnPath, probeTimeoutMs } from "./probe";
import { allowedSources, type SourceName } from "./sources";
import type { FoundKit, Kit, ToolSource } from "./types";
import { atLeast, satisfies, supported, versionQuestions } from "./versions";

/** What `make doctor` says of one thing on this machine. */
export interface Finding {
    /** The thing's usual name, e.g. `AWS CLI`. */
    name: string;
    /** `unsuitable` is there but does not serve; `on demand` is not there yet and the sandbox gets it by itself. */
    state: "found" | "missing" | "unsuitable" | "on demand";
    version?: string;
    path?: string;
    source?: ToolSource;
    /** Without a required thing the sandbox does not run. */
    required: boolean;
    /** What it is needed for. */
    purpose: string;
    /** What to do; given whenever something can be done. */
    remedy?: string;
}

/** What inspection may be told; the defaults describe this machine. */
export interface InspectOptions {
    env?: NodeJS.ProcessEnv;
    toolsDirectory?: string;
    platform?: string;
    /** How long a program may take to say its version, in milliseconds; default 10,000. */
    probeTimeoutMs?: number;
}

/** Free space, in bytes, that one version of all tools needs in the cache while it is put there; built ones take 180 MB. */
const cacheSpace = 1e9;

/** A program that is only looked up on PATH. */
interface PathProgram {
    name: string;
    program: "npm" | "go" | "git" | "make" | "aws" | "kubectl";
    required: boolean;
    purpose: string;
    /** Why this version does not serve, as what is wanted; undefined when it does. */
    wanted?: (version: string) => string | undefined;
    remedy: string;
}

function pathPrograms(pins: Pins): PathProgram[] {
    const goVersion = goVersionFor(Object.values(pins));
    return [
        {
            name: "npm",
            program: "npm",
            required: true,
            purpose: "installs the project's packages",
            remedy: "it comes with Node.js: reinstall that",
        },
        {
            name: "Go",
            program: "go",
            required: false,
            purpose: "builds Pulumi and Helm where no download works",
            wanted: (version) => (atLeast(version, goVersion) ? undefined : `${goVersion} or newer`),
            remedy: `install Go ${goVersion} or newer (https://go.dev/dl/)`,
        },
        {
            name: "git",
            program: "git",
            required: false,
            purpose: "work on the project",
            remedy: "install git with your system's packages",
        },
        {
            name: "make",
            program: "make",
            required: false,
            purpose: "the short commands (make up, make doctor)",
            remedy: "install make with your system's packages, or call `node sandbox/run.mjs up`",
        },
        {
            name: "AWS CLI",
            program: "aws",
            required: false,
            purpose: "real AWS only: tokens for the cluster component",
            wanted: (version) => (satisfies(version, supported.aws.range) ? undefined : supported.aws.words),
            remedy: `before you use real AWS: install the AWS CLI, ${supported.aws.words} (https://aws.amazon.com/cli/)`,
        },
        {
            name: "kubectl",
            program: "kubectl",
            required: false,
            purpose: "looking into a real cluster",
            remedy: "before you use a real cluster: install kubectl (https://kubernetes.io/docs/tasks/tools/)",
        },
    ];
}

/** Looks what is on this machine for the sandbox and for real use. Installs, downloads and writes nothing. */
export async function inspect(options: InspectOptions = {}): Promise<Finding[]> {
    const { env = process.env, platform = thisPlatform } = options;
    const timeoutMs = options.probeTimeoutMs ?? probeTimeoutMs;
    const pins = readPins(options.toolsDirectory ?? toolsDirectory);
    const lookups = pathPrograms(pins).map((program) => inspectProgram(program, env, timeoutMs));
    const canBuild = async () =>
        (await Promise.all(lookups)).some(({ name, state }) => name === "Go" && state === "found");
    const [programs, kits, cache] = await Promise.all([
        Promise.all(lookups),
        inspectKits(pins, env, platform, timeoutMs, canBuild),
        inspectCache(cacheDirectory(env)),
    ]);
    return [inspectNode(), ...programs, ...kits, cache];
}

function inspectNode(): Finding {
    const version = process.versions.node;
    const serves = satisfies(version, supported.node.range);
    return {
        name: "Node.js",
        state: serves ? "found" : "unsuitable",
        version,
        path: process.execPath,
        required: true,
        purpose: "runs the program, the policy packs and the sandbox",
        remedy: serves ? undefined : `install Node.js ${supported.node.words} (https://nodejs.org/)`,
    };
}

async function inspectProgram(wanted: PathProgram, env: NodeJS.ProcessEnv, timeoutMs: number): Promise<Finding> {
    const { name, program, required, purpose, remedy } = wanted;
    const about = { name, required, purpose };
    const file = findOnPath(program, env);
    if (file === undefined) return { ...about, state: "missing", remedy };
    const located = { ...about, path: file, source: "PATH" as const };
    const answer = await askVersion(file, versionQuestions[program], env, timeoutMs);
    if (!answer.ok) return { ...located, state: "unsuitable", remedy: `${answer.reason}; ${remedy}` };
    const { version } = answer;
    const lack = wanted.wanted?.(version);
    return lack === undefined
        ? { ...located, state: "found", version }
        : { ...located, state: "unsuitable", version, remedy };
}

const kitPurposes: Record<Kit, string> = {
    pulumi: "the engine that previews and provisions",
    helm: "renders the application's chart",
};

async function inspectKits(
    pins: Pins,
    env: NodeJS.ProcessEnv,
    platform: string,
    timeoutMs: number,
    canBuild: () => Promise<boolean>,
): Promise<Finding[]> {
    let sources: SourceName[];
    try {
        sources = allowedSources(env);
    } catch (error) {
        const about = { required: true, purpose: "says how Pulumi and Helm may be had", remedy: reasonOf(error) };
        return [{ name: "LEANVIBE_TOOLCHAIN", state: "unsuitable", ...about }];
    }
    const cache = new ToolCache(cacheDirectory(env));
    const kits = await Promise.all(
        (["pulumi", "helm"] as const).map(async (kit) => {
            let reason = "PATH is not allowed by LEANVIBE_TOOLCHAIN";
            try {
                if (sources.includes("path")) return describeKit(kit, await findKitOnPath(kit, env, timeoutMs));
            } catch (error) {
                if (!(error instanceof SourceFailure)) throw error;
                reason = error.message;
            }
            const kept = findKitInCache(cache, kit, sources, pins, platform);
            return describeKit(kit, kept) ?? [describeLack(kit, pins, reason, sources, await canBuild())];
        }),
    );
    return kits.flatMap((findings) => findings ?? []);
}

function describeKit(kit: Kit, found: FoundKit | undefined): Finding[] | undefined {
    return found?.programs
        .filter(({ name }) => name === kit || name === "pulumi-language-nodejs")
        .map((tool) => ({
            ...tool,
            state: "found",
            required: true,
            purpose: tool.name === kit ? kitPurposes[kit] : "runs the Node.js program for the engine",
        }));
}

function describeLack(kit: Kit, pins: Pins, reason: string, sources: SourceName[], canBuild: boolean): Finding {
    const { version } = pins[kit];
    const about = { name: kit, required: true, purpose: kitPurposes[kit] };
    const words = `${kit} ${supported[kit].words}`;
    const go = `Go ${goVersionFor(Object.values(pins))} or newer`;
    const build = sources.includes("build");
    if (sources.includes("download")) {
        const otherwise = build ? (canBuild ? ", or else builds it with Go," : "") : "";
        const offline = build && !canBuild ? `; where no download works, install ${go} first` : "";
        const first = `the first \`make up\` downloads it${otherwise} in version ${version}`;
        return { ...about, state: "on demand", remedy: `${reason}; ${first}${offline}` };
    }
    if (build && canBuild) {
        const first = `the first \`make up\` builds it with Go, in version ${version}`;
        return { ...about, state: "on demand", remedy: `${reason}; ${first}` };
    }
    const otherwise = build ? `install ${go} so that it can be built` : "unset LEANVIBE_TOOLCHAIN";
    return { ...about, state: "missing", remedy: `${reason}: put ${words}, on PATH, or ${otherwise}` };
}

async function inspectCache(root: string): Promise<Finding> {
    const about = { name: "tool cache", path: root, required: true, purpose: "keeps downloaded and built tools" };
    const remedy = "set LEANVIBE_CACHE_DIR to a folder that you can write to, with 1 GB free";
    let folder = root;
    for (;;) {
        try {
            await access(folder, constants.W_OK);
            break;
        } catch (error) {
            const parent = path.dirname(folder);
            const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
            if (!missing || parent === folder) {
                return { ...about, state: "unsuitable", remedy: `it cannot be written: ${remedy}` };
            }
            folder = parent;
        }
    }
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const version = `${(free / 1e9).toFixed(1)} GB free`;
    return free < cacheSpace
        ? { ...about, state: "unsuitable", version, remedy: `make room, or ${remedy}` }
        : { ...about, state: "found", version };
}
