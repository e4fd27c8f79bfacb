import * as assert from "node:assert/strict";
import { type Values, helm, refusal, render } from "./chart";

/** Values that the schema refuses, and what its message names. */
const BY_SCHEMA: readonly [what: string, values: Values, message: RegExp][] = [
    ["an unknown key", { colours: "blue" }, /additional properties 'colours' not allowed/],
    ["an unknown key of a workload", { api: { replica: 2 } }, /'\/api': additional properties 'replica' not allowed/],
    ["an unknown key deep down", { api: { drain: { preStop: 5 } } }, /'\/api\/drain': additional properties 'preStop'/],
    ["the tag latest", { image: { tag: "latest" } }, /'\/image\/tag'/],
    ["no tag", { image: { tag: "" } }, /'\/image\/tag'/],
    ["a repository with a tag", { image: { repository: "registry.example.com/hive:1" } }, /'\/image\/repository'/],
    ["a digest that is none", { api: { image: { digest: "sha256:abc" } } }, /'\/api\/image\/digest'/],
    ["a colour that is none", { colour: "red" }, /'\/colour'.*'blue', 'green'/],
    ["a privileged port", { api: { port: 80 } }, /'\/api\/port'/],
    ["no memory limit", { api: { resources: { limits: { memory: null } } } }, /missing property 'memory'/],
    ["memory without a unit", { worker: { resources: { limits: { memory: "512" } } } }, /'\/worker\/resources\/limits/],
    ["no workload", { frontend: null }, /missing property 'frontend'/],
    ["no surge", { api: { maxSurge: 0 } }, /'\/api\/maxSurge'/],
    ["a minimum of no pods", { api: { autoscaling: { minReplicas: 0 } } }, /'\/api\/autoscaling\/minReplicas'/],
    ["an address that is no range", { networkPolicy: { redis: { cidrs: ["10.0.0.1"] } } }, /'\/networkPolicy\/redis/],
    ["a range beyond the address space", { networkPolicy: { dns: { cidrs: ["10.0.0.256/8"] } } }, /'\/networkPolicy/],
    ["a lower-case variable", { config: { level: "INFO" } }, /'\/config': additional properties 'level' not allowed/],
    ["a number as configuration", { config: { LEVEL: 1 } }, /'\/config\/LEVEL'/],
    ["a drain path for workers", { worker: { drain: { path: "/drain" } } }, /'\/worker\/drain': additional properties/],
    ["a drain path with a query", { api: { drain: { path: "/drain?x" } } }, /'\/api\/drain\/path'/],
    ["pods by stream for the API", { api: { keda: { enabled: true } } }, /'\/api': additional properties 'keda'/],
    ["a switch that is none", { serviceMonitor: { enabled: "yes" } }, /'\/serviceMonitor\/enabled'/],
    ["a secret without a key", { externalSecret: { data: { KEY: { property: "a" } } } }, /missing property 'key'/],
];

/** Values that contradict each other, and the whole of what the reader is told. */
const BY_CHECK: readonly [what: string, values: Values, message: string][] = [
    [
        "more pods at least than at most",
        { api: { autoscaling: { minReplicas: 11 } } },
        "api.autoscaling: minReplicas (11) is above maxReplicas (10): lower minReplicas or raise maxReplicas",
    ],
    [
        "a budget that no drain survives",
        { frontend: { podDisruptionBudget: { minAvailable: 2 } } },
        "frontend.podDisruptionBudget: minAvailable (2) must be below autoscaling.minReplicas (2), else no node that runs " +
            "the pods can be drained: lower minAvailable, raise autoscaling.minReplicas, or set enabled to false",
    ],
    [
        "a budget that no drain survives with fixed replicas",
        { worker: { autoscaling: { enabled: false }, replicas: 1 } },
        "worker.podDisruptionBudget: minAvailable (1) must be below replicas (1), else no node that runs the pods can be " +
            "drained: lower minAvailable, raise replicas, or set enabled to false",
    ],
    [
        "a grace period that cuts requests off",
        { api: { drain: { longestRequestSeconds: 45 } } },
        "api.drain: preStopSeconds + longestRequestSeconds < terminationGracePeriodSeconds does not hold (15 + 45 < 60): " +
            "raise terminationGracePeriodSeconds above 60",
    ],
    [
        "connections that the gateway keeps longer than the pods",
        { gateway: { keepAliveSeconds: 60 } },
        "gateway: keepAliveSeconds (60) must be above idleTimeoutSeconds (60), else the gateway reuses connections that a " +
            "pod is closing: raise keepAliveSeconds",
    ],
    [
        "a pause that ends before the gateway has forgotten the pod",
        { frontend: { drain: { preStopSeconds: 14 } } },
        "frontend.drain: preStopSeconds >= gateway.endpointPropagationSeconds does not hold (14 >= 15), and a pod that stops " +
            "before the gateway has forgotten it answers 502: raise preStopSeconds to 15, or lower " +
            "gateway.endpointPropagationSeconds if the gateway is faster",
    ],
    [
        "requests that the gateway cuts off",
        { api: { drain: { longestRequestSeconds: 61, terminationGracePeriodSeconds: 90 } } },
        "api.drain: longestRequestSeconds <= gateway.deregistrationDelaySeconds does not hold (61 <= 60), and the gateway cuts " +
            "longer requests off: raise the gateway's deregistration delay and gateway.deregistrationDelaySeconds to 61, or " +
            "lower longestRequestSeconds",
    ],
    [
        "a drain path without the time for it",
        { gateway: { endpointPropagationSeconds: 0 }, api: { drain: { path: "/drain", preStopSeconds: 0 } } },
        "api.drain: path is /drain and preStopSeconds is 0, which leaves no time for it: raise preStopSeconds, or empty path",
    ],
    [
        "two autoscalers on one workload",
        { worker: { keda: { enabled: true, stream: "tasks" } } },
        "worker: autoscaling.enabled and keda.enabled are both true, and two autoscalers would fight over one number of pods: " +
            "set worker.autoscaling.enabled or worker.keda.enabled to false",
    ],
    [
        "an autoscaler without a stream",
        { worker: { autoscaling: { enabled: false }, keda: { enabled: true } } },
        "worker.keda: enabled without a stream to measure: give keda.stream the name of the Redis stream that the workers read",
    ],
    [
        "more pods by stream at least than at most",
        { worker: { autoscaling: { enabled: false }, keda: { enabled: true, stream: "tasks", minReplicas: 11 } } },
        "worker.keda: minReplicas (11) is above maxReplicas (10): lower minReplicas or raise maxReplicas",
    ],
    [
        "a budget that no drain survives with pods by stream",
        { worker: { autoscaling: { enabled: false }, keda: { enabled: true, stream: "tasks", minReplicas: 1 } } },
        "worker.podDisruptionBudget: minAvailable (1) must be below keda.minReplicas (1), else no node that runs the pods can " +
            "be drained: lower minAvailable, raise keda.minReplicas, or set enabled to false",
    ],
    [
        "a monitor that no network policy lets in",
        { serviceMonitor: { enabled: true } },
        "serviceMonitor.enabled is true, and no network policy lets Prometheus reach the API: give " +
            "networkPolicy.monitoring.namespaces the namespace that it runs in",
    ],
    [
        "secrets from no store",
        { externalSecret: { enabled: true, data: { KEY: { key: "a" } } } },
        "externalSecret.enabled is true without a store: give externalSecret.store.name the name of a SecretStore or " +
            "ClusterSecretStore",
    ],
    [
        "a store without secrets",
        { externalSecret: { enabled: true, store: { name: "aws" } } },
        "externalSecret.enabled is true without data: name at least one variable in externalSecret.data, or set enabled to false",
    ],
    [
        "a start of one's own beside the other colour's files",
        { frontend: { otherColour: { enabled: true }, command: ["nginx"] } },
        "frontend.otherColour.enabled is true beside frontend.command or frontend.args, and the chart starts nginx itself to " +
            "tell it the cluster's resolver: leave command and args empty, or set otherColour.enabled to false",
    ],
    [
        "a secret in the configuration",
        { config: { DATABASE_PASSWORD: "x" } },
        "config.DATABASE_PASSWORD looks like a secret, and a ConfigMap can be read by everybody who can read the " +
            "namespace: keep it in Secrets Manager and give its ARN (DATABASE_PASSWORD_ARN)",
    ],
    [
        "configuration that the chart sets",
        { config: { RELEASE_COLOUR: "green" } },
        "config.RELEASE_COLOUR is set by the chart from other values: remove it from config",
    ],
];

describe("chart: the schema refuses", () => {
    for (const [what, values, message] of BY_SCHEMA) {
        it(what, () => {
            assert.match(refusal(values), message);
        });
    }
});

describe("chart: the templates refuse", () => {
    for (const [what, values, message] of BY_CHECK) {
        it(what, () => {
            const error = refusal(values);
            assert.ok(error.includes(message), error);
        });
    }

    it("the tag latest, also where the schema is skipped", () => {
        const error = refusal({ image: { tag: "latest" } }, "--skip-schema-validation");
        assert.match(error, /image\.tag is latest, which names another image tomorrow: give a fixed tag/);
    });

    it("a cluster older than 1.31", () => {
        const error = refusal({}, "--kube-version", "1.30");
        assert.match(error, /requires kubeVersion: >=1\.31\.0-0/);
    });

    it("no pause, grace or request of workers for what a gateway needs", () => {
        const worker = { drain: { longestRequestSeconds: 3600, terminationGracePeriodSeconds: 3601 } };
        assert.ok(render({ worker }).length > 0);
    });

    it("no drain that meets each limit exactly", () => {
        const drain = { preStopSeconds: 3, longestRequestSeconds: 20, terminationGracePeriodSeconds: 24 };
        const gateway = {
            endpointPropagationSeconds: 3,
            deregistrationDelaySeconds: 20,
            idleTimeoutSeconds: 10,
            keepAliveSeconds: 11,
        };
        assert.ok(render({ gateway, api: { drain }, frontend: { drain } }).length > 0);
    });

    it("nothing about a workload without pods or a budget that is off", () => {
        const single = { autoscaling: { enabled: false }, replicas: 1, podDisruptionBudget: { enabled: false } };
        assert.ok(render({ api: single, worker: { autoscaling: { enabled: false }, replicas: 0 } }).length > 0);
    });
});

describe("chart: the tests", () => {
    it("name helm when it does not start", () => {
        const { PATH } = process.env;
        process.env.PATH = "";
        try {
            assert.throws(() => helm(["version"]), /need Helm 3\.18 or later on PATH/);
        } finally {
            process.env.PATH = PATH;
        }
    });
});
