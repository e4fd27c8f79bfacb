import { deepStrictEqual, equal, match, ok } from "node:assert/strict";
import { containers, defineRule, resources } from "../../../policies/kit";
import type { Report, ResourceSubject, Rule, RuleMetadata } from "../../../policies/kit";
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
