import { deepStrictEqual } from "node:assert/strict";
import { testTable } from "../../../policies/kit/testing";
import { rules } from "../../../policies/security/rules";
import { tables } from "./tables";

describe("the security pack's rules", () => {
    it("have a table of cases each", () => {
        deepStrictEqual(tables.map(({ rule }) => rule.name).sort(), rules.map(({ name }) => name).sort());
    });

    for (const table of tables) {
        testTable(table);
    }
});
