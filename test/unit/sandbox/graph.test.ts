import * as assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { parseAllDocuments } from "yaml";
import { describeGraph } from "../../../sandbox/graph/graph";
import type { ResourceGoal, UpdatePlan } from "../../../sandbox/graph/plan";

const urn = (type: string, name: string) => `urn:pulumi:dev::project::leanvibe:platform:Parent$${type}::${name}`;

/** A plan with one resource, `t:T::one`, whose goal says this. */
function planOf(goal: Partial<ResourceGoal>): UpdatePlan {
    return { resourcePlans: { [urn("t:T", "one")]: { goal: { inputDiff: {}, outputDiff: {}, ...goal } } } };
}

/** What the graph says of the one resource. */
function described(goal: Partial<ResourceGoal>): unknown {
    return (parseAllDocuments(describeGraph(planOf(goal)))[0]?.toJS() as Record<string, unknown>)["t:T::one"];
}

const withInputs = (adds: Record<string, unknown>) => described({ inputDiff: { adds } });

describe("a graph for review", () => {
    it("marks what is secret and what is unknown, at any depth", () => {
        const secret = { [runtime.specialSigKey]: runtime.specialSecretSig, ciphertext: "v1:planted" };
        assert.deepEqual(withInputs({ a: [{ b: secret }], c: runtime.unknownValue }), {
            inputs: { a: [{ b: "<secret>" }], c: "<unknown>" },
        });
        assert.doesNotMatch(describeGraph(planOf({ inputDiff: { adds: { secret } } })), /planted/);
    });

    it("names resources by type and name", () => {
        const reference = { [runtime.specialSigKey]: runtime.specialResourceSig, urn: urn("a:A", "two"), id: "" };
        assert.deepEqual(
            described({
                parent: urn("p:P", "parent"),
                provider: `${urn("pulumi:providers:aws", "aws")}::${runtime.unknownValue}`,
                inputDiff: { adds: { reference } },
                propertyDependencies: { b: [urn("x:X", "b"), urn("x:X", "a")], none: [] },
                dependencies: [urn("x:X", "b"), urn("x:X", "a")],
            }),
            {
                parent: "p:P::parent",
                provider: "pulumi:providers:aws::aws",
                inputs: { reference: "a:A::two" },
                dependencies: ["x:X::a", "x:X::b"],
                propertyDependencies: { b: ["x:X::a", "x:X::b"] },
            },
        );
    });

    it("shows the options that a resource has, and nothing of those that it has not", () => {
        assert.deepEqual(
            described({
                protect: true,
                deleteBeforeReplace: false,
                ignoreChanges: ["tags"],
                customTimeouts: {},
                structuredAliases: [{ Name: "old", NoParent: false, Parent: urn("p:P", "parent"), URN: "" }],
            }),
            { aliases: [{ Name: "old", Parent: "p:P::parent" }], protect: true, ignoreChanges: ["tags"] },
        );
    });

    it("leaves out what SDK and providers keep for themselves", () => {
        assert.deepEqual(withInputs({ __defaults: ["a"], a: { __internal: {}, b: 1 } }), { inputs: { a: { b: 1 } } });
    });

    it("shows JSON over several lines, and leaves any other spelling as it is", () => {
        assert.deepEqual(withInputs({ policy: '{"b":[1],"a":2}', spaced: '{ "b": 1 }', broken: "{", list: "[]" }), {
            inputs: { policy: '{\n  "b": [\n    1\n  ],\n  "a": 2\n}', spaced: '{ "b": 1 }', broken: "{", list: "[]" },
        });
    });

    it("is the same in whatever order the engine tells it", () => {
        const goal = (adds: Record<string, unknown>) => ({ goal: { inputDiff: { adds }, outputDiff: {} } });
        const resources = [
            [urn("t:T", "b"), goal({ x: 1, y: [{ b: 1, a: 2 }] })],
            [urn("t:U", "a"), goal({})],
            [urn("t:S", "b"), {}],
        ] as const;
        const turned = [resources[2], resources[1], [urn("t:T", "b"), goal({ y: [{ a: 2, b: 1 }], x: 1 })]] as const;
        const text = describeGraph({ resourcePlans: Object.fromEntries(resources) });
        assert.equal(text, describeGraph({ resourcePlans: Object.fromEntries(turned) }));
        assert.deepEqual(text.match(/^\S+(?=:( \{\})?$)/gm), ["t:U::a", "t:S::b", "t:T::b"]);
    });

    it("cannot hold two resources of one type and name", () => {
        const twin = "urn:pulumi:dev::project::leanvibe:platform:Other$t:T::one";
        const plan = { resourcePlans: { ...planOf({}).resourcePlans, [twin]: {} } };
        assert.throws(() => describeGraph(plan), /two resources are called t:T::one/);
    });
});
