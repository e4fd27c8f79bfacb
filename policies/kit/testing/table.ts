import { deepStrictEqual, ok } from "node:assert/strict";
import { resourcesOf, run } from "./cases";
import type { RuleTable } from "./cases";

/** Declares the tests of a rule's table. */
export function testTable({ rule, good, bad, unknown }: RuleTable): void {
    describe(rule.name, () => {
        it("has a good, a bad and an unknown case", () => {
            ok(good.length > 0, "no good case");
            ok(bad.length > 0, "no bad case");
            ok(unknown.length > 0, "no case with an unknown value");
        });
        it("has a bad case of each type that it judges", () => {
            const tried = bad.flatMap(({ given }) => resourcesOf(given).map(({ type }) => type));
            deepStrictEqual(
                (rule.types ?? []).filter((type) => !tried.includes(type)),
                [],
            );
        });
        for (const example of good) {
            it(`passes ${example.name}`, () => {
                const outcome = run(rule, example);
                ok(outcome.subjects > 0, "the rule does not apply to the case, so that it passes proves nothing");
                deepStrictEqual(outcome.messages, []);
                deepStrictEqual(outcome.notEvaluated, []);
                deepStrictEqual(outcome.faults, []);
            });
        }
        for (const example of bad) {
            it(`refuses ${example.name}`, () => {
                const outcome = run(rule, example);
                deepStrictEqual(sorted(outcome.violations), sorted(listOf(example.at)));
                deepStrictEqual(outcome.notEvaluated, []);
                deepStrictEqual(outcome.faults, []);
                for (const message of outcome.messages) {
                    ok(message.includes(rule.remediation), `the message names no remedy: ${message}`);
                }
            });
        }
        for (const example of unknown) {
            it(`does not judge ${example.name}`, () => {
                const outcome = run(rule, example);
                deepStrictEqual(sorted(outcome.notEvaluated), sorted(listOf(example.at)));
                deepStrictEqual(outcome.messages, []);
                deepStrictEqual(outcome.faults, []);
            });
        }
    });
}

function listOf(at: string | readonly string[]): readonly string[] {
    return typeof at === "string" ? [at] : at;
}

function sorted(items: readonly string[]): string[] {
    return [...items].sort();
}
