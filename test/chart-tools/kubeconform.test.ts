/** The chart's objects against the schemas of three Kubernetes versions, with kubeconform. */
import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import type { KubernetesObject } from "../../components/application/render";
import { ensureGoTools } from "../../sandbox/toolchain/goTools";
import { KUBERNETES, SCHEMA_PATTERN, schemaFolder } from "../../scripts/chart/schemas";
import { CUSTOM_KINDS, render, VARIANTS } from "../chart/chart";

/** What kubeconform says of one object. */
interface Finding {
    readonly kind: string;
    readonly name: string;
    readonly status: string;
    readonly msg: string;
}

/** The route that the program adds to the chart's objects. */
const ROUTE: KubernetesObject = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "leanvibe", namespace: "leanvibe", annotations: { "leanvibe.dev/live": "blue" } },
    spec: {
        parentRefs: [{ name: "leanvibe" }],
        rules: [
            {
                matches: [{ path: { type: "PathPrefix", value: "/api" } }],
                backendRefs: [
                    { name: "leanvibe-api-blue", port: 8000, weight: 100 },
                    { name: "leanvibe-api-green", port: 8000, weight: 0 },
                ],
            },
        ],
    },
};

/** Every object of every variant once. */
function allObjects(): KubernetesObject[] {
    const objects = Object.values(VARIANTS).flatMap((values) => render(values));
    return [...new Map(objects.map((object) => [JSON.stringify(object), object])).values(), ROUTE];
}

/** One object of each kind. */
function oneOfEachKind(): KubernetesObject[] {
    return [...new Map(allObjects().map((object) => [`${object.apiVersion} ${object.kind}`, object])).values()];
}

describe("chart: the Kubernetes API", function () {
    // The first run fetches and builds; a later one takes seconds.
    this.timeout(600_000);
    let kubeconform = "";
    let schemas = "";

    before(async () => {
        kubeconform = (await ensureGoTools(["kubeconform"])).get("kubeconform")?.path ?? "";
        schemas = await schemaFolder();
    });

    /** What is wrong with these objects in a Kubernetes version, as `kind name: message`. */
    function faults(version: string, objects: readonly KubernetesObject[]): string[] {
        const pattern = path.join(schemas, version, SCHEMA_PATTERN);
        const args = [
            "-strict",
            "-output",
            "json",
            "-verbose",
            "-kubernetes-version",
            version,
            "-schema-location",
            pattern,
        ];
        const input = objects.map((object) => JSON.stringify(object)).join("\n---\n");
        const { stdout, stderr, error } = spawnSync(kubeconform, args, { input, encoding: "utf8", maxBuffer: 2 ** 26 });
        assert.ok(!error && stdout !== "", `${String(error)} ${stderr}`);
        const { resources } = JSON.parse(stdout) as { resources: readonly Finding[] };
        assert.equal(resources.length, objects.length);
        return resources
            .filter(({ status }) => status !== "statusValid")
            .map(({ kind, name, msg }) => `${kind} ${name}: ${msg}`)
            .sort();
    }

    for (const { kubernetes } of KUBERNETES) {
        it(`${kubernetes} accepts every object of every variant`, () => {
            assert.deepEqual(faults(kubernetes, allObjects()), []);
        });

        it(`${kubernetes} refuses each kind with a field that it does not know, also in the metadata`, () => {
            const kinds = oneOfEachKind();
            // ConfigMap, ServiceAccount, NetworkPolicy, Service, Deployment, autoscaler, budget, route, and those behind switches.
            assert.equal(kinds.length, 8 + CUSTOM_KINDS.length);
            const wrong = kinds.flatMap((object) => {
                const below =
                    "spec" in object ? { spec: { ...(object.spec as object), misspelt: 1 } } : { misspelt: 1 };
                return [
                    { ...object, ...below, metadata: { ...object.metadata, name: "field" } },
                    { ...object, metadata: { ...object.metadata, name: "metadata", label: {} } },
                ];
            });
            const found = faults(kubernetes, wrong).map((fault) => fault.split(":", 1).join());
            const expected = kinds.flatMap(({ kind }) => [`${kind} field`, `${kind} metadata`]);
            assert.deepEqual(found, expected.sort());
        });
    }

    it("is three minor versions in a row", () => {
        const minors = KUBERNETES.map(({ kubernetes }) => Number(kubernetes.split(".")[1]));
        assert.deepEqual(minors, [minors[0], (minors[0] ?? 0) + 1, (minors[0] ?? 0) + 2]);
    });

    it("of an unknown kind is an error, not a pass", () => {
        const unknown = { apiVersion: "example.com/v1", kind: "Gadget", metadata: { name: "a" } };
        const [fault, ...others] = faults(KUBERNETES[0]?.kubernetes ?? "", [unknown]);
        assert.match(fault ?? "", /^Gadget a: could not find schema for Gadget$/);
        assert.equal(others.length, 0);
    });

    it("refuses a wrong type, a missing field and a value out of a list", () => {
        const version = KUBERNETES[1]?.kubernetes ?? "";
        const [service] = oneOfEachKind().filter(({ kind }) => kind === "Service");
        const [scaler] = oneOfEachKind().filter(({ kind }) => kind === "HorizontalPodAutoscaler");
        const [vpa] = oneOfEachKind().filter(({ kind }) => kind === "VerticalPodAutoscaler");
        assert.ok(service && scaler && vpa);
        const wrong = [
            { ...service, spec: { ...(service.spec as object), ports: [{ port: "eighty" }] } },
            { ...scaler, spec: { maxReplicas: 2 } },
            { ...vpa, spec: { ...(vpa.spec as object), updatePolicy: { updateMode: "Sometimes" } } },
        ];
        const found = faults(version, wrong);
        assert.equal(found.length, 3, found.join("\n"));
        assert.match(found[0] ?? "", /missing property 'scaleTargetRef'/);
        assert.match(found[1] ?? "", /got string, want integer/);
        assert.match(found[2] ?? "", /updateMode/);
    });
});
