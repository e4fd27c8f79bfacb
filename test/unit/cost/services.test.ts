import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";

import { estimate, loadPriceTable, toUsd } from "../../../policies/cost/model";
import type { Estimate, PricedResource } from "../../../policies/cost/model";
import { cache, cluster, database, natGateway, provider, resource } from "./resources";

const DATE = "2026-11-21";

function price(...resources: readonly PricedResource[]): Estimate {
    return estimate([provider(), ...resources], loadPriceTable, { date: DATE });
}

/** Idle and worst case in dollars; the estimate must be complete. */
function usd(...resources: readonly PricedResource[]): [idle: number, worst: number] {
    const result = price(...resources);
    deepStrictEqual(result.findings, []);
    deepStrictEqual(result.notEvaluated, []);
    return [toUsd(result.total.idle), toUsd(result.total.worst)];
}

describe("EKS cluster", () => {
    it("costs $0.10 an hour in standard support", () => {
        deepStrictEqual(usd(cluster({ version: "1.35" })), [73, 73]); // 0.10 × 730
    });

    it("costs $0.60 an hour from the day on which standard support ends", () => {
        const on = (date: string): number =>
            toUsd(estimate([provider(), cluster({ version: "1.34" })], loadPriceTable, { date }).total.idle);
        strictEqual(on("2026-12-01"), 73); // 0.10 × 730
        strictEqual(on("2026-12-02"), 438); // (0.10 + 0.50) × 730
    });

    it("costs more from the day on which AWS ends the standard support of each version", () => {
        // https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
        const calendar = {
            "1.29": ["2025-03-22", "2025-03-23"],
            "1.30": ["2025-07-22", "2025-07-23"],
            "1.31": ["2025-11-25", "2025-11-26"],
            "1.32": ["2026-03-22", "2026-03-23"],
            "1.33": ["2026-07-28", "2026-07-29"],
            "1.34": ["2026-12-01", "2026-12-02"],
            "1.35": ["2027-03-26", "2027-03-27"],
            "1.36": ["2027-08-01", "2027-08-02"],
        };
        for (const [version, dates] of Object.entries(calendar)) {
            const costs = dates.map((date) =>
                toUsd(estimate([provider(), cluster({ version })], loadPriceTable, { date }).total.idle),
            );
            deepStrictEqual(costs, [73, 438], version);
        }
    });

    it("is a finding, on top of the standard price, if the version is not known", () => {
        for (const version of ["1.99", undefined]) {
            const result = price(cluster({ version }));
            deepStrictEqual(
                result.findings.map(({ kind }) => kind),
                ["unknown-price"],
            );
            strictEqual(toUsd(result.total.idle), 73);
        }
    });

    it("has no worst case with built-in node pools, which nothing limits", () => {
        const result = price(cluster({ computeConfig: { enabled: true, nodePools: ["general-purpose"] } }));
        deepStrictEqual(
            result.findings.map(({ kind }) => kind),
            ["unbounded"],
        );
    });
});

