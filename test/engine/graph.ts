import { spawnSync } from "node:child_process";
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Checkout, RunOptions } from "./checkout";

/** The graph that a stack's golden file holds. */
export function goldenFile(stack: string): string {
    return path.join(__dirname, "golden", `graph-${stack}.yaml`);
}

/** A file with the graph that a preview of the empty stack plans in this checkout. */
export async function previewedGraph(checkout: Checkout, stack: string, options?: RunOptions): Promise<string> {
    const file = checkout.path(`graph-${stack}.yaml`);
    const outcome = await checkout.sandbox(["graph", "--stack", stack, "--output", file], options);
    assert.equal(outcome.code, 0, outcome.output);
    return file;
}

/** How many lines of a difference a message shows: enough to know what has changed; git shows the rest. */
const SHOWN_LINES = 60;

/** The lines in which two graphs differ, with the resources that they belong to; empty when they are the same. */
export function difference(before: string, after: string): string {
    // As for any text of which a line without indentation is the heading of what follows: here, a resource.
    const options = ["--no-index", "--no-color", "--no-ext-diff", "--unified=1"];
    const { stdout, status } = spawnSync("git", ["diff", ...options, before, after], {
        encoding: "utf8",
        maxBuffer: 64 * 2 ** 20,
    });
    assert.ok(status === 0 || status === 1, "git could not compare the two files");
    // The first lines only name the two files.
    const lines = stdout.split("\n").slice(4);
    const more = lines.length - SHOWN_LINES;
    return [...lines.slice(0, SHOWN_LINES), ...(more > 0 ? [`… and ${more} lines more`] : [])].join("\n");
}

/** Fails with the difference, short, when a stack's graph is not that of its golden file. */
export function assertGolden(stack: string, graph: string): void {
    const golden = goldenFile(stack);
    assert.ok(fs.existsSync(golden), `${path.basename(golden)} is missing: write it with \`make golden\``);
    const changes = difference(golden, graph);
    if (changes !== "") {
        assert.fail(
            `the graph of ${stack} has changed; if it should, run \`make golden\` and commit what it writes:\n${changes}`,
        );
    }
}
