import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";

import type { Evaluation, Rule, StackResourceInput } from "../../../policies/kit";
import { UNKNOWN, asSeenByPolicies } from "../../../policies/kit/testing";
import { DEFAULT_LIMITS, limitOf } from "../../../policies/cost/limits";
import type { PricedResource } from "../../../policies/cost/model";
import { rulesOn } from "../../../policies/cost/rules";
import {
    cache,
    cluster,
    database,
    deployment,
    natGateway,
    nodePool,
    provider,
    resource,
} from "../../unit/cost/resources";

const rules = rulesOn(() => "2026-11-21");

function ruleNamed(name: string): Extract<Rule, { scope: "stack" }> {
    const rule = rules.find((one) => one.name === name);
    ok(rule?.scope === "stack");
    return rule;
}

/** Runs a stack rule as the engine would, through the SDK's proxy for unknown values, in a stack of that name. */
function judge(rule: string, resources: readonly PricedResource[], config: object = {}, stack = "dev"): Evaluation[] {
    const inputs = [resource("pulumi:pulumi:Stack", {}, "leanvibe-dev"), provider(), ...resources].map(
        ({ type, name, urn, props }): StackResourceInput => ({
            type,
            name,
            urn: urn.replace("urn:pulumi:dev::", `urn:pulumi:${stack}::`),
            props: asSeenByPolicies(props),
            propertyDependencies: {},
        }),
    );
    return ruleNamed(rule).evaluate(inputs, config);
}

function messages(evaluations: readonly Evaluation[]): string[] {
    return evaluations.flatMap(({ violations }) => violations.map(({ message }) => message));
}

function notEvaluated(evaluations: readonly Evaluation[]): string[] {
    return evaluations.flatMap(({ unjudged }) => unjudged.map(({ path }) => path));
}

// idle 73.00 + 49.75 + 18.688 + 32.85 = 174.288; worst 9.20 more (80 GiB × 0.115)
const STACK = [cluster(), database(), cache(), natGateway()];
const limits = (idle: number, worst: number): object => ({ limits: { dev: { idle, worst } } });

