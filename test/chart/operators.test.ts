import * as assert from "node:assert/strict";
import type { KubernetesObject } from "../../components/application/render";
import { type ConfigMap, type Deployment, CUSTOM_KINDS, named, ofKind, render, VARIANTS } from "./chart";

const SWITCHED_ON = VARIANTS["every switch"] ?? {};

/** The fields of an object that are its own: all but identity and labels. */
function specOf(objects: readonly KubernetesObject[], kind: string, name: string): unknown {
    return named<{ spec: unknown }>(objects, kind, name).spec;
}

describe("chart: switches", () => {
    it("are all off by default, and leave the kinds of other makers out", () => {
        const custom = render().filter(({ kind }) => CUSTOM_KINDS.includes(kind));
        assert.deepEqual(custom, []);
    });

    it("bring one object each, and a recommendation for each workload", () => {
        const custom = render(SWITCHED_ON).filter(({ kind }) => CUSTOM_KINDS.includes(kind));
        assert.deepEqual(
            custom.map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`).sort(),
            [
                "autoscaling.k8s.io/v1 VerticalPodAutoscaler leanvibe-api-vpa-blue",
                "autoscaling.k8s.io/v1 VerticalPodAutoscaler leanvibe-frontend-vpa-blue",
                "autoscaling.k8s.io/v1 VerticalPodAutoscaler leanvibe-worker-vpa-blue",
                "external-secrets.io/v1 ExternalSecret leanvibe-secrets-blue",
                "keda.sh/v1alpha1 ScaledObject leanvibe-worker-blue",
                "monitoring.coreos.com/v1 ServiceMonitor leanvibe-api-blue",
            ],
        );
    });

    it("let Prometheus read each pod of the API, by the Service that lists them, with the colour", () => {
        const objects = render(SWITCHED_ON);
        const service = named<KubernetesObject>(objects, "Service", "leanvibe-api-pods-blue").metadata.labels ?? {};
        const monitor = named<{ metadata: KubernetesObject["metadata"] }>(
            objects,
            "ServiceMonitor",
            "leanvibe-api-blue",
        );
        assert.equal(monitor.metadata.labels?.release, "monitoring");
        assert.deepEqual(specOf(objects, "ServiceMonitor", "leanvibe-api-blue"), {
            selector: {
                matchLabels: {
                    "app.kubernetes.io/name": service["app.kubernetes.io/name"],
                    "app.kubernetes.io/instance": service["app.kubernetes.io/instance"],
                    "leanvibe.dev/colour": service["leanvibe.dev/colour"],
                },
            },
            targetLabels: ["leanvibe.dev/colour"],
            endpoints: [{ port: "http", path: "/metrics", interval: "15s" }],
        });
    });

    it("give API and worker the secrets from the store as environment, and the front end none", () => {
        const objects = render(SWITCHED_ON);
        assert.deepEqual(specOf(objects, "ExternalSecret", "leanvibe-secrets-blue"), {
            refreshInterval: "3600s",
            secretStoreRef: { kind: "SecretStore", name: "aws" },
            target: { name: "leanvibe-secrets-blue", creationPolicy: "Owner" },
            data: [
                { secretKey: "MODEL_KEY", remoteRef: { key: "leanvibe/models", property: "token" } },
                { secretKey: "OTHER", remoteRef: { key: "leanvibe/other" } },
            ],
        });
        const readers = ofKind<Deployment>(objects, "Deployment").filter(({ spec }) =>
            JSON.stringify(spec).includes('{"secretRef":{"name":"leanvibe-secrets-blue","optional":false}}'),
        );
        assert.deepEqual(readers.map(({ metadata }) => metadata.name).sort(), [
            "leanvibe-api-blue",
            "leanvibe-worker-blue",
        ]);
    });

    it("scale workers by the stream under the name and behaviour that the chart's own autoscaler has", () => {
        const [own] = ofKind<{ metadata: { name: string }; spec: { behavior: unknown } }>(
            render(),
            "HorizontalPodAutoscaler",
        ).filter(({ metadata }) => metadata.name === "leanvibe-worker-hpa-blue");
        assert.ok(own);
        const objects = render(SWITCHED_ON);
        assert.deepEqual(specOf(objects, "ScaledObject", "leanvibe-worker-blue"), {
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "leanvibe-worker-blue" },
            pollingInterval: 15,
            minReplicaCount: 2,
            maxReplicaCount: 10,
            advanced: { horizontalPodAutoscalerConfig: { name: own.metadata.name, behavior: own.spec.behavior } },
            triggers: [
                {
                    type: "redis-streams",
                    metadata: {
                        hostFromEnv: "REDIS_HOST",
                        portFromEnv: "REDIS_PORT",
                        enableTLS: "true",
                        stream: "agent-tasks",
                        streamLength: "50",
                    },
                },
            ],
        });
        assert.equal(
            objects.some(
                ({ kind, metadata }) => kind === "HorizontalPodAutoscaler" && metadata.name.includes("worker"),
            ),
            false,
        );
    });

    it("name the credentials for Redis where they are given", () => {
        const keda = { enabled: true, stream: "tasks", triggerAuthentication: "redis" };
        const objects = render({ worker: { autoscaling: { enabled: false }, keda } });
        assert.match(
            JSON.stringify(specOf(objects, "ScaledObject", "leanvibe-worker-blue")),
            /"authenticationRef":\{"name":"redis"\}/,
        );
    });

    it("only recommend requests, and change none", () => {
        const objects = render(SWITCHED_ON);
        for (const workload of ["api", "worker", "frontend"]) {
            assert.deepEqual(specOf(objects, "VerticalPodAutoscaler", `leanvibe-${workload}-vpa-blue`), {
                targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: `leanvibe-${workload}-blue` },
                updatePolicy: { updateMode: "Off" },
            });
        }
    });

    it("change nginx and how it starts only where the other colour's files are served", () => {
        const nginx = (values: object) =>
            ofKind<ConfigMap>(render({ ...values }), "ConfigMap").find(({ metadata }) =>
                metadata.name.includes("nginx"),
            )?.data["nginx.conf"] ?? "";
        assert.doesNotMatch(nginx({}), /leanvibe-frontend-|resolver/);
        assert.match(nginx(SWITCHED_ON), /set \$other leanvibe-frontend-green\.leanvibe\.svc\.cluster\.local;/);
        const green = {
            frontend: { otherColour: { enabled: true, clusterDomain: "cluster.example" } },
            colour: "green",
        };
        assert.match(nginx(green), /set \$other leanvibe-frontend-blue\.leanvibe\.svc\.cluster\.example;/);
        const container = (values: object) =>
            named<Deployment>(render({ ...values }), "Deployment", "leanvibe-frontend-blue").spec.template.spec
                .containers[0];
        assert.ok(!("command" in (container({}) ?? {})));
        assert.deepEqual(container(SWITCHED_ON)?.command.slice(0, 2), ["/bin/sh", "-c"]);
    });
});
