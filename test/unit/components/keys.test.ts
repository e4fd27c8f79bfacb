import assert from "node:assert/strict";

import { Keys } from "../../../components/keys";
import { logGroupPrefixes, planKeys, type KeyPlan, type KeyPurpose } from "../../../components/keys/plan";
import type { Platform } from "../../../components/platform";
import { aPlatform, anAwsProvider } from "./support/fixtures";
import { record } from "./support/mocks";

function build(platform: Platform) {
    return record(() => new Keys("keys", { platform }, { provider: anAwsProvider() }));
}

function plan(purpose: KeyPurpose): KeyPlan {
    const found = planKeys(aPlatform()).find((key) => key.purpose === purpose);
    assert.ok(found);
    return found;
}

describe("Keys", () => {
    it("makes one rotating key with an alias for each purpose", async () => {
        const recording = await build(aPlatform());
        for (const purpose of ["cluster", "data", "logs"]) {
            const { inputs } = recording.get(`keys-${purpose}`);
            assert.equal(inputs.enableKeyRotation, true);
            assert.equal(inputs.deletionWindowInDays, 30);
            assert.equal(recording.get(`keys-${purpose}-alias`).inputs.name, `alias/leanvibe-dev-${purpose}`);
        }
        assert.equal(recording.ofType("aws:kms/key:Key").length, 3);
    });

    it("registers exactly the planned policy", async () => {
        const recording = await build(aPlatform());
        assert.deepEqual(JSON.parse(String(recording.get("keys-logs").inputs.policy)), plan("logs").policy);
    });
});

describe("key policies", () => {
    it("name principals of this account or a service, never everybody", () => {
        for (const key of planKeys(aPlatform())) {
            for (const { Principal } of key.policy.Statement) {
                const name = "AWS" in Principal ? Principal.AWS : Principal.Service;
                assert.match(name, /^(arn:aws:iam::111111111111:root|logs\.us-east-1\.amazonaws\.com)$/);
            }
        }
    });

    it("let nobody decrypt without a condition, and grant no action by a bare wildcard", () => {
        for (const key of planKeys(aPlatform())) {
            for (const statement of key.policy.Statement) {
                const decrypts = statement.Action.includes("kms:Decrypt");
                assert.ok(!decrypts || statement.Condition !== undefined, `${key.purpose} ${statement.Sid}`);
                assert.ok(!statement.Action.some((action) => action === "kms:*" || action === "*"));
            }
        }
    });

    it("keep the account able to administer each key, so that none is lost", () => {
        for (const key of planKeys(aPlatform())) {
            const actions = key.policy.Statement[0]?.Action ?? [];
            assert.ok(actions.includes("kms:PutKeyPolicy"));
            assert.ok(!actions.includes("kms:Decrypt"));
        }
    });

    it("let the data key be used only through the services that hold data", () => {
        const use = plan("data").policy.Statement.find((statement) => statement.Sid === "UseThroughDataServices");
        assert.deepEqual(use?.Condition?.StringEquals, {
            "kms:CallerAccount": "111111111111",
            "kms:ViaService": [
                "elasticache.us-east-1.amazonaws.com",
                "rds.us-east-1.amazonaws.com",
                "secretsmanager.us-east-1.amazonaws.com",
            ],
        });
    });

    it("let the data key's grants go to AWS services only, and EKS have the one that it cannot ask for otherwise", () => {
        const grant = (purpose: KeyPurpose) =>
            plan(purpose).policy.Statement.find((statement) => statement.Action.includes("kms:CreateGrant"))?.Condition;
        assert.deepEqual(grant("data")?.Bool, { "kms:GrantIsForAWSResource": "true" });
        assert.deepEqual(grant("cluster"), { StringEquals: { "kms:CallerAccount": "111111111111" } });
        assert.equal(grant("logs"), undefined);
    });

    it("let CloudWatch Logs use the logs key for the platform's own log groups only", () => {
        const use = plan("logs").policy.Statement.at(-1);
        assert.deepEqual(use?.Principal, { Service: "logs.us-east-1.amazonaws.com" });
        assert.deepEqual(
            use.Condition?.ArnLike?.["kms:EncryptionContext:aws:logs:arn"],
            logGroupPrefixes("leanvibe-dev").map((p) => `arn:aws:logs:us-east-1:111111111111:log-group:${p}*`),
        );
    });
});