describe("RDS instance", () => {
    it("costs its class and its storage; the worst case is the storage that autoscaling may reach", () => {
        // 0.065 × 730 = 47.45; 20 × 0.115 = 2.30; 100 × 0.115 = 11.50
        deepStrictEqual(usd(database()), [49.75, 58.95]);
    });

    it("costs the Multi-AZ row, storage in both zones, and its managed secret", () => {
        // 0.129 × 730 = 94.17; 20 × 0.23 = 4.60; 100 × 0.23 = 23.00; secret 0.40
        deepStrictEqual(usd(database({ multiAz: true, manageMasterUserPassword: true })), [99.17, 117.57]);
    });

    it("costs IOPS and throughput above what gp3 includes, which is more from 400 GiB on", () => {
        // 47.45 + 100 × 0.115 + 1000 × 0.02 + 75 × 0.08
        deepStrictEqual(usd(database({ allocatedStorage: 100, iops: 4000, storageThroughput: 200 })), [84.95, 84.95]);
        // 47.45 + 400 × 0.115, with 12,000 IOPS and 500 MiB/s included
        deepStrictEqual(usd(database({ allocatedStorage: 400, iops: 12000, storageThroughput: 500 })), [93.45, 93.45]);
        // 1000 × 0.02 and 100 × 0.08 more
        deepStrictEqual(
            usd(database({ allocatedStorage: 400, iops: 13000, storageThroughput: 600 })),
            [121.45, 121.45],
        );
    });

    it("has lines for what costs something alone: none for what gp3 includes, nor for IOPS of another storage", () => {
        const lines = (props: object) => price(database(props)).resources[0]?.components.map(({ name }) => name);
        deepStrictEqual(lines({ iops: 3000, storageThroughput: 125 }), [
            "instance db.t4g.medium (single-az)",
            "storage gp3 (single-az)",
        ]);
        deepStrictEqual(lines({ storageType: "gp2", iops: 9000, storageThroughput: 900 }), [
            "instance db.t4g.medium (single-az)",
            "storage gp2 (single-az)",
        ]);
    });

    it("is priced as gp2, which RDS makes, if no storage type is set", () => {
        const [line] = price(database({ storageType: undefined })).resources[0]?.components.slice(1) ?? [];
        strictEqual(line?.name, "storage gp2 (single-az)");
    });

    it("is a finding for an engine, a class, a storage type or a retention that has no price", () => {
        for (const props of [
            { engine: "mysql" },
            { instanceClass: "db.x99.large" },
            { instanceClass: undefined },
            { storageType: "io2" },
            { allocatedStorage: undefined },
            { performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 731 },
        ]) {
            const { findings } = price(database(props));
            deepStrictEqual(
                findings.map(({ kind }) => kind),
                ["unknown-price"],
                JSON.stringify(props),
            );
        }
    });
});

describe("ElastiCache replication group", () => {
    it("costs (replicas + 1) nodes for each node group", () => {
        deepStrictEqual(usd(cache()), [18.688, 18.688]); // 0.0256 × 730
        deepStrictEqual(usd(cache({ replicasPerNodeGroup: 2, numNodeGroups: 3 })), [168.192, 168.192]); // 9 × 0.0256 × 730
    });

    it("costs numCacheClusters nodes where that is set instead", () => {
        const group = cache({ replicasPerNodeGroup: undefined, numNodeGroups: undefined, numCacheClusters: 2 });
        deepStrictEqual(usd(group), [37.376, 37.376]); // 2 × 0.0256 × 730
    });

    it("is priced as Redis, which AWS takes, if no engine is set", () => {
        deepStrictEqual(usd(cache({ engine: undefined })), [23.36, 23.36]); // 0.032 × 730
    });
});

