import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as prettier from "prettier";
import { point } from "./kills/points";
import { Kills, type Result } from "./kills/run";
import { page } from "./kills/table";

/** How many kills; `make test-kills` asks for 50. Six hold each victim, and both scenarios. */
const kills = Number(process.env.KILLS ?? 6);

/** Another seed kills at other moments. */
const seed = Number(process.env.KILLS_SEED ?? 1);

/** Where the table goes; without it none is written. */
const { KILLS_TABLE } = process.env;

describe("the command after a kill -9", function () {
    this.timeout(600_000);
    const results: Result[] = [];
    let all: Kills;

    before(async () => {
        all = new Kills();
        await all.prepare();
    });
    after(() => {
        all.remove();
    });
    // After each, so that a run that is stopped has its table too.
    afterEach(async () => {
        if (KILLS_TABLE === undefined) return;
        fs.mkdirSync(path.dirname(KILLS_TABLE), { recursive: true });
        const text = page(results, seed, all.folder);
        const style = await prettier.resolveConfig(KILLS_TABLE);
        fs.writeFileSync(KILLS_TABLE, await prettier.format(text, { ...style, parser: "markdown" }));
    });

    for (let n = 0; n < kills; n++) {
        const { victim, scenario } = point(seed, n);
        it(`of the ${victim} (${scenario}, point ${String(n + 1)}) completes, to the state of an undisturbed run`, async () => {
            const result = await all.kill(seed, n);
            results.push(result);
            const { killed, next } = result;
            assert.doesNotMatch(killed.output, /^\s+at .*:\d+/m, "the killed command shows a stack trace");
            assert.equal(next.code, 0, next.output);
            assert.doesNotMatch(next.output, /pending operations/);
            assert.equal(result.left, 0, "processes are left running");
            assert.ok(result.equal, `the state differs from that of an undisturbed run, after: ${result.at}`);
        });
    }
});
