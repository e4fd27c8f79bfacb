import { deepStrictEqual, equal, match, ok } from "node:assert/strict";
import { Value, containers, defineRule, resources } from "../../../policies/kit";
import type { Report, ResourceSubject, Rule, RuleMetadata } from "../../../policies/kit";
import { unknownSettings } from "../../../policies/kit/rule";
import { UNKNOWN, container, deployment, run, testTable } from "../../../policies/kit/testing";

const METADATA: RuleMetadata = {
    name: "example-rule",
    title: "An example",
    severity: "low",
    why: "To test the kit.",
    catalogues: { checkov: ["CKV_1"] },
    remediation: "Do the right thing.",
    url: "https://example.com",
};

function ruleOf(check: (subject: ResourceSubject, report: Report) => void): Rule {
    return defineRule({ ...METADATA, appliesTo: resources("a:b:C"), check });
}

describe("a rule", () => {
    it("writes messages that name the resource, the path, the value seen and the remedy", () => {
        const rule = ruleOf(({ props }, report) => {
            report.require(props.at("port"), (port) => port === 443, "be 443");
        });
        const { messages } = run(rule, { name: "", given: { type: "a:b:C", name: "door", props: { port: 80 } } });
        deepStrictEqual(messages, ["'door' (a:b:C): port is 80; it must be 443. Fix: Do the right thing."]);
    });

    it("judges the next requirement after one that is unknown", () => {
        const rule = ruleOf(({ props }, report) => {
            report.require(props.at("first"), (value) => value === 1, "be 1");
            report.require(props.at("second"), (value) => value === 1, "be 1");
        });
        const outcome = run(rule, { name: "", given: { type: "a:b:C", props: { first: UNKNOWN, second: 2 } } });
        deepStrictEqual(outcome.notEvaluated, ["first"]);
        deepStrictEqual(outcome.violations, ["second"]);
    });

    it("judges the next container after one that it cannot judge", () => {
        const rule = defineRule({
            ...METADATA,
            appliesTo: containers(),
            check(subject, report) {
                // Reading a value by itself ends the check of this container.
                const seen = subject.container.at("image").read();
                report.require(subject.container.at("image"), () => seen === "good:1", "be good:1");
            },
        });
        const given = deployment({ containers: [container({ image: UNKNOWN }), container({ image: "bad:1" })] });
        const outcome = run(rule, { name: "", given });
        deepStrictEqual(outcome.notEvaluated, ["spec.template.spec.containers[0].image"]);
        deepStrictEqual(outcome.violations, ["spec.template.spec.containers[1].image"]);
        match(outcome.messages.join(), /container 'api'/);
    });

    it("does not pass a value whose parts are unknown, however it is read", () => {
        const rule = ruleOf(({ props }, report) => {
            report.require(props.at("list"), (list) => JSON.stringify(list) === "[]", "be empty");
        });
        const outcome = run(rule, { name: "", given: { type: "a:b:C", props: { list: ["x", { y: [UNKNOWN] }] } } });
        deepStrictEqual(outcome.notEvaluated, ["list[1].y[0]"]);
        deepStrictEqual(outcome.violations, []);
    });

    it("is told of its own fault by name and place, without the message, which may quote a secret", () => {
        const rule = ruleOf(({ props }) => void JSON.parse(String(props.at("password").read())));
        const outcome = run(rule, { name: "", given: { type: "a:b:C", props: { password: "hunter2" } } });
        equal(outcome.faults.length, 1);
        match(outcome.faults.join(), /^SyntaxError/);
        ok(!outcome.faults.join().includes("hunter2"));
    });

    it("is told of a fault whose place or kind is not known, too", () => {
        const faultsOf = (thrown: unknown) =>
            run(
                ruleOf(() => {
                    throw thrown;
                }),
                { name: "", given: { type: "a:b:C", props: {} } },
            ).faults;
        const withStack = (stack: string | undefined) => Object.assign(new RangeError("hunter2"), { stack });
        deepStrictEqual(faultsOf("hunter2"), ["a thrown value that is no Error"]);
        deepStrictEqual(faultsOf(withStack(undefined)), ["RangeError"]);
        deepStrictEqual(faultsOf(withStack("RangeError: hunter2")), ["RangeError"]);
        deepStrictEqual(
            faultsOf(withStack("RangeError: hunter2 at x.ts:1:2\n    at check (/rules/example.ts:12:34)")),
            ["RangeError at example.ts:12"],
        );
        deepStrictEqual(faultsOf(withStack("RangeError\n    at C:\\rules\\example.js:12:34")), [
            "RangeError at example.js:12",
        ]);
        deepStrictEqual(faultsOf(withStack("RangeError\n    at check:1:2 (/rules/example.ts:3:4)")), [
            "RangeError at example.ts:3",
        ]);
        deepStrictEqual(faultsOf(withStack("RangeError\n    at native code")), ["RangeError"]);
    });

    it("says by which path the SDK refused to tell a value that was read around the kit", () => {
        const unjudged = (props: object, read: (all: { list: { item: unknown }[] }) => unknown) => {
            const rule = ruleOf((subject) => {
                read(subject.props.read() as { list: { item: unknown }[] });
            });
            return run(rule, { name: "", given: { type: "a:b:C", props } }).notEvaluated;
        };
        const list = [{ item: 0 }, { item: UNKNOWN, "12a": UNKNOWN, a12: UNKNOWN }];
        deepStrictEqual(
            unjudged({ list }, (all) => all.list[1]?.item),
            ["list[1].item"],
        );
        deepStrictEqual(
            unjudged({ list }, (all) => Reflect.get(all.list[1] ?? {}, "12a") as unknown),
            ['list[1]["12a"]'],
        );
        deepStrictEqual(
            unjudged({ list }, (all) => Reflect.get(all.list[1] ?? {}, "a12") as unknown),
            ["list[1].a12"],
        );
        const long = Array.from({ length: 12 }, (_, index) => (index === 11 ? UNKNOWN : index));
        deepStrictEqual(
            unjudged({ list: long }, (all) => all.list[11]),
            ["list[11]"],
        );
    });

    it("does not fail over an SDK whose error names no path", () => {
        class UnknownValueError extends Error {}
        const rule = ruleOf(() => {
            throw new UnknownValueError("secret");
        });
        const outcome = run(rule, { name: "", given: { type: "a:b:C", props: {} } });
        deepStrictEqual([outcome.notEvaluated, outcome.faults], [["(unknown property)"], []]);
    });

    it("writes no label where its subject has none", () => {
        const { messages } = run(
            defineRule({
                ...METADATA,
                appliesTo: {
                    scope: "resource",
                    describes: "subjects of every sort",
                    types: [],
                    select: (input) => ({
                        subjects: [undefined, null, "text", { label: 7 }, { label: "the door" }],
                        unjudged: [],
                        input,
                    }),
                },
                check(_subject, report) {
                    report.violation(Value.of({}), "be shut");
                },
            }),
            { name: "", given: { type: "a:b:C", props: {} } },
        );
        const plain = "'example' (a:b:C): it must be shut. Fix: Do the right thing.";
        const labelled = "'example' (a:b:C): the door: it must be shut. Fix: Do the right thing.";
        deepStrictEqual(messages, [plain, plain, plain, plain, labelled]);
    });

    it("says which settings it does not have", () => {
        const rule = defineRule<ResourceSubject, { limit: number }>({
            ...METADATA,
            appliesTo: resources("a:b:C"),
            settings: { limit: { schema: { type: "integer", description: "Limit." }, default: 3 } },
            check: () => undefined,
        });
        deepStrictEqual(unknownSettings(rule, { limit: 1, limits: 2 }), ["limits"]);
    });

    it("gets its settings, and their defaults for those that are not given", () => {
        const rule = defineRule<ResourceSubject, { limit: number; unit: string }>({
            ...METADATA,
            appliesTo: resources("a:b:C"),
            settings: {
                limit: { schema: { type: "integer", description: "Limit." }, default: 3 },
                unit: { schema: { type: "string", description: "Unit." }, default: "days" },
            },
            check({ props }, report, { limit, unit }) {
                report.require(props.at("days"), (value) => Number(value) <= limit, `be at most ${limit} ${unit}`);
            },
        });
        const given = { type: "a:b:C", props: { days: 5 } };
        match(run(rule, { name: "", given }).messages.join(), /at most 3 days/);
        deepStrictEqual(run(rule, { name: "", given, config: { limit: 5 } }).messages, []);
    });
});

