import assert from "node:assert/strict";

import { Cache } from "../../../components/cache";
import { cacheFamily, planReplicationGroup, planUsers } from "../../../components/cache/plan";
import type { CacheConfig } from "../../../components/config";
import type { Platform } from "../../../components/platform";
import { aCache, aDataTier, anAwsProvider, aPlatform, DATA_KEY_ARN } from "./support/fixtures";
import { record, type Recording } from "./support/mocks";

function build(overrides: Partial<CacheConfig> = {}, platform: Platform = aPlatform()): Promise<Recording> {
    const args = { ...aDataTier(platform), cache: aCache(overrides) };
    return record(() => new Cache("cache", args, { provider: anAwsProvider() }));
}

describe("Cache", () => {
    let recording: Recording;
    before(async () => {
        recording = await build();
    });

    function group(): Record<string, unknown> {
        return recording.get("cache-replication-group").inputs;
    }

    it("is encrypted at rest with the data key, and speaks TLS only", () => {
        assert.deepEqual([group().atRestEncryptionEnabled, group().kmsKeyId], [true, DATA_KEY_ARN]);
        assert.deepEqual([group().transitEncryptionEnabled, group().transitEncryptionMode], [true, "required"]);
    });

    it("knows its users by IAM: no token or password is in the program", () => {
        assert.ok(!("authToken" in group()));
        assert.deepEqual(group().userGroupIds, ["leanvibe-dev"]);
        const user = recording.get("cache-user-leanvibe-dev-app").inputs;
        assert.deepEqual(user.authenticationMode, { type: "iam" });
        assert.equal(user.userId, user.userName);
        assert.deepEqual(recording.get("cache-users").inputs.userIds, ["leanvibe-dev-app"]);
    });

    it("never evicts a stream's entry", () => {
        const { family, parameters } = recording.get("cache-parameters").inputs;
        assert.equal(family, "valkey8");
        assert.deepEqual(parameters, [{ name: "maxmemory-policy", value: "noeviction" }]);
        assert.equal(group().parameterGroupName, "leanvibe-dev-valkey8");
    });

    it("lets the cluster's security group in on its port, and nobody else", () => {
        const rules = recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
        assert.equal(rules.length, 1);
        const { referencedSecurityGroupId, fromPort, toPort } = rules[0]?.inputs ?? {};
        assert.deepEqual([referencedSecurityGroupId, fromPort, toPort], ["sg-cluster", group().port, group().port]);
        assert.deepEqual(group().securityGroupIds, ["cache-security-group-id"]);
    });

    it("gives Redis the switched-off default user that its user groups must hold", async () => {
        const redis = await build({ engine: "redis", engineVersion: "7.1" });
        const nobody = redis.get("cache-user-default").inputs;
        assert.deepEqual([nobody.userName, nobody.accessString], ["default", "off -@all"]);
        assert.deepEqual(redis.get("cache-users").inputs.userIds, ["leanvibe-dev-default", "leanvibe-dev-app"]);
        assert.equal(redis.get("cache-parameters").inputs.family, "redis7");
    });
});

describe("the replication group", () => {
    it("fails over to another zone as soon as there is a replica", () => {
        const single = planReplicationGroup("n", aCache({ replicas: 0 }), false);
        assert.deepEqual(
            [single.numCacheClusters, single.automaticFailoverEnabled, single.multiAzEnabled],
            [1, false, false],
        );
        const redundant = planReplicationGroup("n", aCache({ replicas: 2 }), false);
        assert.deepEqual(
            [redundant.numCacheClusters, redundant.automaticFailoverEnabled, redundant.multiAzEnabled],
            [3, true, true],
        );
    });

    it("always keeps snapshots, for longer and with a last one where the stack is protected", async () => {
        const dev = (await build()).get("cache-replication-group").inputs;
        const platform = aPlatform({ name: "leanvibe-prod", protect: true });
        const prod = (await build({}, platform)).get("cache-replication-group").inputs;
        assert.deepEqual([dev.snapshotRetentionLimit, dev.finalSnapshotIdentifier], [1, undefined]);
        assert.deepEqual(
            [prod.snapshotRetentionLimit, prod.finalSnapshotIdentifier],
            [14, "leanvibe-prod-final-1a2b3c4d"],
        );
    });

    it("changes at once: a parameter group of an older family is in use until then", () => {
        assert.equal(planReplicationGroup("n", aCache(), false).applyImmediately, true);
    });

    it("has a parameter group family for every version, and says so when it has none", () => {
        assert.equal(cacheFamily({ engine: "valkey", engineVersion: "7.2" }), "valkey7");
        assert.throws(
            () => cacheFamily({ engine: "redis", engineVersion: "8.0" }),
            /redis 8\.0 has no parameter group/,
        );
    });
});

describe("users of the cache", () => {
    it("may work with data but not administer the server", () => {
        const [application] = planUsers("n", "valkey");
        assert.match(application?.accessString ?? "", /^on .*-@admin -@dangerous/);
    });
});
