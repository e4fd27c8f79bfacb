import { deepStrictEqual, equal, match, ok, throws } from "node:assert/strict";
import { NOT_EVALUATED, defineRule, policiesOf, resources, stackResources } from "../../../policies/kit";
import type { ResourceSubject, Rule, RuleMetadata, StackSubject } from "../../../policies/kit";
import { UNKNOWN } from "../../../policies/kit/testing";
import { runPolicies, urnOf } from "./run";
import type { Found } from "./run";

function metadata(name: string): RuleMetadata {
    return {
        name,
        title: `The rule ${name}`,
        severity: "high",
        why: "To test the kit.",
        catalogues: { checkov: ["CKV_1"] },
        tags: ["own"],
        remediation: "Do it.",
        url: "https://example.com",
    };
}

const positive = defineRule<ResourceSubject, { least: number }>({
    ...metadata("positive"),
    appliesTo: resources("a:b:C"),
    settings: { least: { schema: { type: "integer", description: "Least." }, default: 1 } },
    check({ props }, report, { least }) {
        report.require(props.at("size"), (size) => Number(size) >= least, `be ${least} or more`);
    },
});
const faulty = defineRule<ResourceSubject>({
    ...metadata("faulty"),
    appliesTo: resources("a:b:C"),
    check() {
        throw new TypeError("a fault that quotes hunter2");
    },
});
const accompanied = defineRule<StackSubject>({
    ...metadata("accompanied"),
    appliesTo: stackResources("a:b:C"),
    check({ resource, stack, props }, report) {
        if (stack.referring("a:b:D", "to", resource).length === 0) {
            report.violation(props, "have a D");
        }
    },
});

const URN = urnOf("example");

/** Runs a pack of these rules on one resource, as a preview does. */
function preview(rules: readonly Rule[], inputs: object, config: Record<string, object> = {}): Promise<Found[]> {
    return runPolicies(policiesOf(rules), [{ name: "example", inputs }], config);
}

