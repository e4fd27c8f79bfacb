import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { finalSnapshotName } from "../../../components/final-snapshot";
import { DATA_KEY_ARN } from "./support/fixtures";
import { runProgram, type ProgramRun } from "./support/program";

const RUNBOOK = readFileSync(join(__dirname, "../../../docs/runbooks/take-down.md"), "utf8");

/** The command that takes AWS's own protection off, by the resource that has it. */
const COMMANDS: Readonly<Record<string, string>> = {
    "cluster-eks": "aws eks update-cluster-config --name leanvibe-prod --no-deletion-protection",
    "database-instance":
        "aws rds modify-db-instance --db-instance-identifier leanvibe-prod --no-deletion-protection --apply-immediately",
};

describe("the way down of prod", () => {
    let run: ProgramRun;
    before(async function () {
        this.timeout(60_000);
        run = await runProgram("prod");
    });

    const inputs = (name: string) => run.recording.get(name).inputs;

    it("has a command in the runbook for each deletion protection that AWS has", () => {
        const found = run.recording.resources.filter((one) => one.inputs.deletionProtection === true);
        assert.deepEqual(found.map(({ name }) => name).sort(), Object.keys(COMMANDS));
        for (const [name, command] of Object.entries(COMMANDS)) {
            const { identifier, name: called } = inputs(name);
            assert.equal(identifier ?? called, "leanvibe-prod");
            assert.ok(RUNBOOK.includes(`$ ${command}\n`), command);
        }
        assert.ok(RUNBOOK.includes("$ pulumi state unprotect --all\n"));
    });

    it("leaves a last snapshot of database and cache, under the name that the runbook has", () => {
        assert.equal(inputs("database-instance").skipFinalSnapshot, false);
        for (const name of ["database-instance", "cache-replication-group"]) {
            assert.match(String(inputs(name).finalSnapshotIdentifier), /^leanvibe-prod-final-/, name);
        }
        assert.equal(finalSnapshotName("leanvibe-prod", DATA_KEY_ARN), "leanvibe-prod-final-1a2b3c4d");
        assert.ok(RUNBOOK.includes("--db-snapshot-identifier leanvibe-prod-final-1a2b3c4d\n"));
    });

    it("meets no snapshot of an earlier teardown: another platform has another key", () => {
        const later = DATA_KEY_ARN.replace("1a2b3c4d", "5e6f7a8b");
        assert.notEqual(finalSnapshotName("leanvibe-prod", later), finalSnapshotName("leanvibe-prod", DATA_KEY_ARN));
    });

    it("names the key that reads the snapshots, and how long it lasts", () => {
        assert.equal(inputs("keys-data-alias").name, "alias/leanvibe-prod-data");
        assert.ok(RUNBOOK.includes("--key-id alias/leanvibe-prod-data "));
        assert.ok(RUNBOOK.includes(`${String(inputs("keys-data").deletionWindowInDays)} days`));
    });
});
