import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";

import {
    componentOf,
    dearest,
    estimate,
    formatMonthlyUsd,
    formatResource,
    fromDeployment,
    loadPriceTable,
    microUsd,
    toUsd,
} from "../../../policies/cost/model";
import type { Estimate } from "../../../policies/cost/model";
import { cache, cluster, database, natGateway, provider, urnOf } from "./resources";

const DATE = "2026-11-21";

describe("estimate", () => {
    // Made in each test: Stryker would take what runs in a hook for code of the module.
    const stack = (): Estimate =>
        estimate([provider(), cluster(), database(), cache(), natGateway("a"), natGateway("b")], loadPriceTable, {
            date: DATE,
        });

    it("sums the stack", () => {
        const result = stack();
        // idle: 73.00 + 49.75 + 18.688 + 2 × 32.85; worst: 9.20 more, for the storage that may grow
        strictEqual(toUsd(result.total.idle), 207.138);
        strictEqual(toUsd(result.total.worst), 216.338);
    });

    it("sums each component of the platform, the dearest first", () => {
        const result = stack();
        deepStrictEqual(
            Object.entries(result.byComponent).map(([name, { worst }]) => [name, toUsd(worst)]),
            [
                ["Cluster", 73],
                ["Network", 65.7],
                ["Database", 58.95],
                ["Cache", 18.688],
            ],
        );
    });

    it("names the resources that cost most in a figure", () => {
        const result = stack();
        deepStrictEqual(
            dearest(result, "idle", 2).map(({ name }) => name),
            ["cluster", "database"],
        );
    });

    it("lists the resources by their worst case, then by their idle cost", () => {
        const result = estimate(
            [provider(), natGateway("nat"), database({ maxAllocatedStorage: 20 }), database(), cluster(), cache()],
            loadPriceTable,
            { date: DATE },
        );
        deepStrictEqual(
            result.resources.map(({ monthly }) => toUsd(monthly.worst)),
            [73, 58.95, 49.75, 32.85, 18.688],
        );
        const equal = [database({ maxAllocatedStorage: 100 }), database({ allocatedStorage: 100 })];
        deepStrictEqual(
            estimate([provider(), ...equal], loadPriceTable, { date: DATE }).resources.map(({ monthly }) => [
                toUsd(monthly.worst),
                toUsd(monthly.idle),
            ]),
            [
                [58.95, 58.95],
                [58.95, 49.75],
            ],
        );
    });

    it("names as dearest what costs most in that figure, and nothing that costs nothing in it", () => {
        const resource = (name: string, idle: number, worst: number) => ({
            urn: name,
            type: "t",
            name,
            component: "c",
            components: [],
            monthly: { idle, worst },
        });
        const resources = [resource("a", 0, 9), resource("b", 1, 8), resource("c", 3, 7)];
        const names = (figure: "idle" | "worst", howMany: number) =>
            dearest({ ...stack(), resources }, figure, howMany).map(({ name }) => name);
        deepStrictEqual(
            [names("idle", 5), names("worst", 2)],
            [
                ["c", "b"],
                ["a", "b"],
            ],
        );
    });

    it("is plain data", () => {
        const result = stack();
        deepStrictEqual(JSON.parse(JSON.stringify(result)), result);
    });

    it("says for each line what, how many, at which price, of which day and from whom", () => {
        const result = stack();
        const [line] = result.resources.find(({ name }) => name === "database")?.components ?? [];
        deepStrictEqual(line, {
            name: "instance db.t4g.medium (single-az)",
            unit: "hour",
            usd: 0.065,
            perMonth: 730,
            quantity: { idle: 1, worst: 1 },
            monthly: { idle: 47_450_000, worst: 47_450_000 },
            asOf: "2026-10-06",
            source: "John-Almos/CommitCost",
            confidence: "two sources",
        });
    });

    it("judges a Kubernetes version on today's date if no other is given", () => {
        ok(/^20\d\d-\d\d-\d\d$/.test(estimate([], loadPriceTable).date));
    });

    it("takes one table instead of a function, for its own region alone", () => {
        const table = loadPriceTable("us-east-1");
        ok(table);
        strictEqual(toUsd(estimate([provider(), natGateway()], table).total.idle), 32.85);
        strictEqual(estimate([provider("eu-west-1"), natGateway()], table).findings.length, 1);
    });
});

