import * as assert from "node:assert/strict";
import { Findings, type Experiment } from "../../../soak/experiment";
import { experiments } from "../../../soak/experiments";
import { page } from "../../../soak/page";

const experiment: Experiment = {
    ...{ name: "sample", title: "A sample", about: "What it is about.", versions: [{ version: "2.0.0" }] },
    run: () => Promise.resolve(),
};
const circumstances = {
    ...{ date: new Date("2026-05-04T10:00:00Z"), commit: "abc1234", machine: "2 × processor, 24 GiB", load: 0.26 },
    versions: { kubernetes: "1.35.4", traefik: "3.6.12" },
};

describe("a page of an experiment", () => {
    it("says what was measured, where, with which gateway, and what was found", () => {
        const findings = new Findings(() => undefined);
        findings.note("A sentence.");
        findings.table(["what", "how many"], [["requests | answers", 1_234_567]]);
        const text = page(experiment, findings, circumstances);
        assert.match(text, /Measured on 2026-05-04 at commit abc1234: 2 × processor, 24 GiB; load 0\.3 when it began/);
        assert.match(text, /Gateway: Traefik 3\.6\.12\..*kubernetes 1\.35\.4/);
        assert.match(text, /\*\*All promises were kept\.\*\*/);
        assert.match(text, /\| what \| how many \|\n\| --- \| --- \|\n\| requests \\\| answers \| 1,234,567 \|/);
    });

    it("names each promise that was broken, and no other", () => {
        const told: string[] = [];
        const findings = new Findings((line) => told.push(line));
        findings.expect(true, "it is kept");
        findings.expect(false, "no request fails, but 3 did");
        const text = page(experiment, findings, circumstances);
        assert.match(text, /\*\*Broken:\*\*\n\n- no request fails, but 3 did/);
        assert.doesNotMatch(text, /All promises|it is kept/);
        assert.deepEqual(told, ["BROKEN: no request fails, but 3 did"]);
    });
});

describe("the experiments", () => {
    it("have names of their own, and versions that differ", () => {
        const names = experiments.map(({ name }) => name);
        assert.equal(new Set(names).size, names.length);
        for (const { name, versions } of experiments) {
            assert.equal(new Set(versions.map(({ version }) => version)).size, versions.length, name);
        }
    });
});
