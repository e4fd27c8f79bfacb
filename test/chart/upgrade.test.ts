/**
 * From the chart's last version to this one, in a cluster where the last one runs. `golden/previous/<version>.yaml` is what that
 * version renders; before the chart's version is raised, add the outgoing one:
 *
 *     helm template leanvibe-blue charts/leanvibe-agent-hive --namespace leanvibe --kube-version 1.34 > test/chart/golden/previous/<version>.yaml
 */
import * as assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import * as semver from "semver";
import { parse } from "yaml";
import { CHART, type KubernetesObject, parseManifests } from "../../components/application/render";
import { render } from "./chart";

const PREVIOUS = path.join(__dirname, "golden", "previous");
const versions = readdirSync(PREVIOUS).map((file) => path.basename(file, ".yaml"));

/** Fields that the API server refuses to change, by kind; https://kubernetes.io/docs/reference/kubernetes-api/. */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
    Deployment: ["spec.selector"],
    // A Service with an address cannot become one without, or the other way round.
    Service: ["spec.clusterIP"],
    // By `immutable: true`.
    ConfigMap: ["data", "binaryData"],
};

/** Kinds whose names others rely on: the route, dashboards, the Jobs of a release, and who evicts pods. */
const STABLE = [
    "Deployment",
    "Service",
    "ServiceAccount",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "NetworkPolicy",
];

function idOf({ apiVersion, kind, metadata }: KubernetesObject): string {
    return `${apiVersion} ${kind} ${metadata.name}`;
}

function at(object: unknown, field: string): unknown {
    return field
        .split(".")
        .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);
}

/** What an upgrade would be refused for, or would leave without its object. */
function faults(before: readonly KubernetesObject[], after: readonly KubernetesObject[]): string[] {
    const next = new Map(after.map((object) => [idOf(object), object]));
    return before.flatMap((old) => {
        const now = next.get(idOf(old));
        if (!now) return STABLE.includes(old.kind) ? [`${idOf(old)} is gone`] : [];
        const fields = IMMUTABLE[old.kind] ?? [];
        return fields
            .filter((field) => JSON.stringify(at(old, field)) !== JSON.stringify(at(now, field)))
            .map((field) => `${idOf(old)} changes ${field}`);
    });
}

describe("chart: an upgrade", () => {
    for (const version of versions) {
        it(`from ${version} changes no field that cannot change, and takes no name away`, () => {
            const before = parseManifests(readFileSync(path.join(PREVIOUS, `${version}.yaml`), "utf8"), version);
            assert.ok(before.length >= 20);
            assert.deepEqual(faults(before, render()), []);
        });
    }

    it("would be told of a changed selector, a lost budget, a Service that loses its address and a rewritten ConfigMap", () => {
        const before = render();
        const after = render()
            .filter(({ kind, metadata }) => !(kind === "PodDisruptionBudget" && metadata.name === "leanvibe-api-blue"))
            .map((object) => {
                const { kind, metadata } = object;
                if (kind === "Deployment" && metadata.name === "leanvibe-api-blue") {
                    return { ...object, spec: { selector: { matchLabels: { app: "api" } } } };
                }
                if (kind === "Service" && metadata.name === "leanvibe-api-blue") {
                    return { ...object, spec: { clusterIP: "None" } };
                }
                return metadata.name.startsWith("leanvibe-config-") ? { ...object, data: {} } : object;
            });
        assert.deepEqual(faults(before, after).sort(), [
            "apps/v1 Deployment leanvibe-api-blue changes spec.selector",
            "policy/v1 PodDisruptionBudget leanvibe-api-blue is gone",
            "v1 ConfigMap " + configName(before) + " changes data",
            "v1 Service leanvibe-api-blue changes spec.clusterIP",
        ]);
    });

    it("is from a version that is lower than the chart's", () => {
        const chart = parse(readFileSync(path.join(CHART, "Chart.yaml"), "utf8")) as { version: string };
        assert.ok(versions.length > 0);
        for (const version of versions) assert.ok(semver.lt(version, chart.version), version);
    });
});

function configName(objects: readonly KubernetesObject[]): string {
    const found = objects.find(({ metadata }) => metadata.name.startsWith("leanvibe-config-"));
    return found?.metadata.name ?? "none";
}
