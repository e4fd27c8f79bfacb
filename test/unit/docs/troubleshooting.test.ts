import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

const root = path.join(__dirname, "../../..");

/** The first column of the page's tables, without its heading; `…` stands for what differs. */
function symptoms(): string[] {
    const page = readFileSync(path.join(root, "docs", "troubleshooting.md"), "utf8");
    return [...page.matchAll(/^\| (`+)(.+?)\1 +\|/gm)].map(([, , text = ""]) => text.trim());
}

/** All that the sandbox and the Makefile say, as it stands in them, with `…` for what they put in. */
function spoken(): string {
    const files = readdirSync(path.join(root, "sandbox"), { recursive: true, encoding: "utf8" })
        .filter((file) => /\.(ts|mjs)$/.test(file))
        .map((file) => path.join("sandbox", file));
    return [...files, "Makefile"]
        .map((file) => readFileSync(path.join(root, file), "utf8"))
        .join("\n")
        .replace(/\$?\$\{[^}]*\}/g, "…")
        .replaceAll("\\`", "`");
}

describe("docs/troubleshooting.md", () => {
    const sentences = spoken();

    it("has tables of symptoms", () => {
        assert.ok(symptoms().length > 20);
    });

    for (const symptom of symptoms()) {
        it(`quotes what the sandbox says: ${symptom}`, () => {
            assert.ok(sentences.includes(symptom), `nothing says "${symptom}": mend the page or the sentence`);
        });
    }
});
