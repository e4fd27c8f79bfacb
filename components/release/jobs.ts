/** The Jobs of a release: what they run, and names that change whenever anything in them does. Pure but for the program's text. */
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Colour } from "../application/plan";
import type { KubernetesObject } from "../application/render";
import { FIELD_MANAGER, JOBS, RELEASE_LABELS } from "./names";
import { shortHash } from "./version";

/** Folder with the Python package that the Jobs run. */
export const PROGRAM = path.join(__dirname, "jobs");

/** The package's name. */
const PACKAGE = "leanvibe_release";

/** Where the package lies in a pod. */
const MOUNT = "/opt/leanvibe";

/** A rollback applies a Job and its program before the engine does, as the same field manager: nothing conflicts then. */
const SHARED = { "pulumi.com/patchFieldManager": FIELD_MANAGER };

/** The package's modules, file name to text, in the order of their names. */
export function readProgram(folder = path.join(PROGRAM, PACKAGE)): Readonly<Record<string, string>> {
    const files = readdirSync(folder)
        .filter((file) => file.endsWith(".py"))
        .sort();
    return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));
}

/** The program as an immutable ConfigMap whose name carries a hash of its text. */
export function planProgram(namespace: string, modules: Readonly<Record<string, string>>): KubernetesObject {
    const name = `${JOBS}-${shortHash(JSON.stringify(modules), 10)}`;
    return {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, namespace, labels: RELEASE_LABELS, annotations: SHARED },
        immutable: true,
        data: modules,
    };
}

/** What a Job needs beside its settings. */
export interface JobRequest {
    readonly namespace: string;
    readonly command: "migrate" | "switch";
    readonly colour: Colour;
    readonly settings: object;
    /** Name of the ConfigMap with the program. */
    readonly program: string;
    /** The API's Deployment of the colour: the Job runs on the application's own image, with its configuration. */
    readonly api: KubernetesObject;
    /** After this many seconds the Job has failed. */
    readonly deadlineSeconds: number;
}

/** What the Job takes over from the API's container. */
interface ApiContainer {
    readonly image: string;
    readonly imagePullPolicy: string;
    readonly env?: readonly object[];
    readonly envFrom?: readonly object[];
}

/** The part of a Deployment that is read. */
interface DeploymentLike {
    readonly spec: {
        readonly template: {
            readonly spec: {
                readonly containers: readonly ApiContainer[];
                readonly imagePullSecrets?: readonly object[];
            };
        };
    };
}

/** Exit codes that are a verdict: refused, failed or breached (1), broken settings (2). Any other end is an accident. */
const VERDICTS = [1, 2];

/**
 * A Job. Its name carries a hash of everything in it, so that an unchanged Job is never run again and a changed one never takes
 * an old one's result for its own. It keeps its result until it leaves the program, and one that failed is made anew.
 */
export function planJob(request: JobRequest): KubernetesObject {
    const { namespace, command, colour, settings, program, deadlineSeconds } = request;
    const pod = (request.api as unknown as DeploymentLike).spec.template.spec;
    const [api] = pod.containers;
    if (!api) {
        throw new Error("the chart's API has no container");
    }
    const spec = {
        backoffLimit: 3,
        activeDeadlineSeconds: deadlineSeconds,
        podFailurePolicy: {
            rules: [
                { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
                { action: "FailJob", onExitCodes: { operator: "In", values: VERDICTS } },
            ],
        },
        template: {
            metadata: { labels: { ...RELEASE_LABELS, "leanvibe.dev/colour": colour } },
            spec: {
                restartPolicy: "Never",
                serviceAccountName: JOBS,
                automountServiceAccountToken: true,
                enableServiceLinks: false,
                terminationGracePeriodSeconds: 30,
                securityContext: {
                    runAsNonRoot: true,
                    runAsUser: 1000,
                    runAsGroup: 1000,
                    fsGroup: 1000,
                    seccompProfile: { type: "RuntimeDefault" },
                },
                ...(pod.imagePullSecrets ? { imagePullSecrets: pod.imagePullSecrets } : {}),
                containers: [
                    {
                        name: command,
                        image: api.image,
                        imagePullPolicy: api.imagePullPolicy,
                        command: ["python3", "-m", PACKAGE, command],
                        env: [
                            ...(api.env ?? []),
                            { name: "PYTHONPATH", value: MOUNT },
                            { name: "PYTHONUNBUFFERED", value: "1" },
                            { name: "PYTHONDONTWRITEBYTECODE", value: "1" },
                            { name: "RELEASE_SETTINGS", value: JSON.stringify(settings) },
                        ],
                        ...(api.envFrom ? { envFrom: api.envFrom } : {}),
                        securityContext: {
                            allowPrivilegeEscalation: false,
                            privileged: false,
                            readOnlyRootFilesystem: true,
                            runAsNonRoot: true,
                            runAsUser: 1000,
                            runAsGroup: 1000,
                            capabilities: { drop: ["ALL"] },
                            seccompProfile: { type: "RuntimeDefault" },
                        },
                        resources: {
                            requests: { cpu: "100m", memory: "128Mi", "ephemeral-storage": "32Mi" },
                            limits: { cpu: "1", memory: "256Mi", "ephemeral-storage": "64Mi" },
                        },
                        // The error of a failed update then shows the last lines of the Job's log.
                        terminationMessagePolicy: "FallbackToLogsOnError",
                        volumeMounts: [
                            { name: "program", mountPath: `${MOUNT}/${PACKAGE}`, readOnly: true },
                            { name: "tmp", mountPath: "/tmp" },
                        ],
                    },
                ],
                volumes: [
                    { name: "program", configMap: { name: program, optional: false } },
                    { name: "tmp", emptyDir: { sizeLimit: "32Mi" } },
                ],
            },
        },
    };
    const name = `leanvibe-${command}-${colour}-${shortHash(JSON.stringify(spec), 10)}`;
    return {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: {
            name,
            namespace,
            labels: { ...RELEASE_LABELS, "leanvibe.dev/colour": colour },
            annotations: { ...SHARED, "pulumi.com/replaceUnready": "true" },
        },
        spec,
    };
}