describe("the table of a rule that judges nothing", () => {
    it("fails in its bad and its unknown case", () => {
        const failures = failuresOf(() => {
            testTable({
                rule: ruleOf(() => undefined),
                good: [{ name: "good", given: { type: "a:b:C", props: {} } }],
                bad: [{ name: "bad", given: { type: "a:b:C", props: { x: 1 } }, at: "x" }],
                unknown: [{ name: "unknown", given: { type: "a:b:C", props: { x: UNKNOWN } }, at: "x" }],
            });
        });
        deepStrictEqual(failures, ["refuses bad", "does not judge unknown"]);
    });

    it("fails in a good case to which the rule does not apply", () => {
        const failures = failuresOf(() => {
            testTable({
                rule: ruleOf(() => undefined),
                good: [{ name: "another type", given: { type: "a:b:D", props: {} } }],
                bad: [],
                unknown: [],
            });
        });
        deepStrictEqual(failures, [
            "has a good, a bad and an unknown case",
            "has a bad case of each type that it judges",
            "passes another type",
        ]);
    });
});

/** The names of the tests that fail of those which a function declares. */
function failuresOf(declare: () => void): string[] {
    const scope = globalThis as unknown as { describe: unknown; it: unknown };
    const { describe: realDescribe, it: realIt } = scope;
    const failures: string[] = [];
    scope.describe = (_name: string, body: () => void) => {
        body();
    };
    scope.it = (name: string, body: () => void) => {
        try {
            body();
        } catch {
            failures.push(name);
        }
    };
    try {
        declare();
    } finally {
        scope.describe = realDescribe;
        scope.it = realIt;
    }
    return failures;
}
