import { deepStrictEqual } from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { countedIn, handOver } from "../../engine/coverage";

describe("the lines that ran in a copy of the repository", () => {
    let root: string;
    const folder = (name: string) => path.join(root, name);
    const url = (...parts: string[]) => pathToFileURL(path.join(root, ...parts)).href;

    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "coverage-"));
        for (const [name, text] of [
            ["copy/same.ts", "same"],
            ["repository/same.ts", "same"],
            ["copy/edited.ts", "edited"],
            ["repository/edited.ts", "as it was"],
            ["copy/only-here.ts", "new"],
        ] as const) {
            mkdirSync(path.dirname(folder(name)), { recursive: true });
            writeFileSync(folder(name), text);
        }
        mkdirSync(folder("counted"));
        mkdirSync(folder("copy/.coverage"));
    });
    afterEach(() => {
        rmSync(root, { recursive: true, force: true });
    });

    function handedOver(urls: readonly string[]): unknown[] {
        const coverage = {
            result: urls.map((one) => ({ url: one, functions: [] })),
            "source-map-cache": Object.fromEntries(urls.map((one) => [one, { data: { sources: [one] } }])),
        };
        writeFileSync(folder("copy/.coverage/1.json"), JSON.stringify(coverage));
        handOver(folder("copy"), folder("repository"), { NODE_V8_COVERAGE: folder("counted") });
        return readdirSync(folder("counted")).map(
            (file) => JSON.parse(readFileSync(folder(`counted/${file}`), "utf8")) as unknown,
        );
    }

    it("count for the repository's file where it is the same, and nowhere else", () => {
        const here = url("repository", "same.ts");
        const urls = [
            url("copy", "same.ts"),
            url("copy", "edited.ts"),
            url("copy", "only-here.ts"),
            "node:fs",
            url("elsewhere.ts"),
        ];
        deepStrictEqual(handedOver(urls), [
            { result: [{ url: here, functions: [] }], "source-map-cache": { [here]: { data: { sources: [here] } } } },
        ]);
    });

    it("count for nothing where no file is the same", () => {
        deepStrictEqual(handedOver([url("copy", "edited.ts")]), []);
    });

    it("are written down only where somebody counts", () => {
        deepStrictEqual(countedIn("/copy", { NODE_V8_COVERAGE: "/counted" }), { NODE_V8_COVERAGE: "/copy/.coverage" });
        deepStrictEqual(countedIn("/copy", {}), {});
        handOver(folder("copy"), folder("repository"), {});
        deepStrictEqual(readdirSync(folder("counted")), []);
    });
});
