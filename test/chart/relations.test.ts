import * as assert from "node:assert/strict";
import {
    type Autoscaler,
    type Deployment,
    type DisruptionBudget,
    type Service,
    forEveryVariant,
    named,
    ofKind,
    render,
    selects,
    VARIANTS,
} from "./chart";

const WORKLOADS = ["api", "worker", "frontend"];

/** KEDA's autoscaler, as far as it is read here. */
interface ScaledObject {
    readonly spec: { readonly scaleTargetRef: { readonly name: string }; readonly minReplicaCount: number };
}

describe("chart: objects", () => {
    forEveryVariant("carry the colour in name and labels, and the namespace", (objects) => {
        const labels = objects.map((object) => object.metadata.labels?.["leanvibe.dev/colour"]);
        const [colour] = labels;
        assert.ok(colour === "blue" || colour === "green");
        assert.deepEqual(new Set(labels), new Set([colour]));
        for (const { kind, metadata } of objects) {
            assert.match(metadata.name, new RegExp(`^leanvibe-[a-z-]+-${colour}(-[0-9a-f]{10})?$`), kind);
            assert.equal(metadata.namespace, "leanvibe");
        }
    });

    it("share no name between the colours", () => {
        const names = (colour: string) => render({ colour }).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
        const green = new Set(names("green"));
        assert.deepEqual(
            names("blue").filter((name) => green.has(name)),
            [],
        );
    });

    forEveryVariant("have the standard labels", (objects) => {
        for (const { metadata } of objects) {
            const keys = Object.keys(metadata.labels ?? {});
            for (const label of ["name", "instance", "component", "part-of", "managed-by"]) {
                assert.ok(keys.includes(`app.kubernetes.io/${label}`), `${metadata.name} has no ${label}`);
            }
        }
    });

    it("change for another version only where it runs, and where it is configured", () => {
        const [before, after] = ["2.0.0", "2.1.0"].map((tag) => render({ image: { tag } }));
        assert.ok(before && after);
        const isVersioned = ({ kind, metadata }: (typeof after)[number]) =>
            kind === "Deployment" || metadata.name.startsWith("leanvibe-config-blue-");
        assert.deepEqual(
            after.filter((object) => !isVersioned(object)),
            before.filter((object) => !isVersioned(object)),
        );
        for (const { metadata, spec } of ofKind<Deployment>(after, "Deployment")) {
            assert.equal(metadata.labels["app.kubernetes.io/version"], "2.1.0");
            assert.equal(spec.template.metadata.labels["app.kubernetes.io/version"], "2.1.0");
        }
    });
});

describe("chart: Deployments and Services", () => {
    it("select the pods of exactly one workload of one colour", () => {
        const both = [...render({ colour: "blue" }), ...render({ colour: "green" })];
        const pods = ofKind<Deployment>(both, "Deployment").map(({ metadata, spec }) => ({
            owner: metadata.name,
            labels: spec.template.metadata.labels,
        }));
        const selectors = [
            ...ofKind<Deployment>(both, "Deployment").map(({ metadata, spec }) => ({
                name: metadata.name,
                selector: spec.selector.matchLabels,
            })),
            ...ofKind<Service>(both, "Service").map(({ metadata, spec }) => ({
                name: metadata.name,
                selector: spec.selector,
            })),
            ...ofKind<DisruptionBudget>(both, "PodDisruptionBudget").map(({ metadata, spec }) => ({
                name: metadata.name,
                selector: spec.selector.matchLabels,
            })),
        ];
        assert.equal(selectors.length, 6 + 6 + 6);
        for (const { name, selector } of selectors) {
            const selected = pods.filter(({ labels }) => selects(selector, labels)).map(({ owner }) => owner);
            // leanvibe-api-pods-blue lists the pods of leanvibe-api-blue one by one.
            assert.deepEqual(selected, [name.replace("-pods-", "-")]);
        }
    });

    it("never change what a Deployment selects by a release", () => {
        const selector = (tag: string) =>
            named<Deployment>(render({ image: { tag } }), "Deployment", "leanvibe-api-blue").spec.selector;
        assert.deepEqual(selector("2.0.0"), selector("2.1.0"));
    });

    forEveryVariant("serve API and front end inside the cluster, on a port that their pods have", (objects) => {
        const services = ofKind<Service>(objects, "Service");
        const names = services.map(({ metadata }) => metadata.name.replace(/^leanvibe-|-(blue|green)$/g, ""));
        assert.deepEqual(names.sort(), ["api", "api-pods", "frontend"]);
        for (const { metadata, spec } of services) {
            assert.equal(spec.type, "ClusterIP");
            const deployment = named<Deployment>(objects, "Deployment", metadata.name.replace("-pods-", "-"));
            const ports = deployment.spec.template.spec.containers.flatMap((container) => container.ports);
            for (const port of spec.ports) {
                assert.equal(ports.find(({ name }) => name === port.targetPort)?.containerPort, port.port);
            }
        }
    });

    it("list each pod of the API by its own address, also one that is not ready", () => {
        const { spec } = named<Service>(render(), "Service", "leanvibe-api-pods-blue");
        assert.equal(spec.clusterIP, "None");
        assert.equal(spec.publishNotReadyAddresses, true);
        const { spec: balanced } = named<Service>(render(), "Service", "leanvibe-api-blue");
        assert.ok(!("clusterIP" in balanced) && !("publishNotReadyAddresses" in balanced));
    });

    forEveryVariant("never have fewer ready pods than wanted during an update", (objects) => {
        for (const { spec } of ofKind<Deployment>(objects, "Deployment")) {
            assert.equal(spec.strategy.rollingUpdate.maxUnavailable, 0);
            assert.notEqual(spec.strategy.rollingUpdate.maxSurge, 0);
            assert.equal(spec.revisionHistoryLimit, 3);
        }
    });
});

