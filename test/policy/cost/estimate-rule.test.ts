import { deepStrictEqual, throws } from "node:assert/strict";

import type { Evaluation, StackResourceInput } from "../../../policies/kit";
import { UNKNOWN, asSeenByPolicies } from "../../../policies/kit/testing";
import { estimateRule } from "../../../policies/cost/rules/estimate-rule";
import type { EstimateJudgement, StackIdentity } from "../../../policies/cost/rules/estimate-rule";
import { quotePrice } from "../../../policies/cost/rules/references";
import type { Estimate } from "../../../policies/cost/model";

const DAY = "2026-02-03";

function input(type: string, name: string, props: object = {}, more: object = {}): StackResourceInput {
    const urn = `urn:pulumi:dev::project::${type}::${name}`;
    return { type, name, urn, props: asSeenByPolicies(props), propertyDependencies: {}, ...more };
}

const stack = input("pulumi:pulumi:Stack", "project-dev");
const nat = (props: object = {}, more: object = {}, name = "nat") =>
    input("aws:ec2/natGateway:NatGateway", name, props, more);

/** Runs a rule that judges in this way, and gives what it found and what it was given to judge. */
function run(
    resources: readonly StackResourceInput[],
    judge: (result: Estimate) => EstimateJudgement = () => ({ violations: [] }),
): { evaluations: Evaluation[]; seen: { result: Estimate; stack: StackIdentity }[] } {
    const seen: { result: Estimate; stack: StackIdentity }[] = [];
    const rule = estimateRule<object>(
        {
            name: "example",
            title: "An example",
            severity: "low",
            why: "To test the rule.",
            catalogues: {},
            remediation: "Do it.",
            url: "https://example.com",
            judge: (result, identity) => {
                seen.push({ result, stack: identity });
                return judge(result);
            },
        },
        () => DAY,
    );
    return { evaluations: rule.evaluate(resources, {}), seen };
}

describe("a rule about what a stack costs", () => {
    it("knows the stack by its own resource, wherever it stands, else by any", () => {
        const identity = (...resources: StackResourceInput[]) => run(resources).seen[0]?.stack;
        deepStrictEqual(identity(nat(), stack), { name: "dev", urn: stack.urn });
        deepStrictEqual(identity(nat()), { name: "dev", urn: nat().urn });
    });

    it("says nothing of no resources, or of a stack without a name", () => {
        deepStrictEqual(run([]), { evaluations: [], seen: [] });
        const nameless = { ...stack, urn: "x urn:pulumi:dev::project::t::n" };
        deepStrictEqual(run([nameless]), { evaluations: [], seen: [] });
    });

    it("judges on its day, in the region of the resource or of its provider", () => {
        const worst = (resource: StackResourceInput) => run([stack, resource]).seen[0]?.result.total.worst;
        deepStrictEqual(run([stack]).seen[0]?.result.date, DAY);
        deepStrictEqual(worst(nat({ region: "us-east-1" })), 32_850_000);
        deepStrictEqual(worst(nat({}, { provider: { props: { region: "us-east-1" } } })), 32_850_000);
        deepStrictEqual(worst(nat({ region: "eu-north-9" }, { provider: { props: { region: "us-east-1" } } })), 0);
        deepStrictEqual(worst(nat()), 0);
    });

    it("reports each finding at its resource, a line of its own for a remedy after lines", () => {
        const [a, b] = [nat({}, {}, "a"), nat({}, {}, "b")];
        const { evaluations } = run([stack, a, b], () => ({
            violations: [
                { urn: a.urn, message: "One." },
                { urn: b.urn, message: "Two.\nThree.", remedy: "Do that." },
            ],
            notEvaluated: [{ urn: b.urn, path: "size", reason: "unknown" }],
        }));
        deepStrictEqual(
            evaluations.map(({ urn, subjects, violations, unjudged, faults }) => ({
                urn,
                subjects,
                violations,
                unjudged,
                faults,
            })),
            [
                { urn: stack.urn, subjects: 1, violations: [], unjudged: [], faults: [] },
                {
                    urn: a.urn,
                    subjects: 1,
                    violations: [{ path: "", message: "One. Fix: Do it." }],
                    unjudged: [],
                    faults: [],
                },
                {
                    urn: b.urn,
                    subjects: 1,
                    violations: [{ path: "", message: "Two.\nThree.\nFix: Do that." }],
                    unjudged: [{ path: "size", reason: "unknown" }],
                    faults: [],
                },
            ],
        );
    });

    it("knows nothing of an object whose properties it does not see, where its cost is in them", () => {
        const types = [
            "kubernetes:karpenter.sh/v1:NodePool",
            "kubernetes:apps/v1:Deployment",
            "kubernetes:apps/v1:StatefulSet",
            "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
            "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
            "kubernetes:core/v1:Service",
            "kubernetes:core/v1:PersistentVolumeClaim",
        ];
        for (const type of types) {
            const unseen = input(type, "unseen");
            const found = run([stack, unseen]).seen[0]?.result;
            deepStrictEqual(found?.notEvaluated, [
                { urn: unseen.urn, path: "every property", reason: "not known at preview" },
            ]);
            deepStrictEqual(found.findings, []);
        }
        deepStrictEqual(run([stack, input("kubernetes:core/v1:ConfigMap", "free")]).seen[0]?.result.notEvaluated, []);
    });

    it("counts an object of which nothing is known once among what could not be judged", () => {
        const pool = input("kubernetes:karpenter.sh/v1:NodePool", "pool");
        const volume = input("aws:ebs/volume:Volume", "volume", { size: UNKNOWN, type: "gp3", region: "us-east-1" });
        const gaps = run([stack, pool, volume]).seen[0]?.result;
        deepStrictEqual(
            gaps?.notEvaluated.map(({ urn, path }) => [urn, path]),
            [
                [volume.urn, "size"],
                [pool.urn, "every property"],
            ],
        );
        deepStrictEqual(gaps.findings, []);
    });
});

describe("a price that a message quotes", () => {
    it("is multiplied out, by the hour and by the piece", () => {
        deepStrictEqual(
            [quotePrice("AmazonVPC", "nat-gateway/hour"), quotePrice("AmazonCloudWatch", "logs/storage", 100)].map(
                (text) => text.replace(/ \(.*$/, ""),
            ),
            ["1 × $0.045 × 730 h = $32.85 a month", "100 × $0.03 = $3.00 a month"],
        );
    });

    it("is one that somebody sourced", () => {
        throws(
            () => quotePrice("AmazonVPC", "nothing"),
            /^Error: No price AmazonVPC nothing for us-east-1 to quote in a message\.$/,
        );
    });
});
