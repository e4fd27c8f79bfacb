import * as assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseAllDocuments } from "yaml";
import { definitions, objects, toYaml, type KubernetesObject } from "../../../sandbox/cluster/objects";
import { folder, removeFolders } from "./fixtures";

function find(kind: string, name: string): KubernetesObject {
    const found = objects().find((object) => object.kind === kind && object.metadata.name === name);
    assert.ok(found, `${kind} ${name}`);
    return found;
}

describe("what every local cluster holds", () => {
    afterEach(removeFolders);

    it("makes the name server a Service at the address that kubelet tells pods", () => {
        const { spec } = find("Service", "kube-dns") as unknown as {
            spec: { clusterIP: string; ports: { port: number }[] };
        };
        assert.equal(spec.clusterIP, "10.96.0.10");
        assert.deepEqual(
            spec.ports.map(({ port }) => port),
            [53, 53],
        );
        const slice = find("EndpointSlice", "kube-dns");
        assert.equal(slice.metadata.labels?.["kubernetes.io/service-name"], "kube-dns");
        assert.deepEqual(slice.endpoints, [{ addresses: ["10.244.0.1"], conditions: { ready: true } }]);
    });

    it("gives autoscalers their metrics by the process that serves them", () => {
        const { spec } = find("APIService", "v1beta1.metrics.k8s.io") as unknown as { spec: { service: object } };
        assert.deepEqual(spec.service, { name: "metrics-server", namespace: "kube-system" });
        assert.deepEqual(find("EndpointSlice", "metrics-server").ports, [
            { name: "https", port: 4443, protocol: "TCP" },
        ]);
    });

    it("defines the kinds in files, and EKS's node classes, which no file has", () => {
        const file = path.join(folder(), "kinds.yaml");
        const named = (name: string) => `apiVersion: v1\nkind: CustomResourceDefinition\nmetadata: {name: ${name}}\n`;
        writeFileSync(file, `---\n${named("a")}---\n${named("b")}`);
        const names = definitions([file]).map(({ metadata }) => metadata.name);
        assert.deepEqual(names, ["a", "b", "nodeclasses.eks.amazonaws.com"]);
    });

    it("is written as YAML that holds every object whole", () => {
        const read = parseAllDocuments(toYaml(objects())).map((document) => document.toJS() as KubernetesObject);
        assert.deepEqual(read, JSON.parse(JSON.stringify(objects())));
    });
});