describe("network", () => {
    it("costs each NAT gateway and its public address by the hour", () => {
        // 2 × 0.045 × 730 + 2 × 0.005 × 730
        const two = [
            natGateway("a"),
            natGateway("b"),
            resource("aws:ec2/eip:Eip", {}, "a"),
            resource("aws:ec2/eip:Eip", {}, "b"),
        ];
        deepStrictEqual(usd(...two), [73, 73]);
    });

    it("costs an interface endpoint in each of its zones, even if the subnets are not known yet", () => {
        const endpoint = resource("aws:ec2/vpcEndpoint:VpcEndpoint", {
            vpcEndpointType: "Interface",
            subnetIds: ["a", "b"],
        });
        deepStrictEqual(usd(endpoint), [14.6, 14.6]); // 2 × 0.01 × 730
    });

    it("is a finding for an interface endpoint without subnets, and for one of another type", () => {
        for (const vpcEndpointType of ["Interface", "GatewayLoadBalancer"]) {
            const { findings } = price(resource("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType }));
            deepStrictEqual(
                findings.map(({ kind }) => kind),
                ["unknown-price"],
            );
        }
    });

    it("takes a gateway endpoint, which AWS makes if no type is set, for free", () => {
        deepStrictEqual(usd(resource("aws:ec2/vpcEndpoint:VpcEndpoint", {})), [0, 0]);
    });

    it("costs a load balancer for a Gateway, an Ingress and a Service of type LoadBalancer, and none for another Service", () => {
        const balancer = 16.425; // 0.0225 × 730
        deepStrictEqual(usd(resource("kubernetes:gateway.networking.k8s.io/v1:Gateway")), [balancer, balancer]);
        deepStrictEqual(usd(resource("kubernetes:networking.k8s.io/v1:Ingress")), [balancer, balancer]);
        deepStrictEqual(usd(resource("kubernetes:core/v1:Service", { spec: { type: "LoadBalancer" } })), [
            balancer,
            balancer,
        ]);
        deepStrictEqual(usd(resource("kubernetes:core/v1:Service", { spec: { type: "ClusterIP" } })), [0, 0]);
        deepStrictEqual(usd(resource("aws:lb/loadBalancer:LoadBalancer", { loadBalancerType: "network" })), [
            balancer,
            balancer,
        ]);
    });
});

describe("keys, secrets and volumes", () => {
    it("costs $1 for a key, and $1 more for each of its first two rotations in the end", () => {
        deepStrictEqual(usd(resource("aws:kms/key:Key", {})), [1, 1]);
        deepStrictEqual(usd(resource("aws:kms/key:Key", { enableKeyRotation: true })), [1, 3]);
    });

    it("costs $0.40 for a secret", () => {
        deepStrictEqual(usd(resource("aws:secretsmanager/secret:Secret", {})), [0.4, 0.4]);
    });

    it("costs the volumes of a StatefulSet, of the type that its StorageClass names", () => {
        const set = resource("kubernetes:apps/v1:StatefulSet", {
            spec: {
                replicas: 3,
                template: { spec: { containers: [] } },
                volumeClaimTemplates: [
                    { spec: { storageClassName: "fast", resources: { requests: { storage: "10Gi" } } } },
                ],
            },
        });
        const storageClass = resource("kubernetes:storage.k8s.io/v1:StorageClass", {
            metadata: { name: "fast" },
            parameters: { type: "gp3" },
        });
        deepStrictEqual(usd(set, storageClass), [2.4, 2.4]); // 3 × 10 × 0.08
        deepStrictEqual(
            price(set).findings.map(({ kind }) => kind),
            ["unknown-price"],
        );
    });

    it("costs a volume as gp2, which EC2 makes, if no type is set", () => {
        deepStrictEqual(usd(resource("aws:ebs/volume:Volume", { size: 50 })), [5, 5]); // 50 × 0.10
    });
});

describe("what has no price per piece", () => {
    it("lists what follows usage, and counts nothing for it", () => {
        const result = price(
            resource("aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 30 }),
            resource("aws:s3/bucket:Bucket"),
            natGateway(),
        );
        deepStrictEqual(result.findings, []);
        strictEqual(result.usageBased.length, 3);
        ok(result.usageBased.some(({ what }) => what.includes("log data")));
        strictEqual(toUsd(result.total.idle), 32.85); // the NAT gateway alone: 0.045 × 730
    });

    it("takes settings, permissions and Kubernetes objects for free", () => {
        const free = [
            "aws:iam/role:Role",
            "aws:ec2/vpc:Vpc",
            "aws:s3/bucketPolicy:BucketPolicy",
            "kubernetes:core/v1:ConfigMap",
            "leanvibe:platform:Network",
            "pulumi:providers:aws",
        ];
        deepStrictEqual(usd(...free.map((type) => resource(type))), [0, 0]);
    });

    it("is a finding for every other type, such as an opaque Helm release or another controller's object", () => {
        for (const type of [
            "aws:ec2/instance:Instance",
            "aws:s3/bucketObject:BucketObject",
            "kubernetes:helm.sh/v3:Release",
            "kubernetes:rds.services.k8s.aws/v1alpha1:DBInstance",
            "gcp:sql/instance:Instance",
        ]) {
            const { findings } = price(resource(type));
            deepStrictEqual(
                findings.map(({ kind }) => kind),
                ["unknown-price"],
                type,
            );
            ok(findings[0]?.message.includes(type));
        }
    });
});
