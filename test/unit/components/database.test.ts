import assert from "node:assert/strict";

import type { DatabaseConfig } from "../../../components/config";
import { Database } from "../../../components/database";
import { parameterFamily } from "../../../components/database/plan";
import { logGroupPrefixes } from "../../../components/keys/plan";
import type { Platform } from "../../../components/platform";
import { aDatabase, aDataTier, anAwsProvider, aPlatform, aRecovery, DATA_KEY_ARN } from "./support/fixtures";
import { record, type Recording } from "./support/mocks";

function build(overrides: Partial<DatabaseConfig> = {}, platform: Platform = aPlatform()): Promise<Recording> {
    const args = { ...aDataTier(platform), database: aDatabase(overrides), release: aRecovery() };
    return record(() => new Database("database", args, { provider: anAwsProvider() }));
}

describe("Database", () => {
    let recording: Recording;
    before(async () => {
        recording = await build();
    });

    function instance(): Record<string, unknown> {
        return recording.get("database-instance").inputs;
    }

    it("is encrypted with the data key, and so are its insights and its master password", () => {
        const { storageEncrypted, kmsKeyId, masterUserSecretKmsKeyId, performanceInsightsKmsKeyId } = instance();
        assert.equal(storageEncrypted, true);
        assert.deepEqual(
            [kmsKeyId, masterUserSecretKmsKeyId, performanceInsightsKmsKeyId],
            [DATA_KEY_ARN, DATA_KEY_ARN, DATA_KEY_ARN],
        );
    });

    it("lets AWS keep the master password: none is in the program or its state", () => {
        assert.equal(instance().manageMasterUserPassword, true);
        assert.ok(!("password" in instance()));
        assert.ok(!("passwordWo" in instance()));
    });

    it("sits in the data subnets, private, on a port and with a user that nobody guesses first", () => {
        const { publiclyAccessible, port, username, dbSubnetGroupName } = instance();
        assert.equal(publiclyAccessible, false);
        assert.notEqual(port, 5432);
        assert.notEqual(username, "postgres");
        assert.equal(dbSubnetGroupName, "leanvibe-dev");
        assert.deepEqual(recording.get("database-subnets").inputs.subnetIds, ["subnet-1", "subnet-2"]);
    });

    it("lets the cluster's security group in on its port, and nobody else", () => {
        const rules = recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
        assert.equal(rules.length, 1);
        const { referencedSecurityGroupId, fromPort, toPort, cidrIpv4 } = rules[0]?.inputs ?? {};
        assert.deepEqual(
            [referencedSecurityGroupId, fromPort, toPort, cidrIpv4],
            ["sg-cluster", instance().port, instance().port, undefined],
        );
        assert.deepEqual(instance().vpcSecurityGroupIds, ["database-security-group-id"]);
        const group = recording.get("database-security-group").inputs;
        assert.deepEqual([group.ingress, group.egress], [undefined, undefined]);
    });

    it("refuses connections without TLS and pins a current certificate authority", () => {
        const { family, parameters } = recording.get("database-parameters").inputs;
        assert.equal(family, "postgres16");
        const values = new Map((parameters as { name: string; value: string }[]).map((p) => [p.name, p.value]));
        assert.equal(values.get("rds.force_ssl"), "1");
        assert.equal(instance().parameterGroupName, "leanvibe-dev-postgres16");
        assert.equal(instance().caCertIdentifier, "rds-ca-rsa2048-g1");
    });

    it("exports its logs into encrypted groups that end when configuration says", async () => {
        const longer = (await build({ logRetentionDays: 365 })).get("database-upgrade-logs").inputs;
        assert.equal(longer.retentionInDays, 365);
        assert.deepEqual(instance().enabledCloudwatchLogsExports, ["postgresql", "upgrade"]);
        for (const log of ["postgresql", "upgrade"]) {
            const group = recording.get(`database-${log}-logs`).inputs;
            assert.equal(group.name, `/aws/rds/instance/leanvibe-dev/${log}`);
            assert.deepEqual([group.retentionInDays, group.kmsKeyId], [90, "arn:logs-key"]);
            assert.ok(logGroupPrefixes("leanvibe-dev").some((prefix) => String(group.name).startsWith(prefix)));
        }
    });

    it("takes sizes, standby and backups from configuration", async () => {
        const { inputs } = (
            await build({
                instanceClass: "db.m7g.large",
                storageGiB: 100,
                maxStorageGiB: 500,
                multiAz: true,
                backupRetentionDays: 35,
            })
        ).get("database-instance");
        assert.deepEqual(
            [inputs.instanceClass, inputs.allocatedStorage, inputs.maxAllocatedStorage, inputs.storageType],
            ["db.m7g.large", 100, 500, "gp3"],
        );
        assert.deepEqual([inputs.multiAz, inputs.backupRetentionPeriod], [true, 35]);
    });

    it("leaves a last snapshot and refuses deletion where the stack is protected, neither elsewhere", async () => {
        assert.deepEqual([instance().deletionProtection, instance().skipFinalSnapshot], [false, true]);
        assert.equal(instance().finalSnapshotIdentifier, undefined);
        const prod = (await build({}, aPlatform({ name: "leanvibe-prod", protect: true }))).get("database-instance");
        assert.deepEqual([prod.inputs.deletionProtection, prod.inputs.skipFinalSnapshot], [true, false]);
        assert.equal(prod.inputs.finalSnapshotIdentifier, "leanvibe-prod-final-1a2b3c4d");
    });

    it("may be upgraded to another major version in one update, with a parameter group beside the old one", async () => {
        const newer = await build({ engineVersion: "17" });
        for (const { inputs } of [recording, newer].map((one) => one.get("database-instance"))) {
            assert.deepEqual([inputs.allowMajorVersionUpgrade, inputs.applyImmediately], [true, true]);
        }
        const groups = [recording, newer].map((one) => one.get("database-parameters").inputs);
        assert.deepEqual(
            groups.map(({ name, family }) => [name, family]),
            [
                ["leanvibe-dev-postgres16", "postgres16"],
                ["leanvibe-dev-postgres17", "postgres17"],
            ],
        );
        assert.equal(newer.get("database-instance").inputs.parameterGroupName, "leanvibe-dev-postgres17");
    });

    it("refuses extended support, which costs more than the instance", () => {
        assert.equal(instance().engineLifecycleSupport, "open-source-rds-extended-support-disabled");
    });

    it("is monitored by a role that only RDS in this account may take", () => {
        const role = recording.get("database-monitoring-role").inputs;
        assert.match(String(role.assumeRolePolicy), /"monitoring\.rds\.amazonaws\.com"/);
        assert.match(String(role.assumeRolePolicy), /"aws:SourceAccount":"111111111111"/);
        assert.equal(instance().monitoringInterval, 60);
    });
});

describe("the parameter group family", () => {
    it("follows the major version", () => {
        assert.deepEqual(["16", "16.10", "17.2"].map(parameterFamily), ["postgres16", "postgres16", "postgres17"]);
    });
});
