import { deepStrictEqual, ok } from "node:assert/strict";

import { Ajv } from "ajv";

import { rules as costRules } from "../../policies/cost/rules";
import { rules as securityRules } from "../../policies/security/rules";

const rules = [...costRules, ...securityRules];

/** For each setting, values that a pack's configuration may give it, and values that the engine must refuse. */
const VALUES: Readonly<Record<string, readonly [right: readonly unknown[], wrong: readonly unknown[]]>> = {
    "monthly-limit.limits": [
        [{}, { dev: { idle: 0, worst: 0 } }, { dev: { idle: 1.5, worst: 2 }, default: { idle: 1, worst: 2 } }],
        [
            [],
            5,
            { dev: 5 },
            { dev: [] },
            { dev: { idle: 1 } },
            { dev: { worst: 1 } },
            { dev: { idle: -1, worst: 1 } },
            { dev: { idle: 1, worst: -1 } },
            { dev: { idle: "1", worst: 1 } },
            { dev: { idle: 1, worst: "1" } },
            { dev: { idle: 1, worst: 1, idel: 1 } },
        ],
    ],
    "kubernetes-support-ending.noticeDays": [
        [0, 30],
        [-1, 1.5, "30"],
    ],
    "log-retention-bounded.maxDays": [
        [1, 731],
        [0, 1.5, "30"],
    ],
    "single-nat-gateway.exemptStacks": [
        [[], ["prod"]],
        ["prod", [5]],
    ],
    "no-ingress-from-world.allowedPorts": [
        [[], [80, 443]],
        [443, ["443"], [1.5]],
    ],
    "no-service-account-token.serviceAccounts": [
        [[], ["operator"]],
        ["operator", [5]],
    ],
};

const settings = rules.flatMap((rule) =>
    Object.entries(rule.settings).map(([key, setting]) => ({ name: `${rule.name}.${key}`, ...setting })),
);

describe("the settings of the packs", () => {
    it("are these", () => {
        deepStrictEqual(settings.map(({ name }) => name).sort(), Object.keys(VALUES).sort());
    });

    for (const [name, [right, wrong]] of Object.entries(VALUES)) {
        it(`take for ${name} what it is for, its default too, and nothing else`, () => {
            const setting = settings.find((one) => one.name === name);
            ok(setting);
            const takes = new Ajv().compile(setting.schema);
            for (const value of [setting.default, ...right]) ok(takes(value), JSON.stringify(value));
            for (const value of wrong) ok(!takes(value), JSON.stringify(value));
        });
    }
});
