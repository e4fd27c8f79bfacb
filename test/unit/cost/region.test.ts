import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";

import { estimate, loadPriceTable } from "../../../policies/cost/model";
import { cluster, database, natGateway, nodePool, provider, resource } from "./resources";

const DATE = "2026-11-21";

describe("region", () => {
    it("makes every price unknown where there is no table, and never $0 in silence", () => {
        const result = estimate([provider("eu-west-1"), natGateway(), database()], loadPriceTable, { date: DATE });
        strictEqual(result.total.worst, 0);
        strictEqual(result.findings.length, 3); // gateway, instance, storage
        ok(result.findings.every(({ kind, message }) => kind === "unknown-price" && message.includes("eu-west-1")));
    });

    it("makes every price unknown where the region itself is not known", () => {
        const { findings } = estimate([natGateway()], loadPriceTable, { date: DATE });
        deepStrictEqual(
            findings.map(({ message }) => message.includes("the region is not known")),
            [true],
        );
    });

    it("is the resource's own before the stack's", () => {
        const elsewhere = { ...natGateway("far"), props: { region: "eu-west-1" } };
        const result = estimate(
            [provider(), natGateway("near"), elsewhere, { ...natGateway("given"), region: "us-east-1" }],
            loadPriceTable,
            { date: DATE },
        );
        deepStrictEqual(
            result.resources.map(({ name }) => name),
            ["given"],
        );
        // Two regions in one stack: a resource that names none could be in either.
        deepStrictEqual(
            result.findings.map(({ urn }) => urn.split("::").at(-1)),
            ["near", "far"],
        );
    });

    it("is that of the stack's clusters for a Kubernetes object, which cannot name one", () => {
        const there = { ...cluster(), region: "us-east-1" };
        const elsewhere = { ...natGateway("far"), props: { region: "eu-west-1" } };
        const stack = [there, elsewhere, nodePool({ cpuLimit: "4" }), natGateway("anywhere")];
        const { findings } = estimate(stack, loadPriceTable, { date: DATE });
        deepStrictEqual(
            findings.map(({ urn }) => urn.split("::").at(-1)),
            ["far", "anywhere"],
        );
    });

    it("is not what a resource of another cloud says of itself", () => {
        const elsewhere = resource("gcp:compute/address:Address", { region: "us-east-1" }, "elsewhere");
        const { findings } = estimate([elsewhere, natGateway()], loadPriceTable, { date: DATE });
        deepStrictEqual(
            findings.map(({ message }) => message.includes("the region is not known")),
            [false, true],
        );
    });

    it("is looked up in no table where it is not known", () => {
        const asked: string[] = [];
        estimate(
            [natGateway()],
            (region) => {
                asked.push(region);
                return undefined;
            },
            { date: DATE },
        );
        deepStrictEqual(asked, []);
    });
});