describe("monthly-limit", () => {
    it("passes a stack that costs as much as its limits", () => {
        deepStrictEqual(messages(judge("monthly-limit", STACK, limits(174.288, 183.488))), []);
    });

    it("refuses a stack whose worst case is above its limit, although idle is not", () => {
        const [message, ...others] = messages(judge("monthly-limit", STACK, limits(174.288, 180)));
        deepStrictEqual(others, []);
        match(
            message ?? "",
            /^Stack 'dev' costs \$183\.49 a month, worst case .*: \$3\.49 more than its limit of \$180\.00\./,
        );
    });

    it("refuses a stack whose idle cost is above its limit, although the worst case is not", () => {
        const [message, ...others] = messages(judge("monthly-limit", STACK, limits(174, 1000)));
        deepStrictEqual(others, []);
        match(message ?? "", /costs \$174\.29 a month, idle .*: \$0\.29 more than its limit of \$174\.00/);
    });

    it("names the three resources that cost most, with their arithmetic, day and publisher, and the remedy", () => {
        const [message = ""] = messages(judge("monthly-limit", STACK, limits(1000, 1)));
        deepStrictEqual(message.split("\n").slice(1, -1), [
            "What costs most:",
            "  cluster: $73.00",
            "    control plane: 1 × $0.1 × 730 h = $73.00 (2026-09-28, SoongGuanLeong/de-platform)",
            "  database: $58.95",
            "    instance db.t4g.medium (single-az): 1 × $0.065 × 730 h = $47.45 (2026-10-06, John-Almos/CommitCost)",
            "    storage gp3 (single-az): 100 GB × $0.115 = $11.50 (2026-10-06, patibandlavenkatamanideep/pharma-analytics-copilot)",
            "  nat: $32.85",
            "    NAT gateway: 1 × $0.045 × 730 h = $32.85 (2026-10-07, patibandlavenkatamanideep/pharma-analytics-copilot)",
        ]);
        match(message.split("\n").at(-1) ?? "", /^Fix: .*limits/);
    });

    it("says 'at least' where a part of the cost is not known", () => {
        const [message = ""] = messages(
            judge("monthly-limit", [...STACK, resource("aws:ec2/instance:Instance")], limits(1, 1000)),
        );
        match(message, /costs at least \$174\.29/);
    });

    it("refuses a stack that has no worst case", () => {
        const unlimited = resource(
            "kubernetes:karpenter.sh/v1:NodePool",
            { spec: { ...(nodePool().props.spec as object), limits: {} } },
            "burst",
        );
        const [message = "", ...others] = messages(judge("monthly-limit", [unlimited], limits(1000, 1000)));
        deepStrictEqual(others, []);
        match(
            message,
            /no worst case to compare with its limit of \$1,000\.00 a month\.\nWhat nothing bounds:\n {2}burst: the NodePool has no spec\.limits\.cpu.*\nFix: Set spec\.limits\.cpu/,
        );
    });

    it("says once of each sort of what is unbounded how to bound it", () => {
        const unlimited = (name: string) =>
            resource(
                "kubernetes:karpenter.sh/v1:NodePool",
                { spec: { ...(nodePool().props.spec as object), limits: {} } },
                name,
            );
        const builtIn = cluster({ computeConfig: { enabled: true, nodePools: ["system"] } });
        const [message = ""] = messages(
            judge("monthly-limit", [unlimited("a"), unlimited("b"), builtIn], limits(1000, 1000)),
        );
        match(
            message,
            /\nFix: Set spec\.limits\.cpu to the most vCPU that the pool may have\. Set computeConfig\.nodePools to an empty list and define NodePools with spec\.limits\.cpu\.$|\nFix: Set computeConfig\.nodePools to an empty list and define NodePools with spec\.limits\.cpu\. Set spec\.limits\.cpu to the most vCPU that the pool may have\.$/,
        );
    });

    it("records what a preview does not know as not evaluated, at its resource, and counts the rest", () => {
        const evaluations = judge(
            "monthly-limit",
            [cluster(), database({ instanceClass: UNKNOWN }), cache({ nodeType: UNKNOWN })],
            limits(70, 1000),
        );
        deepStrictEqual(notEvaluated(evaluations), ["instanceClass", "nodeType"]);
        deepStrictEqual(
            evaluations.map(({ urn }) => urn.split("::").at(-1)),
            ["leanvibe-dev", "database", "cache"],
        );
        // 73.00 for the cluster and 20 × 0.115 for the database's storage
        match(messages(evaluations)[0] ?? "", /costs at least \$75\.30 a month, idle/);
    });

    it("does not take a NodePool for free whose types or limit a preview does not know", () => {
        for (const spec of [
            UNKNOWN,
            { ...(nodePool().props.spec as object), limits: UNKNOWN },
            { limits: { cpu: 4 }, template: UNKNOWN },
        ]) {
            const pool = resource("kubernetes:karpenter.sh/v1:NodePool", { spec });
            strictEqual(notEvaluated(judge("monthly-limit", [pool])).length, 1);
        }
    });

    it("does not take a workload for idle whose replicas or requests a preview does not know", () => {
        for (const spec of [
            { replicas: UNKNOWN },
            { replicas: 1, template: { spec: { containers: [{ resources: { requests: { cpu: UNKNOWN } } }] } } },
        ]) {
            const workload = resource("kubernetes:apps/v1:Deployment", { spec });
            strictEqual(notEvaluated(judge("monthly-limit", [nodePool(), workload])).length, 1);
        }
    });

    it("says that the idle cost is too low where the minimum replicas fit in no NodePool", () => {
        const pods = resource("kubernetes:apps/v1:Deployment", {
            spec: {
                replicas: 99,
                template: { spec: { containers: [{ resources: { requests: { cpu: "1", memory: "1Gi" } } }] } },
            },
        });
        const found = judge("monthly-limit", [nodePool({ cpuLimit: 2 }), pods]);
        deepStrictEqual(notEvaluated(found), ["the idle cost"]);
        match(
            found.flatMap(({ unjudged }) => unjudged.map(({ reason }) => reason)).join(),
            /^too low: the minimum replicas ask for 99 vCPU and 99 GiB; .* fit in no NodePool's limits$/,
        );
    });

    it("says nothing of findings that other rules tell", () => {
        const result = judge("monthly-limit", [resource("aws:msk/cluster:Cluster")], limits(1, 1));
        deepStrictEqual([messages(result), notEvaluated(result)], [[], []]);
        const unlimited = resource("kubernetes:karpenter.sh/v1:NodePool", {
            spec: { ...(nodePool().props.spec as object), limits: {} },
        });
        deepStrictEqual(notEvaluated(judge("monthly-limit", [unlimited], limits(1, 1))), []);
        deepStrictEqual(messages(judge("unknown-price", [unlimited])), []);
    });

    it("judges a stack of another name by the default limits", () => {
        const cheap = { limits: { default: { idle: 1, worst: 1 } } };
        strictEqual(messages(judge("monthly-limit", STACK, cheap, "pr-17")).length, 2);
        deepStrictEqual(messages(judge("monthly-limit", STACK, cheap, "prod")), []);
    });
});

