import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Database } from "../../../components/database";
import { planRecovery } from "../../../components/database/recovery";
import type { Request } from "./support/requests";
import { listen } from "./support/requests";
import { aDatabase, aDataTier, anAwsProvider, aPlatform, aRecovery } from "./support/fixtures";
import { record, type Recording } from "./support/mocks";

const SNAPSHOT = "aws:rds/snapshot:Snapshot";

interface Built {
    readonly recording: Recording;
    readonly requests: readonly Request[];
    readonly database: Database;
}

async function build(release = aRecovery()): Promise<Built> {
    const requests: Request[] = [];
    let database: Database | undefined;
    const recording = await record(() => {
        listen(requests);
        const args = { ...aDataTier(), database: aDatabase(), release };
        database = new Database("database", args, { provider: anAwsProvider() });
    });
    assert.ok(database);
    return { recording, requests, database };
}

describe("the snapshot before a migration that removes something", () => {
    it("is not made where no migration may remove anything", async () => {
        const { recording, database } = await build();
        assert.deepEqual(recording.ofType(SNAPSHOT), []);
        assert.deepEqual(database.snapshots, []);
        assert.equal(database.recovery.snapshot, null);
    });

    it("is made of the database, and carries the generation, under the name that the migration is told", async () => {
        const { recording, database } = await build(aRecovery({ contract: true }, 7));
        const [snapshot, ...more] = recording.ofType(SNAPSHOT);
        assert.deepEqual(more, []);
        assert.equal(snapshot?.name, "database-leanvibe-dev-generation-7");
        assert.equal(snapshot.inputs.dbSnapshotIdentifier, "leanvibe-dev-generation-7");
        assert.equal(snapshot.inputs.dbSnapshotIdentifier, database.recovery.snapshot);
        assert.equal(snapshot.inputs.dbInstanceIdentifier, recording.get("database-instance").inputs.identifier);
        assert.equal((snapshot.inputs.tags as Record<string, string>).component, "database");
    });

    it("is made anew for each generation", async () => {
        const seventh = await build(aRecovery({ contract: true }, 7));
        const eighth = await build(aRecovery({ contract: true }, 8));
        const [first, second] = [seventh, eighth].map(({ recording }) => recording.ofType(SNAPSHOT)[0]);
        assert.ok(first && second);
        assert.notEqual(first.name, second.name);
        assert.notEqual(first.inputs.dbSnapshotIdentifier, second.inputs.dbSnapshotIdentifier);
    });

    it("stays when a later generation no longer names it", async () => {
        const { requests } = await build(aRecovery({ contract: true }));
        const [snapshot] = requests.filter(({ type }) => type === SNAPSHOT);
        assert.equal(snapshot?.retain, true);
        const others = requests.filter(({ type }) => type !== SNAPSHOT);
        assert.ok(others.every(({ retain }) => !retain));
    });

    it("is what a release waits for", async () => {
        const { database } = await build(aRecovery({ contract: true }));
        assert.equal(database.snapshots.length, 1);
        assert.ok(database.snapshots[0] instanceof pulumi.CustomResource);
    });
});

describe("how a migration can be undone", () => {
    it("is a restore to a moment just now, of the platform's own database", () => {
        assert.deepEqual(planRecovery(aPlatform({ name: "leanvibe-prod", region: "eu-west-1" }), aRecovery()), {
            restorePoint: {
                kind: "point-in-time",
                region: "eu-west-1",
                instance: "leanvibe-prod",
                // RDS uploads logs every five minutes.
                maxAgeMinutes: 15,
            },
            snapshot: null,
        });
    });

    it("is nothing where configuration wants nothing", () => {
        const { restorePoint } = planRecovery(aPlatform(), aRecovery({ restorePoint: "none" }));
        assert.deepEqual(restorePoint, { kind: "none" });
    });

    it("asks for the very instance that is made", async () => {
        const { recording, database } = await build();
        const { restorePoint } = database.recovery;
        assert.ok(restorePoint.kind === "point-in-time");
        assert.equal(recording.get("database-instance").inputs.identifier, restorePoint.instance);
    });
});
