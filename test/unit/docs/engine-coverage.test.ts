import { deepStrictEqual, ok } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { countedIn, handOver } from "../../engine/coverage";

/** The part of V8's coverage that is compared. */
interface Written {
    result: { url: string; functions: unknown[] }[];
    "source-map-cache"?: Record<string, unknown>;
}

const same = "export const double = (n: number): number => {\n    return n * 2;\n};\ndouble(1);\n";

/** What was written down is something. */
function assertFunctions(written: readonly { functions: unknown[] | undefined }[]): void {
    ok(written.length === 1 && (written[0]?.functions?.length ?? 0) > 1);
}

describe("the lines that ran in a copy of the repository", () => {
    let root: string;
    const folder = (name: string) => path.join(root, name);
    const url = (...parts: string[]) => pathToFileURL(path.join(root, ...parts)).href;

    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "coverage-"));
        for (const [name, text] of [
            ["copy/same.ts", same],
            ["repository/same.ts", same],
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
            "source-map-cache": {},
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
        deepStrictEqual(handedOver(urls), [{ result: [{ url: here, functions: [] }], "source-map-cache": {} }]);
    });

    it("are at the places of the repository's script, in which tsx has written another path", () => {
        const run = (name: string, target: string) => {
            const folderOf = path.join(root, name);
            execFileSync(
                process.execPath,
                ["--import", "tsx", "-e", `require(${JSON.stringify(path.join(folderOf, "same.ts"))})`],
                {
                    cwd: path.resolve(__dirname, "..", "..", ".."),
                    env: { ...process.env, NODE_V8_COVERAGE: target },
                },
            );
        };
        run("copy", folder("copy/.coverage"));
        run("repository", folder("really-there"));
        handOver(folder("copy"), folder("repository"), { NODE_V8_COVERAGE: folder("counted") });
        const here = url("repository", "same.ts");
        const read = (name: string) =>
            readdirSync(folder(name))
                .map((file) => JSON.parse(readFileSync(folder(`${name}/${file}`), "utf8")) as Written)
                .map(({ result, "source-map-cache": maps = {} }) => ({
                    functions: result.find((script) => script.url === here)?.functions,
                    map: maps[here],
                }))
                .filter(({ functions }) => functions !== undefined);
        assertFunctions(read("really-there"));
        deepStrictEqual(read("counted"), read("really-there"));
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