describe("limits", () => {
    it("are the built-in ones unless the configuration names the stack", () => {
        deepStrictEqual(limitOf("prod", {}), DEFAULT_LIMITS.prod);
        deepStrictEqual(limitOf("pr-17", {}), DEFAULT_LIMITS.default);
        deepStrictEqual(limitOf("pr-17", { "pr-17": { idle: 1, worst: 2 } }), { idle: 1, worst: 2 });
        deepStrictEqual(limitOf("dev", { prod: { idle: 1, worst: 2 } }), DEFAULT_LIMITS.dev);
    });

    it("leave room above idle in every stack", () => {
        for (const { idle, worst } of Object.values(DEFAULT_LIMITS)) {
            ok(worst > idle);
        }
        throws(() => limitOf("dev", { dev: undefined, default: undefined } as never), /No monthly limit/);
    });
});

describe("a first preview, in which stack rules see Kubernetes objects without properties", () => {
    const pool = nodePool({ cpuLimit: 2 });
    const pods = deployment({ replicas: 1 });
    const withoutOutputs = ({ type, name, urn, props }: PricedResource, isSeen: boolean): StackResourceInput => ({
        type,
        name,
        urn,
        props: asSeenByPolicies(type.startsWith("kubernetes:") ? {} : props),
        ...(isSeen ? { inputs: asSeenByPolicies(props) } : {}),
        propertyDependencies: {},
    });
    const stack = (isSeen: boolean): StackResourceInput[] =>
        [provider(), pool, pods].map((one) => withoutOutputs(one, isSeen));

    it("is priced by the inputs that resource rules saw", () => {
        const evaluations = ruleNamed("monthly-limit").evaluate(stack(true), limits(1, 1));
        // One m7g.large: (0.0816 + 0.00979) × 730 + 80 × 0.08, idle and in the worst case
        match(messages(evaluations)[0] ?? "", /costs \$73\.11 a month, idle/);
        match(messages(evaluations)[1] ?? "", /costs \$73\.11 a month, worst/);
        deepStrictEqual(notEvaluated(evaluations), []);
    });

    it("is not evaluated without those inputs, rather than taken to cost nothing", () => {
        const evaluations = ruleNamed("monthly-limit").evaluate(stack(false), limits(1, 1));
        deepStrictEqual(notEvaluated(evaluations), ["every property", "every property"]);
        deepStrictEqual(messages(evaluations), []);
        deepStrictEqual(messages(ruleNamed("unknown-price").evaluate(stack(false), {})), []);
    });
});

describe("what a preview knows of outputs", () => {
    it("is not asked for where the inputs are seen: what a program leaves out is not unknown there", () => {
        const { type, name, urn, props } = database({ multiAz: undefined });
        const seen = {
            type,
            name,
            urn,
            props: asSeenByPolicies({ ...props, multiAz: UNKNOWN }),
            inputs: asSeenByPolicies(props),
            propertyDependencies: {},
        };
        const aws = { ...provider(), propertyDependencies: {} };
        deepStrictEqual(notEvaluated(ruleNamed("monthly-limit").evaluate([aws, seen], {})), []);
    });
});

describe("unknown-price", () => {
    it("passes a stack of which every price is known", () => {
        deepStrictEqual(messages(judge("unknown-price", STACK)), []);
    });

    it("refuses each resource without a price, and says what is missing and where to add it", () => {
        const evaluations = judge("unknown-price", [
            database({ instanceClass: "db.x99.large" }),
            resource("aws:msk/cluster:Cluster", {}, "kafka"),
        ]);
        const [price = "", type = ""] = messages(evaluations);
        match(
            price,
            /The cost of 'database' is not known and not in the stack's total: AmazonRDS db\.x99\.large\/postgres\/single-az: no price in the table of us-east-1\..*policies\/cost\/prices\//,
        );
        match(
            type,
            /The cost of 'kafka' is not known and not in the stack's total: nothing is known about the cost of type aws:msk\/cluster:Cluster\..*policies\/cost\/model\/services\//,
        );
        deepStrictEqual(
            evaluations.slice(1).map(({ urn }) => urn.split("::").at(-1)),
            ["database", "kafka"],
        );
    });
});

describe("single-nat-gateway", () => {
    const TWO = [natGateway("a"), natGateway("b"), natGateway("c")];

    it("passes one gateway, and one in each zone of prod", () => {
        deepStrictEqual(messages(judge("single-nat-gateway", [natGateway()])), []);
        deepStrictEqual(messages(judge("single-nat-gateway", TWO, {}, "prod")), []);
        deepStrictEqual(messages(judge("single-nat-gateway", TWO, { exemptStacks: ["dev"] })), []);
        deepStrictEqual(messages(judge("single-nat-gateway", [])), []);
        deepStrictEqual(messages(judge("single-nat-gateway", [natGateway(), cluster(), database()])), []);
    });

    it("reports several gateways elsewhere, with what one would save, as advice", () => {
        const [message = ""] = messages(judge("single-nat-gateway", TWO));
        match(message, /3 NAT gateways, each 1 × \$0\.045 × 730 h = \$32\.85.*saves \$65\.70 a month/);
        strictEqual(ruleNamed("single-nat-gateway").enforcement, "advisory");
    });
});
