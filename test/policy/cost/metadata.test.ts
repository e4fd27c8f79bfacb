import { equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { documentPath, renderRules } from "../../../policies/docs";
import { rules } from "../../../policies/cost/rules";

describe("the cost pack's metadata", () => {
    it("is listed in docs/policies/cost.md as it is (npx tsx policies/docs.ts writes it)", async () => {
        equal(readFileSync(documentPath("cost"), "utf8"), await renderRules("cost", rules));
    });
});
