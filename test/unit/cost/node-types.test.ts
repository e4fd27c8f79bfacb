import { deepStrictEqual, strictEqual } from "node:assert/strict";

import { estimate } from "../../../policies/cost/model";
import type { Estimate, PricedResource } from "../../../policies/cost/model";
import type { PriceTable } from "../../../policies/cost/prices/table";
import { deployment, nodePool, provider } from "./resources";

/** The names of what the pool costs. */
const linesOf = (result: Estimate) =>
    result.resources.find((one) => one.name === "general")?.components.map((line) => line.name);

describe("NodePool, its types compared", () => {
    /** Types that are as dear as they are needed to be: vCPU, GiB, dollars an hour and the fee, where there is one. */
    const TYPES: Readonly<Record<string, readonly [vcpu: number, gib: number, usd: number, fee?: number]>> = {
        plain: [2, 8, 0.25, 0.25],
        same: [2, 8, 0.25, 0.25],
        small: [1, 8, 0.3125, 0],
        large: [4, 16, 1, 0],
        "low-fee": [2, 8, 0.375, 0],
        feeless: [2, 8, 0.125],
        "high-fee": [2, 8, 0.125, 0.5],
    };
    const table: PriceTable = {
        region: "us-east-1",
        source: () => "test",
        price: (service, key) => {
            const type = TYPES[key.replace("auto-mode/", "")];
            const usd = service === "AmazonEBS" ? 0 : key.startsWith("auto-mode/") ? type?.[3] : type?.[2];
            const instance = type && ({ vcpu: type[0], memoryGiB: type[1], architecture: "arm64" } as const);
            const base = {
                service,
                key,
                unit: "hour",
                asOf: "2026-01-01",
                sources: [],
                confidence: "one source",
            } as const;
            return usd === undefined
                ? undefined
                : { ...base, usd, ...(service === "AmazonEC2" && instance ? { instance } : {}) };
        },
    };
    const compare = (types: readonly string[], ...others: readonly PricedResource[]): Estimate =>
        estimate([provider(), nodePool({ types }), ...others], table, { date: "2026-11-21" });
    /** The type that a line names. */
    const named = (result: Estimate, line: RegExp) => linesOf(result)?.flatMap((name) => line.exec(name)?.[1] ?? [])[0];
    const dearest = (...types: string[]) => named(compare(types), /^EC2 capacity .*: (\S+)\)$/);
    const cheapest = (...types: string[]) => named(compare(types, deployment({ replicas: 1 })), /^idle nodes (\S+)$/);

    it("are compared by the dollars of a vCPU, not of a node", () => {
        deepStrictEqual([dearest("large", "small"), dearest("small", "large")], ["small", "small"]);
        deepStrictEqual([dearest("plain", "large"), dearest("large", "plain")], ["plain", "large"]);
    });

    it("are compared with the Auto Mode fee", () => {
        deepStrictEqual([dearest("low-fee", "high-fee"), dearest("high-fee", "low-fee")], ["high-fee", "high-fee"]);
        deepStrictEqual([cheapest("low-fee", "high-fee"), cheapest("high-fee", "low-fee")], ["low-fee", "low-fee"]);
    });

    it("are told by the first of them where they cost the same", () => {
        deepStrictEqual([dearest("plain", "same"), dearest("same", "plain")], ["plain", "same"]);
        deepStrictEqual([cheapest("plain", "same"), cheapest("same", "plain")], ["plain", "same"]);
    });

    it("leave out one without a price of its fee, and say so", () => {
        const result = compare(["plain", "feeless"]);
        deepStrictEqual(
            result.findings.map(({ message }) => message),
            ["AmazonEKS auto-mode/feeless: no price in the table of us-east-1"],
        );
        strictEqual(named(result, /^EC2 capacity .*: (\S+)\)$/), "plain");
        deepStrictEqual(linesOf(compare(["feeless"])), undefined);
    });
});
