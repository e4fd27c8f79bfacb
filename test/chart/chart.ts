/** What the chart's tests share: the real helm from PATH, and a typed look at what it renders. */
import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { output } from "@pulumi/kubernetes/types";
import { CHART, type KubernetesObject, parseManifests } from "../../components/application/render";

export type Deployment = output.apps.v1.Deployment;
export type Pod = output.core.v1.PodTemplateSpec;
export type Container = output.core.v1.Container;
export type Service = output.core.v1.Service;
export type ServiceAccount = output.core.v1.ServiceAccount;
export type ConfigMap = output.core.v1.ConfigMap;
export type Autoscaler = output.autoscaling.v2.HorizontalPodAutoscaler;
export type DisruptionBudget = output.policy.v1.PodDisruptionBudget;
export type NetworkPolicy = output.networking.v1.NetworkPolicy;

/** Kinds that others define; each is there only where its switch is on. Their fields are checked against their definitions. */
export const CUSTOM_KINDS = ["ServiceMonitor", "ExternalSecret", "ScaledObject", "VerticalPodAutoscaler"];

/** Values as a user writes them: any part of values.yaml. */
export type Values = Readonly<Record<string, unknown>>;

/** Runs helm and returns what it wrote; a machine without helm fails the test with a sentence. */
export function helm(args: readonly string[], input = ""): { code: number | null; stdout: string; stderr: string } {
    const { error, status, stdout, stderr } = spawnSync("helm", args, { input, encoding: "utf8" });
    if (error) {
        throw new Error(
            `The chart's tests need Helm 3.18 or later on PATH, and "helm" did not start (${error.message})`,
        );
    }
    return { code: status, stdout, stderr };
}

function template(values: Values, flags: readonly string[]): ReturnType<typeof helm> {
    const colour = typeof values.colour === "string" ? values.colour : "blue";
    const args = ["template", `leanvibe-${colour}`, CHART, "--namespace", "leanvibe", "--kube-version", "1.34"];
    return helm([...args, "--values", "-", ...flags], JSON.stringify(values));
}

/** The chart's output as text. */
export function renderText(values: Values = {}): string {
    const { code, stdout, stderr } = template(values, []);
    assert.equal(code, 0, stderr);
    return stdout;
}

/** The chart's objects: a copy, so that no test sees what another did to them. Equal values are rendered once. */
export function render(values: Values = {}): KubernetesObject[] {
    const key = JSON.stringify(values);
    const objects = renderings.get(key) ?? parseManifests(renderText(values), "leanvibe-agent-hive");
    renderings.set(key, objects);
    return structuredClone(objects);
}

const renderings = new Map<string, KubernetesObject[]>();

/** Why helm refuses these values; fails when it does not. */
export function refusal(values: Values, ...flags: string[]): string {
    const { code, stderr } = template(values, flags);
    assert.notEqual(code, 0, "helm renders these values, and should refuse them");
    return stderr;
}

/* The type parameters below name what the caller reads: YAML has no types. */
/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters */

/** All objects of a kind. The cast is safe for what types.test.ts holds: every object has the API's own type. */
export function ofKind<T>(objects: readonly KubernetesObject[], kind: string): T[] {
    return objects.filter((object) => object.kind === kind) as T[];
}

/** The one object of a kind with this name. */
export function named<T>(objects: readonly KubernetesObject[], kind: string, name: string): T {
    const found = objects.filter((object) => object.kind === kind && object.metadata.name === name);
    assert.equal(found.length, 1, `there are ${found.length} objects ${kind} ${name}`);
    return found[0] as T;
}

/* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */

/** Whether labels satisfy a selector of plain labels; an empty selector selects everything. */
export function selects(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
    return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** A field that may be missing: the SDK's types declare every field of an object as there, YAML leaves fields out. */
export function optional<T>(value: T): T | undefined {
    return value;
}

/** Containers of a pod, of every sort. */
export function containersOf({ spec }: Pod): Container[] {
    const ephemeral = optional(spec.ephemeralContainers) ?? [];
    return [...(optional(spec.initContainers) ?? []), ...spec.containers, ...(ephemeral as Container[])];
}

/** Renderings that differ in what templates branch on; rules that always hold are asserted over all of them. */
export const VARIANTS: Readonly<Record<string, Values>> = {
    defaults: {},
    green: { colour: "green" },
    "pinned by digest": {
        api: { image: { digest: `sha256:${"a".repeat(64)}` } },
        worker: { image: { digest: `sha256:${"b".repeat(64)}` } },
        frontend: { image: { digest: `sha256:${"c".repeat(64)}` } },
    },
    "a colour without workers": { worker: { autoscaling: { enabled: false }, replicas: 0 } },
    "fixed replicas": {
        api: { autoscaling: { enabled: false }, replicas: 3 },
        worker: { autoscaling: { enabled: false }, replicas: 3 },
        frontend: { autoscaling: { enabled: false }, replicas: 3 },
    },
    "every option": {
        gateway: { endpointPropagationSeconds: 0 },
        imagePullSecrets: ["registry"],
        config: { LOG_LEVEL: "DEBUG", FEATURE_X: "on" },
        networkPolicy: {
            gateway: { cidrs: ["10.0.0.0/24"], namespaces: ["gateway"] },
            database: { cidrs: ["10.0.8.0/24"], port: 5433 },
            redis: { cidrs: ["10.0.9.0/24"] },
        },
        api: {
            command: ["uvicorn"],
            args: ["main:app"],
            maxSurge: "25%",
            nodeSelector: { "kubernetes.io/arch": "arm64" },
            tolerations: [{ key: "spot", operator: "Exists", effect: "NoSchedule" }],
            topologySpread: { zone: "DoNotSchedule" },
            drain: { preStopSeconds: 0 },
        },
    },
    "every switch": {
        networkPolicy: { monitoring: { namespaces: ["monitoring"] } },
        api: { drain: { path: "/drain" } },
        worker: { autoscaling: { enabled: false }, keda: { enabled: true, stream: "agent-tasks" } },
        frontend: { otherColour: { enabled: true } },
        serviceMonitor: { enabled: true, labels: { release: "monitoring" } },
        externalSecret: {
            enabled: true,
            store: { name: "aws" },
            data: { MODEL_KEY: { key: "leanvibe/models", property: "token" }, OTHER: { key: "leanvibe/other" } },
        },
        verticalPodAutoscaler: { enabled: true },
    },
};

/** Declares the same test for every variant. */
export function forEveryVariant(title: string, check: (objects: KubernetesObject[]) => void): void {
    for (const [variant, values] of Object.entries(VARIANTS)) {
        it(`${title} (${variant})`, () => {
            check(render(values));
        });
    }
}
