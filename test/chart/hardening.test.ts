import * as assert from "node:assert/strict";
import {
    type Container,
    type Deployment,
    type ServiceAccount,
    containersOf,
    forEveryVariant,
    named,
    ofKind,
    optional,
    render,
    VARIANTS,
} from "./chart";

/** Seconds from the end's beginning to SIGTERM: a sleep of the kubelet's, or of the command that asks for the drain. */
function pauseOf(container: Container): number {
    const preStop = optional(optional(container.lifecycle)?.preStop);
    const [, seconds] = /^seconds = (\d+)$/m.exec(optional(preStop?.exec)?.command.join("\n") ?? "") ?? [];
    return Number(seconds ?? optional(preStop?.sleep)?.seconds ?? 0);
}

describe("chart: every pod", () => {
    forEveryVariant("comes from one of three Deployments", (objects) => {
        assert.equal(ofKind(objects, "Deployment").length, 3);
        const others = ["Pod", "Job", "CronJob", "DaemonSet", "StatefulSet", "ReplicaSet"];
        assert.deepEqual(
            objects.filter((object) => others.includes(object.kind)),
            [],
        );
    });

    forEveryVariant("runs as user and group 1000 under the default seccomp profile", (objects) => {
        for (const { spec } of ofKind<Deployment>(objects, "Deployment")) {
            assert.deepEqual(spec.template.spec.securityContext, {
                runAsNonRoot: true,
                runAsUser: 1000,
                runAsGroup: 1000,
                fsGroup: 1000,
                seccompProfile: { type: "RuntimeDefault" },
            });
        }
    });

    forEveryVariant("has containers without privileges, capabilities or a writable root", (objects) => {
        for (const { spec } of ofKind<Deployment>(objects, "Deployment")) {
            for (const container of containersOf(spec.template)) {
                assert.deepEqual(container.securityContext, {
                    allowPrivilegeEscalation: false,
                    privileged: false,
                    readOnlyRootFilesystem: true,
                    runAsNonRoot: true,
                    runAsUser: 1000,
                    runAsGroup: 1000,
                    capabilities: { drop: ["ALL"] },
                    seccompProfile: { type: "RuntimeDefault" },
                });
            }
        }
    });

    forEveryVariant("shares nothing with its node", (objects) => {
        for (const { spec } of ofKind<Deployment>(objects, "Deployment")) {
            const pod = spec.template.spec as unknown as Record<string, unknown>;
            for (const key of ["hostNetwork", "hostPID", "hostIPC", "hostUsers", "shareProcessNamespace"]) {
                assert.equal(pod[key], undefined, key);
            }
            for (const volume of spec.template.spec.volumes) {
                const kinds = Object.keys(volume).filter((key) => key !== "name");
                assert.ok(
                    kinds.every((kind) => ["emptyDir", "configMap"].includes(kind)),
                    kinds.join(),
                );
            }
            for (const port of containersOf(spec.template).flatMap((container) => container.ports)) {
                assert.ok(port.containerPort >= 1024);
                assert.deepEqual(Object.keys(port).sort(), ["containerPort", "name", "protocol"]);
            }
        }
    });

    forEveryVariant("can write to a /tmp of limited size, and nowhere else", (objects) => {
        for (const { spec } of ofKind<Deployment>(objects, "Deployment")) {
            const writable = spec.template.spec.volumes.filter((volume) => "emptyDir" in volume);
            assert.equal(writable.length, 1);
            assert.match(writable[0]?.emptyDir.sizeLimit ?? "", /^\d+Mi$/);
            for (const container of containersOf(spec.template)) {
                const paths = container.volumeMounts.filter((mount) => !mount.readOnly).map((mount) => mount.mountPath);
                assert.deepEqual(paths, ["/tmp"]);
            }
        }
    });

    forEveryVariant("states what it needs and what it may use at most, storage included", (objects) => {
        for (const { spec } of ofKind<Deployment>(objects, "Deployment")) {
            for (const { resources } of containersOf(spec.template)) {
                for (const amounts of [resources.requests, resources.limits]) {
                    assert.deepEqual(Object.keys(amounts).sort(), ["cpu", "ephemeral-storage", "memory"]);
                }
            }
        }
    });

    forEveryVariant("is probed at start, for readiness and for liveness, on a port that it has", (objects) => {
        for (const { spec } of ofKind<Deployment>(objects, "Deployment")) {
            for (const container of containersOf(spec.template)) {
                for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
                    assert.deepEqual(Object.keys(probe.httpGet).sort(), ["path", "port"]);
                    assert.ok(container.ports.some((port) => port.name === probe.httpGet.port));
                }
            }
        }
    });

    it("of the API gets requests while /ready answers, and is restarted by /health alone", () => {
        const { spec } = named<Deployment>(render(), "Deployment", "leanvibe-api-blue");
        const [container] = containersOf(spec.template);
        assert.equal(container?.readinessProbe.httpGet.path, "/ready");
        assert.equal(container.livenessProbe.httpGet.path, "/health");
        assert.equal(container.startupProbe.httpGet.path, "/health");
    });

    forEveryVariant("has its own account, and no token of it", (objects) => {
        const names = ofKind<Deployment>(objects, "Deployment").map(({ metadata, spec }) => {
            const { serviceAccountName, automountServiceAccountToken } = spec.template.spec;
            assert.equal(serviceAccountName, metadata.name);
            assert.equal(automountServiceAccountToken, false);
            const account = named<ServiceAccount>(objects, "ServiceAccount", serviceAccountName);
            assert.equal(account.automountServiceAccountToken, false);
            return serviceAccountName;
        });
        assert.equal(new Set(names).size, 3);
    });

    forEveryVariant("gives requests under way the time they need before it is killed", (objects) => {
        for (const { metadata, spec } of ofKind<Deployment>(objects, "Deployment")) {
            for (const container of containersOf(spec.template)) {
                const pause = pauseOf(container);
                const longest = metadata.name.includes("worker") ? 120 : 30;
                assert.ok(pause + longest < spec.template.spec.terminationGracePeriodSeconds, metadata.name);
            }
        }
    });

    forEveryVariant("is spread over zones and hosts among the pods of its own Deployment", (objects) => {
        for (const { spec } of ofKind<Deployment>(objects, "Deployment")) {
            const constraints = spec.template.spec.topologySpreadConstraints;
            assert.deepEqual(
                constraints.map((constraint) => constraint.topologyKey),
                ["topology.kubernetes.io/zone", "kubernetes.io/hostname"],
            );
            for (const constraint of constraints) {
                assert.deepEqual(constraint.labelSelector, spec.selector);
            }
        }
    });
});

