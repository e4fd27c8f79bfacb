import { deepStrictEqual, equal, ok } from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { documentPath, renderRules } from "../../../policies/docs";
import { catalogueIds } from "../../../policies/kit";
import { rules } from "../../../policies/security/rules";

const RULES = path.join(__dirname, "../../../policies/security/rules");

describe("the security pack's metadata", () => {
    it("is listed in docs/policies/security.md as it is (npx tsx policies/docs.ts writes it)", async () => {
        equal(readFileSync(documentPath("security"), "utf8"), await renderRules("security", rules));
    });

    it("is complete", () => {
        for (const rule of rules) {
            for (const text of [rule.title, rule.why, rule.remediation]) {
                ok(text.length > 10, `${rule.name}: ${text}`);
            }
            ok(!rule.title.endsWith("."), `${rule.name}: the title is a phrase of a longer message`);
            ok(catalogueIds(rule.catalogues).length > 0, `${rule.name} is in no public catalogue`);
            equal(new URL(rule.url).protocol, "https:");
        }
    });

    it("blocks, unless the rule's file says why not", () => {
        deepStrictEqual(
            rules.filter(({ enforcement }) => enforcement !== "mandatory").map(({ name }) => name),
            [],
        );
    });

    it("names each rule as its file", () => {
        for (const { name } of rules) {
            ok(
                ["workload", "aws"].some((folder) => existsSync(path.join(RULES, folder, `${name}.ts`))),
                `there is no file of the rule ${name}`,
            );
        }
    });

    it("misses no file that defines a rule", () => {
        const files = ["workload", "aws"].flatMap((folder) =>
            readdirSync(path.join(RULES, folder)).map((file) => path.join(RULES, folder, file)),
        );
        const defining = files.filter((file) => readFileSync(file, "utf8").includes("defineRule"));
        deepStrictEqual(
            defining.map((file) => path.basename(file, ".ts")).sort(),
            rules.map(({ name }) => name).sort(),
        );
    });
});
