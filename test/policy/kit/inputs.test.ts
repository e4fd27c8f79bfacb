import { deepStrictEqual, equal, match } from "node:assert/strict";
import { NOT_EVALUATED, defineRule, policiesOf, resources, stackResources } from "../../../policies/kit";
import type { Rule, RuleMetadata } from "../../../policies/kit";
import { UNKNOWN } from "../../../policies/kit/testing";
import { TYPE, runPolicies, urnOf } from "./run";
import type { Found, RunResource } from "./run";

const METADATA: Omit<RuleMetadata, "name"> = {
    title: "A rule",
    severity: "high",
    why: "To test the kit.",
    catalogues: { checkov: ["CKV_1"] },
    remediation: "Do it.",
    url: "https://example.com",
};
const positive = defineRule({
    ...METADATA,
    name: "positive",
    appliesTo: stackResources(TYPE),
    check({ props }, report) {
        report.require(props.at("size"), (size) => Number(size) > 0, "be more than 0");
    },
});
const indifferent = (name: string): Rule =>
    defineRule({ ...METADATA, name, appliesTo: resources("x:y:Z"), check: () => undefined });

/** How the engine shows a resource while its provider is not configured: with inputs, and then without any property. */
const unconfigured = (inputs: object): RunResource => ({ name: "example", inputs, outputs: {} });

const REFUSED: Found = {
    policy: "positive",
    message: "'example' (a:b:C): size is 0; it must be more than 0. Fix: Do it.",
    urn: urnOf("example"),
};

describe("a stack rule, where the engine gives no property", () => {
    it("judges the inputs, whatever resource rules the pack has", async () => {
        for (const others of [[], [indifferent("one")], [indifferent("one"), indifferent("two")]]) {
            const pack = policiesOf([positive, ...others]);
            deepStrictEqual(await runPolicies(pack, [unconfigured({ size: 0 })]), [REFUSED]);
            deepStrictEqual(await runPolicies(pack, [unconfigured({ size: 1 })]), []);
        }
    });

    it("judges them where the closing rule is switched off too", async () => {
        const pack = policiesOf([positive, indifferent("one")]).filter(({ name }) => name !== NOT_EVALUATED);
        deepStrictEqual(await runPolicies(pack, [unconfigured({ size: 0 })]), [REFUSED]);
    });

    it("does not judge an input that is unknown", async () => {
        const [found, ...others] = await runPolicies(policiesOf([positive]), [unconfigured({ size: UNKNOWN })]);
        deepStrictEqual(others, []);
        equal(found?.policy, NOT_EVALUATED);
        match(found.message, /^size is not known at preview\. Not judged by: positive\.$/);
    });

    it("does not judge a resource whose inputs nothing has seen", async () => {
        const found = await runPolicies(policiesOf([positive]), [{ name: "example", outputs: {} }]);
        deepStrictEqual(found, [
            {
                policy: NOT_EVALUATED,
                message: "size is not known at preview. Not judged by: positive.",
                urn: urnOf("example"),
            },
        ]);
    });

    it("judges a resource that has no inputs by what they leave out", async () => {
        const [found] = await runPolicies(policiesOf([positive]), [unconfigured({})]);
        match(found?.message ?? "", /size is not set; it must be more than 0/);
    });

    it("does not judge one run's resource by the inputs of the run before", async () => {
        const pack = policiesOf([positive, indifferent("one")]);
        deepStrictEqual(await runPolicies(pack, [unconfigured({ size: 0 })]), [REFUSED]);
        const [found, ...others] = await runPolicies(pack, [{ name: "example", outputs: {} }]);
        deepStrictEqual(others, []);
        equal(found?.policy, NOT_EVALUATED);
    });
});

describe("a stack rule, where the engine gives properties", () => {
    it("judges those, and not the inputs", async () => {
        const given = { name: "example", inputs: { size: 0 }, outputs: { size: 1 } };
        deepStrictEqual(await runPolicies(policiesOf([positive]), [given]), []);
    });
});
