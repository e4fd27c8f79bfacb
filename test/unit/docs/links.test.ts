import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

const repository = path.resolve(__dirname, "..", "..", "..");
const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
    cwd: repository,
    encoding: "utf8",
})
    .trim()
    .split("\n");

describe("the documents", () => {
    for (const page of pages) {
        it(`${page} links to pages and folders that exist`, () => {
            // What looks like a link inside code is none.
            const text = fs.readFileSync(path.join(repository, page), "utf8").replaceAll(/(`+)[^`][^]*?\1(?!`)/g, "");
            const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? "");
            const missing = targets
                .filter((target) => !/^[a-z]+:/.test(target))
                .filter((target) => !fs.existsSync(path.join(repository, path.dirname(page), target)));
            assert.deepEqual(missing, []);
        });
    }

    it("name no make target that the Makefile does not have", () => {
        const makefile = fs.readFileSync(path.join(repository, "Makefile"), "utf8");
        const targets = new Set([...makefile.matchAll(/^([a-z-]+):/gm)].map((match) => match[1]));
        const named = pages.flatMap((page) =>
            [...fs.readFileSync(path.join(repository, page), "utf8").matchAll(/(?:`|^\$ )make ([a-z-]+)/gm)].map(
                (match) => match[1],
            ),
        );
        assert.ok(named.length > 0);
        assert.deepEqual(
            named.filter((target) => !targets.has(target)),
            [],
        );
    });
});