describe("chart: images", () => {
    it("are named by repository, workload and tag, and pulled each time", () => {
        const objects = render({ image: { repository: "registry.example.org/hive", tag: "3.1.4" } });
        const images = ["api", "worker", "frontend"].map((workload) => {
            const { spec } = named<Deployment>(objects, "Deployment", `leanvibe-${workload}-blue`);
            return containersOf(spec.template).map(({ image, imagePullPolicy }) => `${image} ${imagePullPolicy}`);
        });
        assert.deepEqual(images.flat(), [
            "registry.example.org/hive/api:3.1.4 Always",
            "registry.example.org/hive/worker:3.1.4 Always",
            "registry.example.org/hive/frontend:3.1.4 Always",
        ]);
    });

    it("are pulled once when a digest pins them", () => {
        const { spec } = named<Deployment>(render(VARIANTS["pinned by digest"]), "Deployment", "leanvibe-api-blue");
        const [container] = containersOf(spec.template);
        assert.equal(container?.image, `registry.example.com/leanvibe/api:2.0.0@sha256:${"a".repeat(64)}`);
        assert.equal(container.imagePullPolicy, "IfNotPresent");
    });

    it("are pulled as a stated policy says", () => {
        const objects = render({ image: { pullPolicy: "Never" } });
        for (const { spec } of ofKind<Deployment>(objects, "Deployment")) {
            assert.equal(containersOf(spec.template)[0]?.imagePullPolicy, "Never");
        }
    });
});
