import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";

import { estimate, loadPriceTable, toUsd } from "../../../policies/cost/model";
import type { Estimate, PricedResource } from "../../../policies/cost/model";
import { autoscaler, deployment, nodeClass, nodePool, provider, resource } from "./resources";

function price(...resources: readonly PricedResource[]): Estimate {
    return estimate([provider(), ...resources], loadPriceTable, { date: "2026-11-21" });
}

function usd(...resources: readonly PricedResource[]): [idle: number, worst: number] {
    const result = price(...resources);
    deepStrictEqual(result.findings, []);
    return [toUsd(result.total.idle), toUsd(result.total.worst)];
}

// One m7g.large (2 vCPU, 8 GiB): 0.0816 EC2 + 0.00979 Auto Mode fee an hour, and 80 GiB gp3 at 0.08 for its volume.
const NODE = (0.0816 + 0.00979) * 730 + 80 * 0.08; // 73.1147

/** The names of what a resource costs, whether it comes to something or not. */
const linesOf = (result: Estimate, name = "general") =>
    result.resources.find((one) => one.name === name)?.components.map((line) => line.name);

describe("NodePool, worst case", () => {
    it("is the CPU limit at the dearest price per vCPU, the Auto Mode fee, and a volume for each possible node", () => {
        // 16 vCPU are 8 m7g.large.
        deepStrictEqual(usd(nodePool({ cpuLimit: "16" })), [0, Number((8 * NODE).toFixed(4))]);
    });

    it("takes the dearest type for the capacity and the smallest for the number of volumes", () => {
        // r7g.xlarge: 4 vCPU, 0.2142 + 0.0257 (0.12 × 0.2142 to 5 decimals); c7g.medium: 1 vCPU, 0.0363: 0.0363 + 0.00436.
        // Per vCPU: 0.053550 + 0.006425 against 0.0363 + 0.00436. 4 × 0.059975 × 730 + 4 nodes × 6.40
        const [, worst] = usd(nodePool({ types: ["c7g.medium", "r7g.xlarge"], cpuLimit: 4 }));
        strictEqual(worst, 200.727);
    });

    it("has no fee where the nodes are not Auto Mode's", () => {
        // 8 vCPU: 4 × (0.0816 × 730 + 6.40)
        deepStrictEqual(usd(nodePool({ cpuLimit: "8", group: "karpenter.k8s.aws" })), [0, 263.872]);
    });

    it("takes the volume's size, IOPS and throughput from the NodeClass", () => {
        const storage = { size: "100Gi", iops: 4000, throughput: 225 };
        // 2 vCPU, one node: 0.09139 × 730 + 100 × 0.08 + 1000 × 0.005 + 100 × 0.04
        const [, worst] = usd(nodePool({ cpuLimit: "2" }), nodeClass(storage));
        strictEqual(worst, 83.7147);
    });

    it("reads a limit in thousandths", () => {
        strictEqual(usd(nodePool({ cpuLimit: "2000m" }))[1], usd(nodePool({ cpuLimit: 2 }))[1]);
    });

    it("is a finding without a limit, without named types, with static capacity, and with a type that has no price", () => {
        const unnamed = nodePool();
        const spec = unnamed.props.spec as { limits: object; template: { spec: { requirements: object[] } } };
        spec.template.spec.requirements.length = 1;
        const unlimited = resource("kubernetes:karpenter.sh/v1:NodePool", {
            spec: { ...(nodePool().props.spec as object), limits: {} },
        });
        const fixed = resource("kubernetes:karpenter.sh/v1:NodePool", {
            spec: { ...(nodePool().props.spec as object), replicas: 3 },
        });
        const kinds = (pool: PricedResource): string[] => price(pool).findings.map(({ kind }) => kind);
        deepStrictEqual(kinds(unlimited), ["unbounded"]);
        deepStrictEqual(kinds(unnamed), ["unknown-price"]);
        deepStrictEqual(kinds(fixed), ["unknown-price"]);
        deepStrictEqual(kinds(nodePool({ types: ["m7g.large", "m99.large"] })), ["unknown-price"]);
        deepStrictEqual(kinds(nodePool({ types: ["m99.large"] })), ["unknown-price"]);
        deepStrictEqual(kinds(nodePool({ types: ["m99.large"], group: "karpenter.k8s.aws" })), ["unknown-price"]);
    });

    it("is a finding where the types are those that it may not use", () => {
        const pool = nodePool();
        const spec = pool.props.spec as { template: { spec: { requirements: { operator: string }[] } } };
        for (const requirement of spec.template.spec.requirements) requirement.operator = "NotIn";
        deepStrictEqual(
            price(pool).findings.map(({ kind }) => kind),
            ["unknown-price"],
        );
    });

    it("has lines for what costs something alone: none for IOPS and throughput that are included", () => {
        const result = price(nodePool(), nodeClass({ size: "100Gi", iops: 3000, throughput: 125 }));
        deepStrictEqual(linesOf(result), [
            "EC2 capacity at the CPU limit (dearest per vCPU: m7g.large)",
            "EKS Auto Mode fee at the CPU limit (dearest per vCPU: m7g.large)",
            "root volumes at the limit (100 GiB a node)",
        ]);
    });
});

