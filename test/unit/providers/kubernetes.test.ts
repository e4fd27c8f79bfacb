import { strict as assert } from "node:assert";

import { KubernetesProvider } from "../../../sandbox/providers/kubernetes/provider";
import {
    containsSecret,
    PropertyMap,
    Secret,
    UNKNOWN,
    Unknown,
    valueAt,
} from "../../../sandbox/providers/protocol/value";
import { Engine, textOf, urnOf } from "./harness";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

function deployment(change: PropertyMap = {}): PropertyMap {
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "leanvibe-api-blue", namespace: "default", labels: { app: "api" } },
        spec: {
            replicas: 2,
            selector: { matchLabels: { app: "api" } },
            template: { metadata: { labels: { app: "api" } }, spec: { containers: [{ name: "api", image: "x:1" }] } },
        },
        ...change,
    };
}

function object(apiVersion: string, kind: string, rest: PropertyMap = {}): PropertyMap {
    return { apiVersion, kind, metadata: { name: "thing", namespace: "default" }, ...rest };
}

describe("the kubernetes stand-in", () => {
    let engine: Engine;

    beforeEach(async () => {
        engine = await Engine.start(new KubernetesProvider("4.34.2"));
    });
    afterEach(() => {
        engine.stop();
    });

    it("goes by namespace and name, and knows uid, version and health once the object exists", async () => {
        const urn = urnOf(DEPLOYMENT);
        const made = await engine.make(urn, deployment());
        assert.equal(made.id, "default/leanvibe-api-blue");
        assert.match(
            textOf(valueAt(made.outputs, "metadata.uid")),
            /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        assert.equal(valueAt(made.outputs, "metadata.resourceVersion"), "1");
        assert.equal(valueAt(made.outputs, "status.readyReplicas"), 2);
        assert.equal(valueAt(made.outputs, "metadata.creationTimestamp"), undefined);
        const second = await Engine.start(new KubernetesProvider("4.34.2"));
        assert.deepEqual(await second.make(urn, deployment()), made);
        second.stop();
    });

    it("shows inputs as they are in a first preview and leaves the server's fields unknown", async () => {
        const inputs = deployment();
        const { id, outputs } = await engine.create(urnOf(DEPLOYMENT), inputs, true);
        assert.equal(id, "");
        assert.deepEqual(outputs.spec, inputs.spec);
        assert(valueAt(outputs, "metadata.uid") instanceof Unknown);
        assert(outputs.status instanceof Unknown);
    });

    it("changes an image in place and keeps what the change does not touch", async () => {
        const urn = urnOf(DEPLOYMENT);
        const made = await engine.make(urn, deployment());
        const labelled = deployment({
            metadata: { name: "leanvibe-api-blue", namespace: "default", labels: { app: "x" } },
        });
        const preview = await engine.update(urn, made, labelled, true);
        assert.equal(valueAt(preview, "metadata.uid"), valueAt(made.outputs, "metadata.uid"));
        assert.deepEqual(preview.status, made.outputs.status);
        assert(valueAt(preview, "metadata.resourceVersion") instanceof Unknown);
        const updated = await engine.update(urn, made, labelled);
        assert.equal(valueAt(updated, "metadata.resourceVersion"), "2");
    });

    const REFUSED: readonly [string, string, PropertyMap, string, RegExp][] = [
        [
            DEPLOYMENT,
            "a name that DNS does not take",
            { metadata: { name: "Api" } },
            "metadata.name",
            /lowercase RFC 1123 subdomain/,
        ],
        [
            DEPLOYMENT,
            "a label with two slashes",
            { metadata: { name: "a", labels: { "a/b/c": "" } } },
            "metadata.labels",
            /qualified name/,
        ],
        [
            DEPLOYMENT,
            "a label value with a space",
            { metadata: { name: "a", labels: { a: "b c" } } },
            "metadata.labels",
            /valid label/,
        ],
        [
            DEPLOYMENT,
            "a namespace that is no label",
            { metadata: { name: "a", namespace: "a.b" } },
            "metadata.namespace",
            /RFC 1123 label/,
        ],
        [DEPLOYMENT, "another kind than its type's", { kind: "Pod" }, "kind", /which says Deployment/],
        [
            DEPLOYMENT,
            "another version than its type's",
            { apiVersion: "apps/v1beta1" },
            "apiVersion",
            /which says apps\/v1/,
        ],
        [
            DEPLOYMENT,
            "a selector that misses its pods",
            { spec: { selector: { matchLabels: { a: "1" } }, template: { metadata: { labels: { a: "2" } } } } },
            "spec.template.metadata.labels",
            /does not match template/,
        ],
    ];
    for (const [type, what, change, property, reason] of REFUSED) {
        it(`refuses ${what}`, async () => {
            const { failures } = await engine.check(urnOf(type), deployment(change));
            assert(
                failures.some((found) => found.property === property && reason.test(found.reason)),
                JSON.stringify(failures),
            );
        });
    }

    it("takes the names that RBAC allows", async () => {
        const role = {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRole",
            metadata: { name: "system:node" },
        };
        const { failures } = await engine.check(urnOf("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"), role);
        assert.deepEqual(failures, []);
    });

    it("names what the program left nameless, puts it into a namespace, and keeps the name", async () => {
        const urn = urnOf("kubernetes:core/v1:ConfigMap", "settings");
        const nameless = { apiVersion: "v1", kind: "ConfigMap" };
        const { inputs } = await engine.check(urn, nameless);
        assert.match(textOf(valueAt(inputs, "metadata.name")), /^settings-[0-9a-f]{8}$/);
        assert.equal(valueAt(inputs, "metadata.namespace"), "default");
        const again = await engine.check(urn, nameless, inputs);
        assert.deepEqual(again.inputs, inputs);
        const replacement = await engine.check(urn, nameless);
        assert.notEqual(valueAt(replacement.inputs, "metadata.name"), valueAt(inputs, "metadata.name"));
        await engine.configure({ namespace: "leanvibe" });
        const elsewhere = await engine.check(urn, nameless);
        assert.equal(valueAt(elsewhere.inputs, "metadata.namespace"), "leanvibe");
        const cluster = await engine.check(urnOf("kubernetes:core/v1:Namespace"), {
            apiVersion: "v1",
            kind: "Namespace",
        });
        assert.equal(valueAt(cluster.inputs, "metadata.namespace"), undefined);
    });

    it("refuses an object in a namespace that nobody made, and a second object of one name", async () => {
        const inLeanvibe = object("v1", "ConfigMap", { metadata: { name: "a", namespace: "leanvibe" } });
        const urn = urnOf("kubernetes:core/v1:ConfigMap", "a");
        await assert.rejects(engine.make(urn, inLeanvibe), /namespaces "leanvibe" not found/);
        await engine.make(urnOf("kubernetes:core/v1:Namespace"), {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: "leanvibe" },
        });
        const made = await engine.make(urn, inLeanvibe);
        await assert.rejects(
            engine.make(urnOf("kubernetes:core/v1:ConfigMap", "b"), inLeanvibe),
            /configmaps "a" already exists/,
        );
        await engine.delete(urn, made);
        assert.equal((await engine.read(urn, made)).id, "");
        await engine.make(urn, inLeanvibe);
        await engine.configure({ upsertExistingObjects: "true" });
        await engine.make(urn, inLeanvibe);
    });

    it("believes what the program tells of an object elsewhere, and knows the namespaces of every cluster", async () => {
        const told = { id: "prod/api", inputs: {}, outputs: { spec: { replicas: 3 } } };
        const found = await engine.read(urnOf(DEPLOYMENT), told);
        const metadata = { name: "api", namespace: "prod" };
        assert.deepEqual(found.inputs, { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { replicas: 3 } });
        assert.equal(valueAt(found.outputs, "status.readyReplicas"), 3);
        const first = { id: "kube-system", inputs: {}, outputs: {} };
        const namespace = await engine.read(urnOf("kubernetes:core/v1:Namespace"), first);
        assert.equal(valueAt(namespace.outputs, "status.phase"), "Active");
    });

    it("completes a generateName as the server does, and keeps the name", async () => {
        const urn = urnOf("kubernetes:core/v1:ConfigMap");
        const inputs = (data: PropertyMap) =>
            object("v1", "ConfigMap", { metadata: { generateName: "run-", namespace: "default" }, data });
        const preview = await engine.create(urn, inputs({}), true);
        assert(valueAt(preview.outputs, "metadata.name") instanceof Unknown);
        const made = await engine.make(urn, inputs({ a: "1" }));
        assert.match(made.id, /^default\/run-[0-9a-f]{5}$/);
        assert.equal(`default/${textOf(valueAt(made.outputs, "metadata.name"))}`, made.id);
        const updated = await engine.update(urn, made, inputs({ a: "2" }), true);
        assert.equal(valueAt(updated, "metadata.name"), valueAt(made.outputs, "metadata.name"));
        assert.equal((await engine.diff(urn, made, inputs({ a: "2" }))).deleteBeforeReplace, false);
    });

    it("does not tell a secret name in what it refuses, nor a secret text", async () => {
        const hidden = (namespace: string) =>
            object("v1", "ConfigMap", { metadata: { name: new Secret("hunter2"), namespace } });
        const urn = urnOf("kubernetes:core/v1:ConfigMap", "a");
        await assert.rejects(
            engine.make(urn, hidden("nowhere")),
            /namespaces "\[secret\]" not found.*ConfigMap \[secret\];/,
        );
        await engine.make(urn, hidden("default"));
        await assert.rejects(engine.make(urn, hidden("default")), /configmaps "\[secret\]" already exists/);
        const text = { text: new Secret("a: [hunter2") };
        await assert.rejects(
            engine.invoke("kubernetes:yaml:decode", text),
            /decoding YAML: the text cannot be parsed$/,
        );
    });

    it("keeps a Secret's stringData in data as the server does, secret or unknown as it came", async () => {
        const urn = urnOf("kubernetes:core/v1:Secret");
        const secret = (stringData: PropertyMap) => object("v1", "Secret", { stringData });
        const made = await engine.create(urn, secret({ a: new Secret("hunter2") }), true);
        assert(containsSecret(made.outputs.data));
        assert.deepEqual((made.outputs.data as Secret).value, { a: Buffer.from("hunter2").toString("base64") });
        assert((await engine.create(urn, secret({ a: UNKNOWN }), true)).outputs.data instanceof Unknown);
    });

    it("gives a Service an address of its own, and one that balances load a host", async () => {
        const urn = urnOf("kubernetes:core/v1:Service");
        const made = await engine.make(urn, object("v1", "Service", { spec: { type: "LoadBalancer" } }));
        assert.match(textOf(valueAt(made.outputs, "spec.clusterIP")), /^172\.20\.\d+\.\d+$/);
        assert.match(textOf(valueAt(made.outputs, "status.loadBalancer.ingress.0.hostname")), /\.elb\.invalid$/);
        const headless = object("v1", "Service", {
            metadata: { name: "b", namespace: "default" },
            spec: { clusterIP: "None" },
        });
        assert.equal(valueAt((await engine.make(urn, headless)).outputs, "spec.clusterIP"), "None");
    });

    it("refuses what policies cannot see into", async () => {
        const release = urnOf("kubernetes:helm.sh/v3:Release");
        await assert.rejects(engine.check(release, {}), /kubernetes:helm.sh\/v3:Release.*policies and cost cannot see/);
        await assert.rejects(engine.construct("kubernetes:yaml/v2:ConfigGroup"), /policies and cost cannot see/);
        await assert.rejects(engine.invoke("kubernetes:helm:template", {}), /kubernetes:helm:template.*invokes.ts/);
    });

    it("decodes YAML for the SDK", async () => {
        const { result } = await engine.invoke("kubernetes:yaml:decode", { text: "a: 1\n---\n---\nb: [2]\n" });
        assert.deepEqual(result, [{ a: 1 }, { b: [2] }]);
        await assert.rejects(engine.invoke("kubernetes:yaml:decode", { text: "a: [" }), /decoding YAML/);
    });
});
