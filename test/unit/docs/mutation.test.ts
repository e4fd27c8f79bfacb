import { deepStrictEqual, match, ok, throws } from "node:assert/strict";
import { appendFileSync, existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { renderPage } from "../../../scripts/mutation/page";
import { acceptedSchema, explain, percent, reportSchema, scoreOf, total } from "../../../scripts/mutation/report";
import type { Survivor } from "../../../scripts/mutation/report";
import { SCOPES } from "../../../scripts/mutation/scopes";
import { fingerprint } from "../../../scripts/mutation/unwatched";

const ROOT = path.join(__dirname, "../../..");
const SOURCE = "const a = 1;\nif (a > 1) {\n    b();\n}\n";

function mutant(status: string, [line, column, endLine, endColumn]: readonly number[], replacement = "false") {
    const location = { start: { line, column }, end: { line: endLine, column: endColumn } };
    return { mutatorName: "X", replacement, status, location };
}

const survivor = (change: string, file = "x.ts"): Survivor => ({ file, line: 2, change });

describe("the score of a mutation run", () => {
    const report = reportSchema.parse({
        files: {
            "x.ts": {
                source: SOURCE,
                mutants: [
                    mutant("Killed", [2, 5, 2, 10]),
                    mutant("Timeout", [2, 5, 2, 10], "true"),
                    mutant("Survived", [2, 5, 2, 10], "a >= 1"),
                    mutant("NoCoverage", [2, 12, 4, 2], "{}"),
                    mutant("Ignored", [1, 11, 1, 12]),
                    mutant("RuntimeError", [1, 11, 1, 12]),
                ],
            },
        },
    });

    it("counts as caught what a test failed on or never ended with, and leaves out what was not tried", () => {
        const { mutants, caught } = scoreOf(report);
        deepStrictEqual([mutants, caught], [4, 2]);
    });

    it("names each survivor by its line and its change, code that no test runs too", () => {
        deepStrictEqual(scoreOf(report).survivors, [
            { file: "x.ts", line: 2, change: "a > 1 → a >= 1" },
            { file: "x.ts", line: 2, change: "{ b(); } → {}" },
        ]);
    });

    it("is a share that is never rounded up", () => {
        deepStrictEqual(percent({ mutants: 1000, caught: 899, survivors: [] }), "89.9 %");
        deepStrictEqual(percent({ mutants: 10_000, caught: 9999, survivors: [] }), "99.9 %");
        deepStrictEqual(percent({ mutants: 3, caught: 3, survivors: [] }), "100.0 %");
    });

    it("adds up", () => {
        const sum = total([scoreOf(report), { mutants: 6, caught: 5, survivors: [survivor("c → d")] }]);
        deepStrictEqual([sum.mutants, sum.caught, sum.survivors.length], [10, 7, 3]);
    });
});

describe("the reasons of survivors", () => {
    const accepted = acceptedSchema.parse([
        { why: "The result is the same either way.", mutants: { "x.ts": ["a → b", "gone → away"] } },
    ]);

    it("are found by file and change; what has none is told, and what has lost its survivor", () => {
        const [known, new1, new2] = [survivor("a → b"), survivor("a → c"), survivor("a → b", "y.ts")];
        deepStrictEqual(explain([known, new1, new2], accepted), {
            byReason: [{ why: "The result is the same either way.", survivors: [known] }],
            unexplained: [new1, new2],
            stale: ["x.ts: gone → away"],
        });
    });

    it("are sentences, in a list that has no other keys", () => {
        throws(() => acceptedSchema.parse([{ why: "because", mutants: {} }]));
        throws(() => acceptedSchema.parse([{ why: "The result is the same either way.", mutants: {}, expires: 1 }]));
    });

    it("are of files that there are", () => {
        const listed = acceptedSchema.parse(
            parse(readFileSync(path.join(ROOT, "scripts/mutation/survivors.yaml"), "utf8")),
        );
        for (const file of listed.flatMap(({ mutants }) => Object.keys(mutants))) {
            ok(existsSync(path.join(ROOT, file)), file);
        }
    });
});

describe("the page of a mutation run", () => {
    it("shows each scope's score, the whole, and each survivor below its reason", () => {
        const page = renderPage(
            [
                { name: "one", score: { mutants: 10, caught: 9, survivors: [survivor("`x` → ``")] } },
                { name: "two", score: { mutants: 10, caught: 10, survivors: [] } },
            ],
            [{ why: "Nothing can tell them apart.", mutants: { "x.ts": ["`x` → ``"] } }],
            "2026-11-21",
        );
        match(page, /^Run of 2026-11-21:$/m);
        match(page, /^\| one \| 10 \| 9 \| 1 \| 90\.0 % \|$/m);
        match(page, /^\| \*\*all\*\* \| 20 \| 19 \| 1 \| 95\.0 % \|$/m);
        ok(page.includes("### Nothing can tell them apart.\n\n- [x.ts:2](../../x.ts#L2) ``` `x` → `` ```"), page);
    });
});

describe("the scopes of a mutation run", () => {
    it("have tests that there are", () => {
        for (const spec of SCOPES.flatMap(({ specs }) => specs)) {
            ok(!spec.includes(","), `mocha splits at the comma of ${spec}`);
            ok(existsSync(path.join(ROOT, spec.includes("*") ? path.dirname(spec) : spec)), spec);
        }
    });
});

describe("what a test may depend on besides what Stryker watches", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "fingerprint-"));
        for (const room of ["charts", "components", "policies", "sandbox", "test"]) {
            mkdirSync(path.join(folder, room));
        }
        const files = {
            "package-lock.json": "{}",
            "test/a.test.ts": 'import "./fixtures"; import "../components/plan";',
            "test/b.test.ts": 'import "../components/unrelated";',
            "test/fixtures.ts": "",
            "components/plan.ts": 'import "./far"; import "a-library";',
            "components/far.ts": "",
            "components/unrelated.ts": "",
        };
        for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
    });
    afterEach(() => {
        rmSync(folder, { recursive: true, force: true });
    });
    const changes = async (file: string): Promise<boolean> => {
        const now = () => fingerprint(folder, ["test/a*.test.ts"], ["components/plan.ts"]);
        const before = await now();
        appendFileSync(path.join(folder, file), "\n// changed");
        return (await now()) !== before;
    };

    for (const file of ["test/fixtures.ts", "components/far.ts", "test/new.txt", "package-lock.json"]) {
        it(`is known by ${file}`, async () => {
            ok(await changes(file));
        });
    }
    for (const file of ["test/a.test.ts", "components/plan.ts"]) {
        it(`is not known by ${file}, which Stryker compares itself`, async () => {
            ok(!(await changes(file)));
        });
    }
    for (const file of ["test/b.test.ts", "components/unrelated.ts"]) {
        it(`is not known by ${file}, which none of its tests imports`, async () => {
            ok(!(await changes(file)));
        });
    }
});
