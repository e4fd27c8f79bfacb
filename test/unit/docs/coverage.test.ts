import { deepStrictEqual } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";

const ROOT = path.join(__dirname, "../../..");
const { src, exclude } = JSON.parse(readFileSync(path.join(ROOT, ".c8rc.json"), "utf8")) as {
    src: string[];
    exclude: string[];
};

/** Whether nothing is left of a file when its types are taken away. */
function holdsTypesAlone(file: string): boolean {
    const text = readFileSync(path.join(ROOT, file), "utf8");
    if (/^export (?:abstract |async |default )*(?:class|const|function|let) /m.test(text)) {
        return false;
    }
    const { outputText } = ts.transpileModule(text, {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, removeComments: true },
    });
    return ["", "export {};"].includes(outputText.trim());
}

/** What runs on a real cluster alone; `make test-cluster` runs it. */
const ON_A_CLUSTER = ["sandbox/cluster/**", "sandbox/commands/cluster.ts", "sandbox/providers/kubernetes/apply/**"];

describe("what the coverage leaves out", () => {
    it("is declarations, files that hold nothing but types, of which no line can run, and what wants a real cluster", () => {
        const files = src.flatMap((folder) =>
            readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) =>
                path.join(folder, file),
            ),
        );
        const types = files
            .filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
            .filter(holdsTypesAlone)
            .filter((file) => !ON_A_CLUSTER.some((pattern) => file.startsWith(pattern.replace("**", ""))));
        deepStrictEqual(exclude.toSorted(), ["**/*.d.ts", ...ON_A_CLUSTER, ...types].sort());
    });
});
