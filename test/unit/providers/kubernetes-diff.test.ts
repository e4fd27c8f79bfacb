import { strict as assert } from "node:assert";

import * as proto from "@pulumi/pulumi/proto/provider_pb";

import { KubernetesProvider } from "../../../sandbox/providers/kubernetes/provider";
import { PropertyMap, UNKNOWN } from "../../../sandbox/providers/protocol/value";
import { Engine, urnOf } from "./harness";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const { UPDATE, UPDATE_REPLACE, ADD_REPLACE } = proto.PropertyDiff.Kind;

function object(apiVersion: string, kind: string, rest: PropertyMap = {}): PropertyMap {
    return { apiVersion, kind, metadata: { name: "thing", namespace: "default" }, ...rest };
}

describe("what the kubernetes stand-in replaces", () => {
    let engine: Engine;

    beforeEach(async () => {
        engine = await Engine.start(new KubernetesProvider("4.34.2"));
    });
    afterEach(() => {
        engine.stop();
    });

    const container = (image: string) => ({ template: { spec: { containers: [{ name: "a", image }] } } });
    const REPLACEMENTS: readonly [
        string,
        PropertyMap,
        PropertyMap,
        Readonly<Record<string, proto.PropertyDiff.Kind>>,
    ][] = [
        [DEPLOYMENT, { spec: { replicas: 1 } }, { spec: { replicas: 2 } }, { "spec.replicas": UPDATE }],
        [
            DEPLOYMENT,
            { spec: container("a") },
            { spec: container("b") },
            { "spec.template.spec.containers[0].image": UPDATE },
        ],
        [
            DEPLOYMENT,
            { spec: { selector: { matchLabels: { a: "1" } } } },
            { spec: { selector: { matchLabels: { a: "2" } } } },
            { "spec.selector.matchLabels.a": UPDATE_REPLACE },
        ],
        [
            "kubernetes:batch/v1:Job",
            { spec: container("a") },
            { spec: container("b") },
            { "spec.template.spec.containers[0].image": UPDATE_REPLACE },
        ],
        [
            "kubernetes:batch/v1:Job",
            { spec: { suspend: true } },
            { spec: { suspend: false } },
            { "spec.suspend": UPDATE },
        ],
        [
            "kubernetes:core/v1:Service",
            { spec: { clusterIP: "None" } },
            { spec: { clusterIP: "1.1.1.1" } },
            { "spec.clusterIP": UPDATE_REPLACE },
        ],
        [
            "kubernetes:core/v1:Service",
            { spec: { type: "NodePort" } },
            { spec: { type: "ClusterIP" } },
            { "spec.type": UPDATE },
        ],
        ["kubernetes:core/v1:ConfigMap", { data: { a: "1" } }, { data: { a: "2" } }, { "data.a": UPDATE_REPLACE }],
        ["kubernetes:core/v1:Secret", { data: { a: "1" } }, { data: { a: "2" } }, { "data.a": UPDATE_REPLACE }],
        ["kubernetes:core/v1:ConfigMap", {}, { data: { a: "2" } }, { data: ADD_REPLACE }],
        [
            "kubernetes:core/v1:Pod",
            { spec: { containers: [{ env: [{ name: "A", value: "1" }] }] } },
            { spec: { containers: [{ env: [{ name: "A", value: "2" }] }] } },
            { "spec.containers[0].env[0].value": UPDATE_REPLACE },
        ],
        [
            "kubernetes:core/v1:PersistentVolumeClaim",
            { spec: { storageClassName: "a", resources: { requests: { storage: "1Gi" } } } },
            { spec: { storageClassName: "b", resources: { requests: { storage: "2Gi" } } } },
            { "spec.storageClassName": UPDATE_REPLACE, "spec.resources.requests.storage": UPDATE },
        ],
        [
            "kubernetes:storage.k8s.io/v1:StorageClass",
            { parameters: { a: "1" } },
            { parameters: { a: "2" } },
            { "parameters.a": UPDATE_REPLACE },
        ],
        [
            "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
            { roleRef: { name: "a" }, subjects: [{ name: "a" }] },
            { roleRef: { name: "b" }, subjects: [{ name: "b" }] },
            { "roleRef.name": UPDATE_REPLACE, "subjects[0].name": UPDATE },
        ],
        [
            "kubernetes:apps/v1:StatefulSet",
            { spec: { serviceName: "a" } },
            { spec: { serviceName: "b" } },
            { "spec.serviceName": UPDATE_REPLACE },
        ],
        [
            "kubernetes:karpenter.sh/v1:NodePool",
            { spec: { limits: { cpu: "1" } }, metadata: { name: "a" } },
            { spec: { limits: { cpu: "2" } }, metadata: { name: "b" } },
            { "spec.limits.cpu": UPDATE, "metadata.name": UPDATE_REPLACE },
        ],
        [
            "kubernetes:apps/v1:DaemonSetPatch",
            { spec: { selector: { a: 1 } } },
            { spec: { selector: { a: 2 } } },
            { "spec.selector.a": UPDATE },
        ],
    ];
    for (const [type, before, after, detailed] of REPLACEMENTS) {
        it(`tells for ${type} that ${Object.keys(detailed).join(" and ")} changes`, async () => {
            const old = { id: "x", inputs: before, outputs: before };
            assert.deepEqual((await engine.diff(urnOf(type), old, after)).detailed, detailed);
        });
    }

    it("changes ConfigMaps and Secrets in place where the provider is told so, but no immutable one", async () => {
        await engine.configure({ enableConfigMapMutable: "true", enableSecretMutable: "true" });
        for (const type of ["kubernetes:core/v1:ConfigMap", "kubernetes:core/v1:Secret"]) {
            const before: PropertyMap = { data: { a: "1" } };
            const old = { id: "x", inputs: before, outputs: before };
            assert.deepEqual((await engine.diff(urnOf(type), old, { data: { a: "2" } })).replaces, []);
            const locked = { ...old, inputs: { ...before, immutable: true } };
            assert.deepEqual((await engine.diff(urnOf(type), locked, { data: { a: "2" }, immutable: true })).replaces, [
                "data",
            ]);
        }
    });

    it("deletes first where the name stays the same", async () => {
        const old = { id: "default/x", inputs: object("batch/v1", "Job", { spec: { completions: 1 } }), outputs: {} };
        const same = await engine.diff(
            urnOf("kubernetes:batch/v1:Job"),
            old,
            object("batch/v1", "Job", { spec: { completions: 2 } }),
        );
        assert.equal(same.deleteBeforeReplace, true);
        const annotations = { "pulumi.com/autonamed": "true" };
        const autonamed = (completions: number) => ({
            ...object("batch/v1", "Job", { spec: { completions } }),
            metadata: { name: "thing-0123abcd", namespace: "default", annotations },
        });
        const fresh = await engine.diff(
            urnOf("kubernetes:batch/v1:Job"),
            { ...old, inputs: autonamed(1) },
            autonamed(2),
        );
        assert.deepEqual([fresh.replaces, fresh.deleteBeforeReplace], [["spec"], false]);
        const renamed = { ...object("batch/v1", "Job"), metadata: { name: "other", namespace: "default" } };
        assert.equal((await engine.diff(urnOf("kubernetes:batch/v1:Job"), old, renamed)).deleteBeforeReplace, false);
    });

    const kubeconfig = (server: string, user = "a") =>
        JSON.stringify({
            clusters: [{ name: "c", cluster: { server } }],
            contexts: [{ name: "x", context: { cluster: "c", user } }],
            "current-context": "x",
        });
    const CONFIGS: readonly [string, PropertyMap, PropertyMap, readonly string[]][] = [
        [
            "another server",
            { kubeconfig: kubeconfig("https://a") },
            { kubeconfig: kubeconfig("https://b") },
            ["kubeconfig"],
        ],
        ["another user", { kubeconfig: kubeconfig("https://a") }, { kubeconfig: kubeconfig("https://a", "b") }, []],
        ["an unknown kubeconfig", { kubeconfig: kubeconfig("https://a") }, { kubeconfig: UNKNOWN }, ["kubeconfig"]],
        [
            "another server of one cluster identifier",
            { kubeconfig: kubeconfig("https://a"), clusterIdentifier: "c" },
            { kubeconfig: UNKNOWN, clusterIdentifier: "c" },
            [],
        ],
        ["another cluster identifier", { clusterIdentifier: "c" }, { clusterIdentifier: "d" }, ["clusterIdentifier"]],
        ["a cluster identifier where there was none", {}, { clusterIdentifier: "d" }, []],
    ];
    for (const [what, olds, news, replaces] of CONFIGS) {
        it(`${replaces.length > 0 ? "replaces" : "keeps"} the provider for ${what}`, async () => {
            assert.deepEqual((await engine.diffConfig(olds, news)).replaces, replaces);
        });
    }
});
