/** The local cluster itself, by the real thing. Needs root on Linux; the first run builds Kubernetes. */
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import {
    GATEWAY_CONTROLLER,
    layoutIn,
    startCluster,
    stopCluster,
    clusterStatus,
    type LocalCluster,
} from "../../sandbox/cluster";
import { requireNone } from "../../sandbox/cluster/preflight";
import { clusterProcesses, until } from "../../sandbox/cluster/processes";
import { ensurePrograms, type Programs } from "../../sandbox/cluster/programs";
import { Progress } from "../../sandbox/progress";
import { answersOf, databaseAnswersOverTls, redisSays } from "./local-cluster/clients";
import { traces, type Traces } from "./local-cluster/traces";
import { route, webWorkload, workload } from "./local-cluster/workloads";

/** What a cold cache takes: everything is compiled. */
const buildMs = 60 * 60_000;

/** Long enough for a busy machine; nothing is measured by it. */
const patienceMs = 120_000;

describe("the local cluster", function () {
    this.timeout(patienceMs * 2);
    const layout = layoutIn();
    let programs: Programs;
    let before: Traces;
    let cluster: LocalCluster;
    let isOurs = false;

    async function apply(...list: object[]): Promise<void> {
        await cluster.kubectl.apply(list.map((object) => stringify(object)).join("---\n"));
    }

    /** Waits until a Deployment's replicas are ready. */
    async function rolledOut(name: string): Promise<void> {
        await cluster.kubectl.run(["rollout", "status", `deployment/${name}`, "--timeout=120s"]);
    }

    before_(async () => {
        programs = await ensurePrograms(process.env, new Progress(process.stderr, process.env));
        requireNone(layout);
        isOurs = true;
        // What a killed run has left would count as what this one leaves.
        await stopCluster(layout);
        before = traces(programs);
        cluster = await startCluster({ fresh: true });
    }, buildMs);

    after(async () => {
        if (isOurs) await stopCluster(layout);
    });

    it("has a ready node of the version that was asked for, and says the versions of all that it runs", async () => {
        const said = await cluster.kubectl.run(["get", "nodes", "--output=json"]);
        const { items } = JSON.parse(said) as {
            items: {
                status: { nodeInfo: { kubeletVersion: string }; conditions: { type: string; status: string }[] };
            }[];
        };
        assert.equal(items.length, 1);
        const { nodeInfo, conditions } = items[0]?.status ?? assert.fail("no node");
        assert.equal(nodeInfo.kubeletVersion, `v${String(cluster.versions.kubernetes)}`);
        assert.equal(conditions.find(({ type }) => type === "Ready")?.status, "True");
        assert.match(cluster.versions.postgresql ?? "", /^16\./);
        for (const name of ["etcd", "traefik", "redis", "containerd", "pgvector"]) {
            assert.match(cluster.versions[name] ?? "", /^\d+\.\d+/, name);
        }
    });

    it("runs a restricted pod, which resolves Services and the names of AWS's stores, and none of the world", async () => {
        await apply(workload("resolver", ["sleep", "3600"]));
        await rolledOut("resolver");
        const lookUp = (name: string) =>
            // What it finds is judged here, not by its exit code.
            cluster.kubectl.run(["exec", "deployment/resolver", "--", "sh", "-c", `nslookup ${name} || true`]);
        assert.match(await lookUp("kubernetes.default.svc.cluster.local"), /Address: 10\.96\.0\.1$/m);
        for (const name of ["db.abc.us-east-1.rds.amazonaws.com", "master.x.use1.cache.amazonaws.com"]) {
            assert.match(await lookUp(name), /Address: 10\.244\.0\.1$/m);
        }
        assert.match(await lookUp("example.com"), /NXDOMAIN/);
    });

    it("routes from the gateway to two Services by their weights, and follows when they move", async () => {
        await apply(...webWorkload("blue"), ...webWorkload("green"));
        await Promise.all([rolledOut("blue"), rolledOut("green")]);
        await apply(...route(GATEWAY_CONTROLLER, cluster.gatewayUrl, { blue: 75, green: 25 }));
        const settled = async (expected: Record<string, number>) => {
            let seen: Record<string, number> = {};
            const met = await until(
                async () => {
                    seen = await answersOf(cluster.gatewayUrl, 100);
                    return Object.entries(expected).every(([name, count]) => Math.abs((seen[name] ?? 0) - count) <= 2);
                },
                patienceMs,
                200,
            );
            assert.ok(met, `expected ${JSON.stringify(expected)}, saw ${JSON.stringify(seen)}`);
        };
        await settled({ "200 blue": 75, "200 green": 25 });
        await apply(...route(GATEWAY_CONTROLLER, cluster.gatewayUrl, { blue: 0, green: 100 }));
        await settled({ "200 blue": 0, "200 green": 100 });
    });

    it("gives an autoscaler its metrics, by which it makes more pods", async () => {
        const scaler = {
            apiVersion: "autoscaling/v2",
            kind: "HorizontalPodAutoscaler",
            metadata: { name: "burner" },
            spec: {
                scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "burner" },
                minReplicas: 1,
                maxReplicas: 2,
                metrics: [
                    {
                        type: "Resource",
                        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
                    },
                ],
            },
        };
        await apply(workload("burner", ["sh", "-c", "while :; do :; done"], { cpu: "20m" }), scaler);
        const ready = ["get", "deployment/burner", "--output=jsonpath={.status.readyReplicas}"];
        assert.ok(await until(async () => (await cluster.kubectl.run(ready)) === "2", patienceMs, 1000));
        const metric = "--output=jsonpath={.status.currentMetrics[0].resource.current.averageUtilization}";
        assert.ok(Number(await cluster.kubectl.run(["get", "hpa/burner", metric])) > 50);
        await cluster.kubectl.run(["delete", "deployment/burner", "hpa/burner", "--grace-period=1"]);
    });

    it("has a PostgreSQL that answers a vector query, with TLS for who asks, and a Redis with and without TLS", async () => {
        const query = "CREATE EXTENSION IF NOT EXISTS vector; SELECT '[1,2]'::vector <-> '[4,6]'::vector";
        assert.equal(await cluster.sql(query), "5");
        assert.equal(await databaseAnswersOverTls(cluster.database), true);
        assert.equal(await redisSays("PING", cluster.redis.loopbackPort, true), "+PONG");
        assert.equal(await redisSays("PING", cluster.redis.loopbackPlainPort, false), "+PONG");
    });

    it("survives the crash of a part, which can be started again: the gateway, the API server, pods' runtime", async () => {
        await cluster.kill("gateway");
        assert.ok(await until(async () => "ECONNREFUSED" in (await answersOf(cluster.gatewayUrl, 1)), 5000));
        assert.equal(clusterStatus(layout).state, "degraded");
        // Pods are not the runtime's children, and go on serving without it and without the API server.
        await cluster.kill("containerd");
        await cluster.kill("apiserver");
        await cluster.restart("gateway");
        await cluster.restart("containerd");
        await cluster.restart("apiserver");
        assert.ok(await until(async () => "200 green" in (await answersOf(cluster.gatewayUrl, 1)), patienceMs, 200));
        const restarts = "--output=jsonpath={.items[*].status.containerStatuses[*].restartCount}";
        assert.equal(await cluster.kubectl.run(["get", "pods", "--selector=app=green", restarts]), "0");
        assert.equal(clusterStatus(layout).state, "running");
    });

    it("loses no acknowledged write when etcd's disk is full for a moment, and takes writes again", async () => {
        const write = (name: string) =>
            cluster.kubectl
                .run([
                    "create",
                    "configmap",
                    name,
                    `--from-literal=text=${"x".repeat(100_000)}`,
                    "--request-timeout=5s",
                ])
                .then(
                    () => true,
                    () => false,
                );
        await cluster.fillDisk("etcd");
        const acknowledged: string[] = [];
        let refused = false;
        for (let number = 0; number < 50 && !refused; number++) {
            const name = `written-${String(number)}`;
            if (await write(name)) acknowledged.push(name);
            else refused = true;
        }
        assert.ok(refused, "the disk was never full");
        await cluster.freeDisk("etcd");
        assert.ok(await until(() => write("afterwards"), patienceMs, 1000));
        const names = (await cluster.kubectl.run(["get", "configmaps", "--output=name"])).split("\n");
        for (const name of acknowledged) assert.ok(names.includes(`configmap/${name}`), name);
    });

    it("starts no new pod while the runtime's disk is full, keeps those that run, and starts it afterwards", async () => {
        await cluster.fillDisk("containerd");
        await apply(workload("late", ["sleep", "3600"]));
        const events = ["get", "events", "--output=jsonpath={.items[*].message}"];
        assert.ok(
            await until(
                async () => (await cluster.kubectl.run(events)).includes("no space left on device"),
                patienceMs,
                500,
            ),
        );
        assert.deepEqual(await answersOf(cluster.gatewayUrl, 5), { "200 green": 5 });
        await cluster.freeDisk("containerd");
        await rolledOut("late");
    });

    it("is found running by the next command, and refused to another checkout, and to who needs a fresh one", async () => {
        const identity = ["get", "namespace/kube-system", "--output=jsonpath={.metadata.uid}"];
        const own = await cluster.kubectl.run(identity);
        const again = await startCluster();
        assert.equal(await again.kubectl.run(identity), own);
        const other = fs.mkdtempSync(path.join(tmpdir(), "other-checkout-"));
        try {
            await assert.rejects(startCluster({ folder: other }), {
                message:
                    /^the local cluster of another checkout is running \(.+\): `make cluster-down` there ends it\.$/,
            });
            await assert.rejects(startCluster({ fresh: true }), {
                name: "UserError",
                message: /^the local cluster of this checkout is running/,
            });
            assert.equal(await cluster.kubectl.run(identity), own);
        } finally {
            fs.rmSync(other, { recursive: true, force: true });
        }
    });

    it("leaves nothing behind when it is stopped: processes, mounts, interfaces, iptables rules, cgroups, ports, folders", async () => {
        // A stack's state speaks of objects that end with the cluster.
        fs.writeFileSync(path.join(layout.engineState, "a-stack.json"), "{}");
        await cluster.stop();
        assert.deepEqual(traces(programs), before);
        assert.deepEqual(fs.readdirSync(layout.folder), ["logs"]);
        assert.equal(clusterStatus(layout).state, "down");
    });

    it("leaves nothing behind either after somebody has killed what holds it together", async () => {
        cluster = await startCluster();
        await apply(workload("left", ["sleep", "3600"]));
        await rolledOut("left");
        // The ones outside of its namespaces, its first process, and a few parts.
        const victims = clusterProcesses().filter(
            ({ program, part, innerPid }) =>
                program === "unshare" ||
                program === "nsenter" ||
                part === "containerd" ||
                (part === "box" && innerPid === 1),
        );
        assert.ok(victims.length > 5);
        for (const { pid } of victims) {
            try {
                process.kill(pid, "SIGKILL");
            } catch {
                // The kernel has ended it with the first process.
            }
        }
        await stopCluster(layout);
        assert.deepEqual(traces(programs), before);
    });
});

/** Mocha's `before`, with a time limit of its own; the name is taken here. */
function before_(work: () => Promise<void>, limitMs: number): void {
    before(async function () {
        this.timeout(limitMs);
        await work();
    });
}