describe("chart: autoscaling and disruption", () => {
    forEveryVariant("leaves replicas to the autoscaler, and states them where there is none", (objects) => {
        const targets = [
            ...ofKind<Autoscaler>(objects, "HorizontalPodAutoscaler"),
            ...ofKind<Autoscaler>(objects, "ScaledObject"),
        ].map(({ spec }) => spec.scaleTargetRef);
        for (const { metadata, spec } of ofKind<Deployment>(objects, "Deployment")) {
            const scaled = targets.filter(({ name }) => name === metadata.name);
            assert.ok(scaled.length <= 1);
            assert.equal("replicas" in spec, scaled.length === 0, metadata.name);
        }
        for (const target of targets) {
            assert.equal(`${target.apiVersion} ${target.kind}`, "apps/v1 Deployment");
            named(objects, "Deployment", target.name);
        }
    });

    it("scales the API between 2 and 10 pods at 70 % CPU, up at once and down slowly", () => {
        const { spec } = named<Autoscaler>(render(), "HorizontalPodAutoscaler", "leanvibe-api-hpa-blue");
        assert.equal(spec.minReplicas, 2);
        assert.equal(spec.maxReplicas, 10);
        assert.deepEqual(
            spec.metrics.map(({ resource }) => [resource.name, resource.target.averageUtilization]),
            [
                ["cpu", 70],
                ["memory", 80],
            ],
        );
        const { scaleUp, scaleDown } = spec.behavior;
        assert.equal(scaleUp.stabilizationWindowSeconds, 0);
        assert.equal(scaleUp.selectPolicy, "Max");
        assert.deepEqual(scaleUp.policies, [
            { type: "Percent", value: 100, periodSeconds: 15 },
            { type: "Pods", value: 4, periodSeconds: 15 },
        ]);
        assert.equal(scaleDown.stabilizationWindowSeconds, 300);
        assert.equal(scaleDown.selectPolicy, "Min");
        assert.deepEqual(scaleDown.policies, [
            { type: "Percent", value: 50, periodSeconds: 60 },
            { type: "Pods", value: 1, periodSeconds: 60 },
        ]);
    });

    forEveryVariant("lets a node be drained: a budget is below what runs", (objects) => {
        const budgets = ofKind<DisruptionBudget>(objects, "PodDisruptionBudget");
        for (const { metadata, spec } of budgets) {
            const deployment = named<Deployment>(objects, "Deployment", metadata.name);
            const scaler = ofKind<Autoscaler>(objects, "HorizontalPodAutoscaler").find(
                (candidate) => candidate.spec.scaleTargetRef.name === metadata.name,
            );
            const [byStream] = ofKind<ScaledObject>(objects, "ScaledObject").filter(
                (candidate) => candidate.spec.scaleTargetRef.name === metadata.name,
            );
            const floor = scaler?.spec.minReplicas ?? byStream?.spec.minReplicaCount ?? deployment.spec.replicas;
            assert.ok(Number(spec.minAvailable) < floor, `${metadata.name}: ${spec.minAvailable} of ${floor}`);
            assert.equal(spec.unhealthyPodEvictionPolicy, "AlwaysAllow");
        }
        for (const { metadata, spec } of ofKind<Deployment>(objects, "Deployment")) {
            const budget = budgets.some((candidate) => candidate.metadata.name === metadata.name);
            assert.equal(budget, spec.replicas !== 0, metadata.name);
        }
    });

    it("runs no worker, scaler or budget in a colour that does not work", () => {
        const objects = render(VARIANTS["a colour without workers"]);
        assert.equal(named<Deployment>(objects, "Deployment", "leanvibe-worker-blue").spec.replicas, 0);
        const kinds = objects.filter(({ metadata }) => metadata.name.includes("worker")).map(({ kind }) => kind);
        assert.deepEqual(kinds.sort(), ["Deployment", "NetworkPolicy", "ServiceAccount"]);
    });

    it("names each workload's autoscaler after it", () => {
        const scalers = ofKind<Autoscaler>(render(), "HorizontalPodAutoscaler").map(({ metadata }) => metadata.name);
        assert.deepEqual(scalers.sort(), WORKLOADS.map((workload) => `leanvibe-${workload}-hpa-blue`).sort());
    });
});