describe("a pack", () => {
    it("tells the engine what its rules say of themselves", () => {
        const [policy] = policiesOf([positive]);
        equal(policy?.enforcementLevel, "mandatory");
        equal(policy.severity, "high");
        equal(policy.remediationSteps, "Do it.");
        deepStrictEqual(policy.tags, ["own", "Checkov CKV_1"]);
        deepStrictEqual(
            [policy.name, policy.displayName, policy.description, policy.url],
            ["positive", "The rule positive", "The rule positive", "https://example.com"],
        );
        deepStrictEqual(policy.configSchema?.properties.least, { type: "integer", description: "Least.", default: 1 });
    });

    it("has no schema of settings, and no tag of its own, for a rule that has none", () => {
        const { tags, ...untagged } = metadata("plain");
        const [policy] = policiesOf([
            defineRule({ ...untagged, appliesTo: resources("a:b:C"), check: () => undefined }),
        ]);
        deepStrictEqual([tags, policy?.tags], [["own"], ["Checkov CKV_1"]]);
        ok(policy !== undefined && !("configSchema" in policy));
    });

    it("tells the engine what its closing rule is for", () => {
        const { description, displayName, severity, tags, remediationSteps } = policiesOf([]).at(-1) ?? {};
        deepStrictEqual(
            { description, displayName, severity, tags, remediationSteps },
            {
                description: "What could not be judged",
                displayName: "Not evaluated",
                severity: "low",
                tags: ["coverage"],
                remediationSteps:
                    "Nothing to do before the first update; afterwards preview again, when the values are known.",
            },
        );
    });

    it("ends with the advisory rule that lists what could not be judged", async () => {
        const policies = policiesOf([positive, accompanied]);
        equal(policies.at(-1)?.name, NOT_EVALUATED);
        equal(policies.at(-1)?.enforcementLevel, "advisory");
        const alike = defineRule<ResourceSubject>({
            ...metadata("alike"),
            appliesTo: resources("a:b:C"),
            check({ props }, report) {
                report.require(props.at("size"), () => true, "be there");
            },
        });
        const found = await preview([positive, alike], { size: UNKNOWN });
        deepStrictEqual(found, [
            {
                policy: NOT_EVALUATED,
                message: "size is not known at preview. Not judged by: positive, alike.",
                urn: URN,
            },
        ]);
    });

    it("lists each place by itself, and what a rule could judge after all no longer", async () => {
        const both = defineRule<ResourceSubject>({
            ...metadata("both"),
            appliesTo: resources("a:b:C"),
            check({ props }, report) {
                report.require(props.at("size"), () => true, "be there");
                report.notEvaluated(props.at("colour"), "a matter of taste");
            },
        });
        const policies = policiesOf([positive, both]);
        const found = await runPolicies(policies, [
            { name: "first", inputs: { size: UNKNOWN } },
            { name: "second", inputs: { size: UNKNOWN } },
            { name: "second", inputs: { size: 1 } },
        ]);
        deepStrictEqual(
            found.map(({ message, urn }) => [message, urn]),
            [
                ["size is not known at preview. Not judged by: positive, both.", urnOf("first")],
                ["colour is a matter of taste. Not judged by: both.", urnOf("first")],
                ["colour is a matter of taste. Not judged by: both.", urnOf("second")],
            ],
        );
    });

    it("forgets what could not be judged when the run ends", async () => {
        const policies = policiesOf([positive]);
        const first = await runPolicies(policies, [{ name: "example", inputs: { size: UNKNOWN } }]);
        deepStrictEqual(
            first.map(({ policy }) => policy),
            [NOT_EVALUATED],
        );
        deepStrictEqual(await runPolicies(policies, [{ name: "other", inputs: { size: 1 } }]), []);
    });

    it("reports a rule's fault in the rule's name, quotes nothing, and runs the others", async () => {
        const found = await preview([faulty, positive], { size: 0 });
        deepStrictEqual(
            found.map(({ policy }) => policy),
            ["faulty", "positive"],
        );
        match(found[0]?.message ?? "", /The rule 'faulty' itself failed \(TypeError at pack\.test\.ts:\d+\)/);
        match(
            found[0]?.message ?? "",
            /so this resource was not judged by it\. The fault is in the rule, not in the resource: report it to the pack's owners, or set the rule to "disabled" in the pack's configuration meanwhile\.$/,
        );
        ok(!JSON.stringify(found).includes("hunter2"));
    });

    it("reports a finding of a stack rule at the resource that it is about", async () => {
        const found = await preview([accompanied], {});
        deepStrictEqual(found, [
            { policy: "accompanied", message: "'example' (a:b:C): it must have a D. Fix: Do it.", urn: URN },
        ]);
    });

    it("reports a setting that a rule does not have, which the engine accepts", async () => {
        const found = await preview([positive], { size: 1 }, { positive: { lest: 0 } });
        equal(found.length, 1);
        match(found[0]?.message ?? "", /'positive' gives 'lest', which is not one of its settings \(least\)/);
    });

    it("names all settings that the rule has, or none", async () => {
        const two = defineRule<ResourceSubject, { least: number; most: number }>({
            ...metadata("two"),
            appliesTo: resources("a:b:C"),
            settings: {
                least: { schema: { type: "integer", description: "Least." }, default: 1 },
                most: { schema: { type: "integer", description: "Most." }, default: 2 },
            },
            check: () => undefined,
        });
        const none = defineRule({ ...metadata("none"), appliesTo: resources("a:b:C"), check: () => undefined });
        const found = await preview([two, none], {}, { two: { x: 1 }, none: { x: 1 } });
        deepStrictEqual(
            found.map(({ message }) => /settings \(.*\)/.exec(message)?.[0]),
            ["settings (least, most)", "settings (none)"],
        );
    });

    it("does not report it at each resource that the rule does not judge", async () => {
        const elsewhere = defineRule({
            ...metadata("positive"),
            appliesTo: resources("x:y:Z"),
            check: () => undefined,
        });
        deepStrictEqual(await preview([elsewhere], {}, { positive: { lest: 0 } }), []);
    });

    it("refuses two rules of one name, and the name of its own rule", () => {
        throws(() => policiesOf([positive, positive]), /'positive' is used twice/);
        const taken = defineRule({ ...metadata(NOT_EVALUATED), appliesTo: resources("a:b:C"), check: () => undefined });
        throws(() => policiesOf([taken]), /'not-evaluated' is used twice/);
    });
});
