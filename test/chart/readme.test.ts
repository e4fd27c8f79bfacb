import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { CHART, renderReadme } from "../../scripts/chart/readme";
import { readSections } from "../../scripts/chart/values";

const VALUES = readFileSync(path.join(CHART, "values.yaml"), "utf8");

/** Paths of all values that are no map, and of maps that are empty. */
function leaves(value: unknown, above: readonly string[] = []): string[] {
    if (typeof value !== "object" || value === null || Array.isArray(value) || Object.keys(value).length === 0) {
        return [above.join(".")];
    }
    return Object.entries(value).flatMap(([key, child]: [string, unknown]) => leaves(child, [...above, key]));
}

describe("chart: the README", () => {
    it("is made from Chart.yaml and values.yaml as they are", async () => {
        const stored = readFileSync(path.join(CHART, "README.md"), "utf8");
        assert.equal(
            stored,
            await renderReadme(),
            "README.md is out of date: run npx tsx scripts/chart/readme.ts and read what it changes",
        );
    });

    it("lists every key, by itself or as part of a value in braces", () => {
        const listed = readSections(VALUES).flatMap(({ title, rows }) => {
            const blocks =
                title === "Release" ? [""] : [...title.matchAll(/`(\w+)`/g)].map(([, name]) => `${name ?? ""}.`);
            return blocks.flatMap((block) => rows.map(({ key }) => block + key));
        });
        const missing = leaves(parse(VALUES)).filter(
            (key) => !listed.some((row) => key === row || key.startsWith(`${row}.`)),
        );
        assert.deepEqual(missing, []);
    });
});

describe("chart: the tables of values", () => {
    it("take a key's meaning from the comment above it, and leave out what is about the file", () => {
        assert.deepEqual(readSections("# About the file.\n\n# One\n# text.\na: 1\n")[0]?.rows, [
            { key: "a", defaults: ["1"], meaning: "One text." },
        ]);
    });

    it("show workloads side by side, with what is special to one", () => {
        const text = [
            "# First.",
            "api:",
            "  # The size.",
            "  size: { cpu: 1 }",
            "  drain:",
            "    # The pause.",
            "    pause: 15",
            "worker:",
            "  size: { cpu: 2 }",
            "  # None is needed.",
            "  drain: { pause: 0 }",
            "frontend:",
            "  size: { cpu: 3 }",
            "  drain: { pause: 15 }",
        ].join("\n");
        assert.deepEqual(readSections(text)[1], {
            title: "`api`, `worker`, `frontend`",
            text: "First.",
            columns: ["api", "worker", "frontend"],
            rows: [
                { key: "size", defaults: ['{"cpu":1}', '{"cpu":2}', '{"cpu":3}'], meaning: "The size." },
                { key: "drain.pause", defaults: ["15", "0", "15"], meaning: "The pause. For worker: None is needed." },
            ],
        });
    });

    it("are refused for a key that nobody explains", () => {
        assert.throws(() => readSections("# One.\na: 1\nb: 2\n"), /must say in a comment what b means/);
    });
});