describe("NodePool, idle", () => {
    it("is whole nodes for the requests at the autoscalers' minimum", () => {
        // 3 × 0.5 vCPU = 1.5 of 2 vCPU: one node.
        strictEqual(usd(nodePool(), deployment({ replicas: 9 }), autoscaler("api", 3))[0], Number(NODE.toFixed(4)));
        // 5 × 0.5 = 2.5 vCPU: two nodes.
        strictEqual(
            usd(nodePool(), deployment({ replicas: 9 }), autoscaler("api", 5))[0],
            Number((2 * NODE).toFixed(4)),
        );
    });

    it("takes a Deployment's own replicas where nothing scales it, and one where it sets none", () => {
        strictEqual(
            usd(nodePool(), deployment({ replicas: 5 }), autoscaler("other", 1))[0],
            Number((2 * NODE).toFixed(4)),
        );
        const without = resource("kubernetes:apps/v1:Deployment", {
            spec: { template: { spec: { containers: [{ resources: { limits: { cpu: "3", memory: "1Gi" } } }] } } },
        });
        // One pod of 3 vCPU, its request being its limit: it fits an m7g.xlarge alone.
        strictEqual(toUsd(price(nodePool({ types: ["m7g.large", "m7g.xlarge"] }), without).total.idle), 139.8294); // (0.1632 + 0.01958) × 730 + 6.40
    });

    it("takes the minimum of an autoscaler of the older version too", () => {
        const older = { ...autoscaler("api", 5), type: "kubernetes:autoscaling/v1:HorizontalPodAutoscaler" };
        strictEqual(usd(nodePool(), deployment({ replicas: 1 }), older)[0], Number((2 * NODE).toFixed(4)));
    });

    it("takes no minimum from the autoscaler of another kind, of another namespace, or of nothing that is named", () => {
        const scaler = (metadata: object, target: object) => ({
            ...autoscaler(),
            props: { metadata, spec: { minReplicas: 9, scaleTargetRef: target } },
        });
        const api = deployment({ replicas: 1 });
        const nameless = { ...api, props: { ...api.props, metadata: { namespace: "leanvibe" } } };
        const one = Number(NODE.toFixed(4));
        for (const [pods, other] of [
            [api, scaler({ namespace: "leanvibe" }, { kind: "StatefulSet", name: "api" })],
            [api, scaler({ namespace: "other" }, { kind: "Deployment", name: "api" })],
            [api, scaler({ namespace: "leanvibe" }, { kind: "Deployment" })],
            [nameless, scaler({ namespace: "leanvibe" }, { kind: "Deployment" })],
        ] as const) {
            strictEqual(usd(nodePool(), pods, other)[0], one);
        }
    });

    it("needs a node that holds the largest pod, by its memory too, and none for what has no replicas", () => {
        const types = { types: ["m7g.xlarge", "m7g.large"] };
        const idle = (...pods: readonly PricedResource[]) =>
            linesOf(price(nodePool(types), ...pods))?.find((name) => name.startsWith("idle nodes"));
        const small = { cpu: "100m", memory: "8Gi" };
        strictEqual(idle(deployment({ replicas: 1, requests: small })), "idle nodes m7g.large");
        const large = deployment({ name: "large", replicas: 1, requests: { cpu: "100m", memory: "12Gi" } });
        strictEqual(idle(large), "idle nodes m7g.xlarge");
        const stopped = deployment({ name: "stopped", replicas: 0, requests: { cpu: "64", memory: "512Gi" } });
        strictEqual(idle(deployment({ replicas: 1, requests: small }), stopped), "idle nodes m7g.large");
    });

    it("counts no pods that run on every node, which nobody plans nodes for", () => {
        const daemons = { ...deployment({ replicas: 9 }), type: "kubernetes:apps/v1:DaemonSet" };
        deepStrictEqual(usd(nodePool(), daemons)[0], 0);
    });

    it("says of a Deployment that cannot be counted why", () => {
        const pods = deployment();
        const props = { ...pods.props, spec: { ...(pods.props.spec as object), replicas: "two" } };
        deepStrictEqual(price(nodePool(), { ...pods, props }).notEvaluated, [
            { urn: pods.urn, path: "spec.replicas", reason: "not a number, so its cost cannot be computed" },
        ]);
    });

    it("does not take a fault of the program for a value that is not known", () => {
        const fault = {
            get spec(): never {
                throw new TypeError("a fault");
            },
        };
        for (const type of ["kubernetes:apps/v1:Deployment", "kubernetes:karpenter.sh/v1:NodePool"]) {
            throws(() => price(nodePool(), resource(type, fault)), /a fault/);
        }
    });

    it("counts memory where that needs more nodes than the CPU", () => {
        // 4 × 5 GiB = 20 GiB of 8 GiB a node: three nodes, though 4 × 0.1 vCPU fit one.
        const pods = deployment({ replicas: 4, requests: { cpu: "100m", memory: "5Gi" } });
        strictEqual(usd(nodePool(), pods)[0], Number((3 * NODE).toFixed(4)));
    });

    it("fills the pool with the cheapest node first and lets the others scale to zero", () => {
        const cheap = nodePool({ name: "cheap", types: ["t4g.medium"], cpuLimit: "2" });
        const dear = nodePool({ name: "dear", types: ["m7g.large"] });
        const result = price(dear, cheap, deployment({ replicas: 3, requests: { cpu: "1", memory: "1Gi" } }));
        const idle = (name: string): number | undefined =>
            result.resources.find((one) => one.name === name)?.monthly.idle;
        // 3 vCPU: two on the one t4g.medium that the limit allows, the third on an m7g.large.
        strictEqual(idle("cheap"), Math.round(1e6 * ((0.0336 + 0.00403) * 730 + 6.4)));
        strictEqual(idle("dear"), Math.round(1e6 * NODE));
        const fewer = price(dear, cheap, deployment({ replicas: 1 }));
        deepStrictEqual(
            [linesOf(fewer, "cheap"), linesOf(fewer, "dear")].map(
                (lines) => lines?.filter((name) => name.includes("idle")).length,
            ),
            [3, 0],
        );
    });

    it("counts the largest init container where it asks for more than the pod's containers", () => {
        const pods = resource("kubernetes:apps/v1:Deployment", {
            spec: {
                replicas: 2,
                template: {
                    spec: {
                        initContainers: [{ resources: { requests: { cpu: "2", memory: "1Gi" } } }],
                        containers: [{ resources: { requests: { cpu: "100m", memory: "1Gi" } } }],
                    },
                },
            },
        });
        strictEqual(usd(nodePool(), pods)[0], Number((2 * NODE).toFixed(4)));
    });

    it("says when the minimum replicas fit in no NodePool", () => {
        const tooMany = price(nodePool({ cpuLimit: "2" }), deployment({ replicas: 10 }));
        deepStrictEqual(
            tooMany.findings.map(({ kind }) => kind),
            ["does-not-fit"],
        );
        ok(tooMany.findings[0]?.message.includes("5 vCPU and 5 GiB; 3 vCPU"));
        const tooLarge = price(nodePool(), deployment({ requests: { cpu: "3", memory: "1Gi" } }));
        deepStrictEqual(
            tooLarge.findings.map(({ kind }) => kind),
            ["does-not-fit"],
        );
    });

    it("says so where the memory alone does not fit", () => {
        const pods = deployment({ replicas: 4, requests: { cpu: "100m", memory: "5Gi" } });
        const [found] = price(nodePool({ cpuLimit: "2" }), pods).findings;
        ok(found?.message.includes("0 vCPU and 12 GiB of it fit in no NodePool"), found?.message);
    });

    it("says that a container without requests is not counted", () => {
        const { notEvaluated } = price(nodePool(), deployment({ requests: { cpu: "1" } }));
        deepStrictEqual(
            notEvaluated.map(({ path }) => path),
            ["spec.template.spec.containers[0].resources.requests.memory"],
        );
    });
});
