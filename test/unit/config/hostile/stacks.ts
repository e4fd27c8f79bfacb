/** Random stacks, right and wrong, in the form in which the engine hands them over. */
import fc from "fast-check";

import { CONFIG_KEYS } from "../../../../components/config";
import type { Raw } from "../support";
import { mishap } from "./mishaps";
import { deepValue, INHERITED, oddKey, oddValue, RawJson } from "./odd";
import { validStack } from "./valid";

/** What the engine hands over of a stack: each key's value as text, and the names of all keys that are set. */
export interface HandedOver {
    readonly values: Readonly<Record<string, string>>;
    readonly keys: readonly string[];
    readonly stack: string;
}

/** What the engine hands over of a stack with these values. */
function handOver(stack: Raw, extra: readonly string[], name: string): HandedOver {
    const set = Object.entries(stack).filter(([, value]) => value !== undefined);
    return {
        values: Object.fromEntries(set.map(([key, value]) => [key, typeof value === "string" ? value : jsonOf(value)])),
        keys: [...set.map(([key]) => `leanvibe-agent-hive:${key}`), ...extra],
        stack: name,
    };
}

function jsonOf(value: unknown): string {
    const raw: string[] = [];
    const json = JSON.stringify(value, (_, inner: unknown) => {
        if (!(inner instanceof RawJson)) return inner;
        raw.push(inner.text);
        return `<raw ${raw.length - 1}>`;
    });
    return json.replace(/"<raw (\d+)>"/g, (_, index: string) => raw[Number(index)] ?? "null");
}

/** A stack that keeps every rule, as the engine hands it over. */
export const rightStack: fc.Arbitrary<HandedOver> = validStack.map((stack) =>
    handOver(stack, [], String(stack.environment)),
);

/** A right stack in which one or two things went wrong; some of them make no difference. */
export const nearlyRightStack: fc.Arbitrary<HandedOver> = fc
    .tuple(validStack, fc.array(mishap, { minLength: 1, maxLength: 2 }))
    .map(([stack, mishaps]) =>
        handOver(
            mishaps.reduce((given, change) => change(given), stack),
            [],
            String(stack.environment),
        ),
    );

const foreignKey = fc.oneof(
    fc.constantFrom(
        "aws:region",
        "aws:secretKey",
        "pulumi:tags",
        "leanvibe-agent-hiv:cache",
        "leanvibe-agent-hive:databse",
    ),
    fc.constantFrom(
        ...INHERITED,
        "constructor:constructor",
        "leanvibe-agent-hive:__proto__",
        "leanvibe-agent-hive:",
        ":",
    ),
    fc.tuple(oddKey, oddKey).map((parts) => parts.join(":")),
);

const anyValue = fc.oneof(
    { weight: 5, arbitrary: oddValue },
    { weight: 5, arbitrary: fc.anything({ withBigInt: false }) },
    { weight: 5, arbitrary: fc.object() },
    { weight: 1, arbitrary: deepValue },
);

/** Anything under any key: text that is no JSON, values of no meaning, lists of thousands. */
export const wildStack: fc.Arbitrary<HandedOver> = fc
    .tuple(
        fc.record(Object.fromEntries(CONFIG_KEYS.map((key) => [key, anyValue])), { requiredKeys: [] }),
        fc.array(foreignKey, { maxLength: 4 }),
        fc.constantFrom("dev", "staging", "prod", "__proto__", "another"),
        fc.option(fc.string(), { nil: undefined }),
    )
    .map(([values, keys, name, noJson]) => {
        const given = handOver(values, keys, name);
        return noJson === undefined ? given : { ...given, values: { ...given.values, network: noJson } };
    });
