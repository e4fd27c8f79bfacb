/** Renders the Helm chart with the `helm` on PATH, offline, into plain objects. */
import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { RunError } from "@pulumi/pulumi/errors";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

/** Folder of the application's chart. */
export const CHART = path.join(__dirname, "..", "..", "charts", "leanvibe-agent-hive");

/** What every Kubernetes object has. Other fields are kept as they are. */
const KubernetesObjectSchema = z.looseObject({
    apiVersion: z.string().min(1),
    kind: z.string().min(1),
    metadata: z.looseObject({
        name: z.string().min(1),
        namespace: z.string().optional(),
        labels: z.record(z.string(), z.string()).optional(),
        annotations: z.record(z.string(), z.string()).optional(),
    }),
});

/** A rendered object: plain data with at least apiVersion, kind and a name. */
export type KubernetesObject = z.infer<typeof KubernetesObjectSchema>;

/** What to render. */
export interface RenderRequest {
    /** Folder of the chart. */
    readonly chart: string;
    /** Name of the release, e.g. `leanvibe-blue`. */
    readonly release: string;
    /** Namespace that the objects are for. */
    readonly namespace: string;
    /** The cluster's version, e.g. `1.34`: what the chart sees as Capabilities.KubeVersion. */
    readonly kubernetesVersion: string;
    /** Values that override the chart's defaults. */
    readonly values: object;
}

/** Rendering takes about a tenth of a second; a helm that waits for something must not hang the whole program. */
const TIMEOUT_MS = 60_000;

const MAX_OUTPUT_BYTES = 32 * 2 ** 20;

/**
 * The chart's objects in helm's order, which is the same every time.
 *
 * @throws RunError when helm is missing, or refuses the chart or its values; its message is one line.
 */
export function renderChart(request: RenderRequest): KubernetesObject[] {
    const chart = path.basename(request.chart);
    return parseManifests(runHelm(request, chart), chart);
}

/**
 * The objects in a stream of YAML documents; empty documents are left out.
 *
 * @throws RunError when a document is no YAML or no Kubernetes object.
 */
export function parseManifests(manifests: string, chart: string): KubernetesObject[] {
    const objects: KubernetesObject[] = [];
    for (const document of parseAllDocuments(manifests)) {
        if (!("errors" in document)) {
            continue;
        }
        const [error] = document.errors;
        if (error) {
            throw new RunError(`The chart ${chart} renders no valid YAML: ${firstLine(error.message)}`);
        }
        const content: unknown = document.toJS();
        if (content === null) {
            continue;
        }
        const object = KubernetesObjectSchema.safeParse(content);
        if (!object.success) {
            const issue = object.error.issues[0];
            const where = issue?.path.join(".") ?? "";
            throw new RunError(
                `The chart ${chart} renders something that is no object: ${where}: ${issue?.message ?? ""}`,
            );
        }
        objects.push(object.data);
    }
    return objects;
}

function runHelm(request: RenderRequest, chart: string): string {
    const args = ["template", request.release, request.chart];
    args.push("--namespace", request.namespace, "--kube-version", request.kubernetesVersion, "--values", "-");
    try {
        return execFileSync("helm", args, {
            input: JSON.stringify(request.values),
            encoding: "utf8",
            env: helmEnvironment(process.env),
            stdio: ["pipe", "pipe", "pipe"],
            timeout: TIMEOUT_MS,
            maxBuffer: MAX_OUTPUT_BYTES,
        });
    } catch (error) {
        throw new RunError(describeFailure(error, chart));
    }
}

/** The caller's environment without what would make helm look elsewhere: its own settings, its plugins and a cluster. */
function helmEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const kept = Object.entries(environment).filter(([name]) => !/^(HELM|KUBE)/.test(name));
    return { ...Object.fromEntries(kept), HELM_NO_PLUGINS: "1" };
}

function describeFailure(error: unknown, chart: string): string {
    const failure = error as { code?: unknown; stderr?: unknown; message?: unknown };
    if (failure.code === "ENOENT") {
        return (
            `The chart ${chart} is rendered by helm, and there is no helm on PATH: ` +
            "install Helm 3.14 or later (https://helm.sh/docs/intro/install/)"
        );
    }
    if (failure.code === "ETIMEDOUT") {
        return `helm did not render the chart ${chart} within ${TIMEOUT_MS / 1000} s: run "helm template" by hand to see why`;
    }
    const output =
        typeof failure.stderr === "string" && failure.stderr.trim() !== "" ? failure.stderr : failure.message;
    return `helm refuses the chart ${chart} with this configuration: ${oneLine(String(output))}`;
}

/** Helm's message without its decoration: `Error:`, the template's position, line breaks and the hint at a flag that the user cannot set. */
function oneLine(output: string): string {
    return output
        .replace(/^Error: /gm, "")
        .replace(/execution error at \([^)]*\): /g, "")
        .replace(/^Use --debug flag .*$/gm, "")
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "")
        .join(" ");
}

function firstLine(text: string): string {
    return text.split("\n", 1).join("");
}