describe("component of a resource", () => {
    it("is the first of the platform's components in its chain of types", () => {
        strictEqual(componentOf(urnOf("aws:ec2/vpc:Vpc", "vpc", "Network")), "Network");
        const nested = "urn:pulumi:dev::p::leanvibe:platform:Cluster$eks:index:Cluster$aws:eks/cluster:Cluster::x";
        strictEqual(componentOf(nested), "Cluster");
        strictEqual(
            componentOf("urn:pulumi:dev::p::leanvibe:platform:Cache$leanvibe:platform:Keys$aws:kms/key:Key::x"),
            "Cache",
        );
    });

    it("is `other` outside of them, whatever the resource's name", () => {
        strictEqual(componentOf(urnOf("aws:kms/key:Key", "leanvibe:platform:Cache")), "other");
        strictEqual(componentOf("urn:pulumi:dev::p::other-leanvibe:platform:Cache$aws:kms/key:Key::x"), "other");
    });
});

describe("exported deployment", () => {
    const providerUrn = urnOf("pulumi:providers:aws", "west");
    const deployment = {
        version: 3,
        deployment: {
            manifest: {},
            resources: [
                { urn: providerUrn, type: "pulumi:providers:aws", inputs: { region: "us-east-1" } },
                { urn: natGateway("a").urn, type: natGateway().type, inputs: {}, provider: `${providerUrn}::some-id` },
                { urn: natGateway("old").urn, type: natGateway().type, inputs: {}, delete: true },
                {
                    urn: database().urn,
                    type: database().type,
                    inputs: database().props,
                    provider: `${providerUrn}::some-id`,
                },
            ],
        },
    };

    it("is priced with each provider's region, without what waits to be deleted", () => {
        const resources = fromDeployment(deployment);
        deepStrictEqual(
            resources.map(({ name, region }) => [name, region]),
            [
                ["west", undefined],
                ["a", "us-east-1"],
                ["database", "us-east-1"],
            ],
        );
        strictEqual(toUsd(estimate(resources, loadPriceTable, { date: DATE }).total.idle), 82.6); // 32.85 + 49.75
    });

    it("is empty for a stack that was never updated", () => {
        deepStrictEqual(fromDeployment({ version: 3, deployment: { manifest: {} } }), []);
    });

    it("takes the region of an AWS provider alone, and only one that is plain text", () => {
        const of = (type: string, inputs?: object) => {
            const urn = urnOf(type, "some");
            const gateway = { urn: natGateway().urn, type: natGateway().type, provider: `${urn}::some-id` };
            return fromDeployment({ resources: [{ urn, type, inputs }, gateway] })[1];
        };
        const { type, urn } = natGateway();
        const nowhere = { type, urn, name: "nat", props: {} };
        const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
        deepStrictEqual(of("pulumi:providers:aws", { region: "eu-west-1" }), { ...nowhere, region: "eu-west-1" });
        deepStrictEqual(of("pulumi:providers:aws", { region: secret }), nowhere);
        deepStrictEqual(of("pulumi:providers:aws"), nowhere);
        deepStrictEqual(of("pulumi:providers:gcp", { region: "europe-west1" }), nowhere);
    });

    it("is refused if it is something else", () => {
        for (const other of [{ hello: "world" }, undefined, null, { resources: {} }, { deployment: null }, "text"]) {
            throws(() => fromDeployment(other), /no exported deployment/, JSON.stringify(other));
        }
    });
});

describe("money", () => {
    it("is shown in dollars, rounded to cents only there", () => {
        strictEqual(formatMonthlyUsd(microUsd(1234.5649)), "$1,234.56");
        strictEqual(formatMonthlyUsd(microUsd(0.005) * 3), "$0.02"); // three times half a cent, not three roundings
    });

    it("is shown with its arithmetic, the day and the publisher of the price", () => {
        const result = estimate([provider(), natGateway()], loadPriceTable, { date: DATE });
        const [gateway] = result.resources;
        ok(gateway);
        deepStrictEqual(formatResource(gateway, "idle"), [
            "nat: $32.85",
            "  NAT gateway: 1 × $0.045 × 730 h = $32.85 (2026-10-07, patibandlavenkatamanideep/pharma-analytics-copilot)",
        ]);
    });
});
