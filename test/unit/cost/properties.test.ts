import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import * as fc from "fast-check";

import { FIGURES, estimate, loadPriceTable } from "../../../policies/cost/model";
import type { Estimate, PricedResource } from "../../../policies/cost/model";
import {
    autoscaler,
    cache,
    cluster,
    database,
    deployment,
    natGateway,
    nodePool,
    provider,
    resource,
} from "./resources";

const TYPES = ["t4g.medium", "m7g.large", "m7g.xlarge", "c7g.large", "r7g.2xlarge", "c6i.large"] as const;
const RUNS = { numRuns: 150 };

function price(resources: readonly PricedResource[]): Estimate {
    return estimate([provider(), ...resources], loadPriceTable, { date: "2026-11-21" });
}

const types = fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1 });
const requests = fc.record({
    cpu: fc.constantFrom("100m", "500m", "1", "1500m"),
    memory: fc.constantFrom("256Mi", "1Gi", "4Gi"),
});

/** A stack of random size: each generated resource has a name of its own. */
const stack = fc
    .record({
        pools: fc.array(fc.record({ types, cpuLimit: fc.integer({ min: 1, max: 64 }) }), { maxLength: 3 }),
        workloads: fc.array(fc.record({ replicas: fc.integer({ min: 0, max: 12 }), requests }), { maxLength: 4 }),
        storage: fc.integer({ min: 20, max: 900 }),
        growth: fc.integer({ min: 0, max: 900 }),
        multiAz: fc.boolean(),
        replicas: fc.integer({ min: 0, max: 5 }),
        gateways: fc.integer({ min: 0, max: 3 }),
        version: fc.constantFrom("1.29", "1.33", "1.35", "1.99"),
        rotation: fc.boolean(),
    })
    .map((args): PricedResource[] => [
        cluster({ version: args.version }),
        database({ multiAz: args.multiAz, allocatedStorage: args.storage, maxAllocatedStorage: args.growth }),
        cache({ replicasPerNodeGroup: args.replicas }),
        resource("aws:kms/key:Key", { enableKeyRotation: args.rotation }, "key", "Keys"),
        ...Array.from({ length: args.gateways }, (_, index) => natGateway(`nat-${index}`)),
        ...args.pools.map((pool, index) => nodePool({ ...pool, name: `pool-${index}` })),
        ...args.workloads.map((workload, index) => deployment({ ...workload, name: `workload-${index}` })),
    ]);

describe("estimates of any stack", () => {
    it("have a worst case that is not below idle, for the stack and for every resource", () => {
        fc.assert(
            fc.property(stack, (resources) => {
                const result = price(resources);
                ok(result.total.worst >= result.total.idle);
                for (const { monthly, name } of result.resources) {
                    ok(monthly.worst >= monthly.idle, name);
                }
            }),
            RUNS,
        );
    });

    it("have totals that are exactly the sum of their lines, of their resources and of their components", () => {
        fc.assert(
            fc.property(stack, (resources) => {
                const result = price(resources);
                for (const figure of FIGURES) {
                    const lines = result.resources.flatMap(({ components }) => components);
                    const total = result.total[figure];
                    strictEqual(
                        lines.reduce((sum, { monthly }) => sum + monthly[figure], 0),
                        total,
                    );
                    strictEqual(
                        result.resources.reduce((sum, { monthly }) => sum + monthly[figure], 0),
                        total,
                    );
                    strictEqual(
                        Object.values(result.byComponent).reduce((sum, monthly) => sum + monthly[figure], 0),
                        total,
                    );
                    ok(Number.isSafeInteger(total));
                }
            }),
            RUNS,
        );
    });

    it("do not depend on the order of the resources", () => {
        fc.assert(
            fc.property(stack, (resources) => {
                deepStrictEqual(price([...resources].reverse()).total, price(resources).total);
            }),
            RUNS,
        );
    });

    it("rise, or stay, when replicas, the CPU limit, the autoscaler's minimum or cache replicas rise", () => {
        const amount = fc.integer({ min: 1, max: 20 });
        fc.assert(
            fc.property(
                types,
                requests,
                amount,
                amount,
                amount,
                amount,
                (allowed, asked, limit, minimum, replicas, more) => {
                    const total = (cpuLimit: number, minReplicas: number, cacheReplicas: number): Estimate["total"] =>
                        price([
                            nodePool({ types: allowed, cpuLimit }),
                            deployment({ requests: asked }),
                            autoscaler("api", minReplicas, 100),
                            cache({ replicasPerNodeGroup: cacheReplicas }),
                        ]).total;
                    const before = total(limit, minimum, replicas);
                    const higher = [
                        total(limit + more, minimum, replicas),
                        total(limit, minimum + more, replicas),
                        total(limit, minimum, replicas + more),
                    ];
                    for (const after of higher) {
                        ok(after.idle >= before.idle && after.worst >= before.worst);
                    }
                },
            ),
            RUNS,
        );
    });

    it("never take a type for free that nobody listed", () => {
        const word = fc.stringMatching(/^[a-z]{3,12}$/);
        fc.assert(
            fc.property(word, word, (module, name) => {
                const type = `aws:${module}x/${name}x:${name}X`;
                const { findings, resources } = price([resource(type)]);
                deepStrictEqual(
                    findings.map(({ kind }) => kind),
                    ["unknown-price"],
                );
                strictEqual(resources.length, 0);
            }),
            RUNS,
        );
    });

    it("never lose a property that is not known: each ends as not evaluated", () => {
        const unreadable = { toString: "an object where a number or a text belongs" };
        for (const [build, property] of [
            [database, "instanceClass"],
            [database, "allocatedStorage"],
            [database, "maxAllocatedStorage"],
            [database, "multiAz"],
            [cache, "nodeType"],
            [cache, "replicasPerNodeGroup"],
            [cluster, "version"],
        ] as const) {
            const { notEvaluated } = price([build({ [property]: unreadable })]);
            deepStrictEqual(
                notEvaluated.map(({ path }) => path),
                [property],
            );
        }
    });
});
