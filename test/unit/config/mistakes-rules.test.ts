import assert from "node:assert/strict";

import { itIsOneLine, type Case } from "./cases";
import { devWith, mistakesOf, prodWith } from "./support";

const pool = "cluster.nodePools.0";

const RULES: readonly Case[] = [
    ["one zone", devWith({ "aws.zones": ["us-east-1a"] }), "aws.zones", '["us-east-1a"]', /2 to 4 zones/],
    [
        "five zones",
        devWith({ "aws.zones": ["a", "b", "c", "d", "e"].map((z) => `us-east-1${z}`) }),
        "aws.zones",
        '["us-east-1a","us-east-1b","us-east-1c","us-east-1d","us-east-1e"]',
        /2 to 4 zones/,
    ],
    [
        "a zone twice",
        devWith({ "aws.zones": ["us-east-1a", "us-east-1a"] }),
        "aws.zones",
        '"us-east-1a"',
        /each zone once/,
    ],
    [
        "a zone of another region",
        devWith({ "aws.zones": ["us-east-1a", "us-east-2b"] }),
        "aws.zones",
        '"us-east-2b"',
        /zones of us-east-1/,
    ],
    [
        "a block too small for the subnets",
        devWith({ "network.cidr": "10.10.0.0/24" }),
        "network.cidr",
        '"10.10.0.0/24"',
        /\/16 to \/20/,
    ],
    [
        "a block too large for a VPC",
        devWith({ "network.cidr": "10.0.0.0/8" }),
        "network.cidr",
        '"10.0.0.0/8"',
        /\/16 to \/20/,
    ],
    [
        "a block that begins in its middle",
        devWith({ "network.cidr": "10.10.1.0/16" }),
        "network.cidr",
        '"10.10.1.0/16"',
        /use 10\.10\.0\.0\/16/,
    ],
    ["a public block", devWith({ "network.cidr": "8.8.0.0/16" }), "network.cidr", '"8.8.0.0/16"', /10\.0\.0\.0\/8/],
    [
        "Docker's block",
        devWith({ "network.cidr": "172.17.0.0/16" }),
        "network.cidr",
        '"172.17.0.0/16"',
        /outside 172\.17/,
    ],
    [
        "a block that is none",
        devWith({ "network.cidr": "300.0.0.0/16" }),
        "network.cidr",
        '"300.0.0.0/16"',
        /IPv4 address block/,
    ],
    [
        "an API open to all",
        devWith({ "cluster.publicAccessCidrs": ["0.0.0.0/0"] }),
        "cluster.publicAccessCidrs[0]",
        '"0.0.0.0/0"',
        /your own networks/,
    ],
    [
        "an API open to all in two halves",
        devWith({ "cluster.publicAccessCidrs": ["128.0.0.0/1"] }),
        "cluster.publicAccessCidrs[0]",
        '"128.0.0.0/1"',
        /your own networks/,
    ],
    [
        "an API block that is none",
        devWith({ "cluster.publicAccessCidrs": ["10.0.0.0/33"] }),
        "cluster.publicAccessCidrs[0]",
        '"10.0.0.0/33"',
        /IPv4 block/,
    ],
    [
        "an administrator of another account",
        devWith({ "cluster.adminRoleArns": ["arn:aws:iam::999999999999:role/A"] }),
        "cluster.adminRoleArns",
        '"arn:aws:iam::999999999999:role/A"',
        /account 111111111111/,
    ],
    ["an empty list of pools", devWith({ "cluster.nodePools": [] }), "cluster.nodePools", "[]", /at least one pool/],
    [
        "a pool without types",
        devWith({ [`${pool}.instanceTypes`]: [] }),
        "cluster.nodePools[0].instanceTypes",
        "[]",
        /1 to 20/,
    ],
    [
        "a limit below one node",
        devWith({ [`${pool}.instanceTypes`]: ["m7g.4xlarge"], [`${pool}.cpuLimit`]: 8 }),
        "cluster.nodePools[0].cpuLimit",
        "8",
        /at least 16/,
    ],
    [
        "a storage ceiling below the start",
        devWith({ "database.storageGiB": 200, "database.maxStorageGiB": 100 }),
        "database.maxStorageGiB",
        "100",
        /at least 220/,
    ],
    [
        "a version of the other engine",
        devWith({ "cache.engine": "redis", "cache.engineVersion": "8.0" }),
        "cache.engineVersion",
        '"8.0"',
        /redis 7\.0, 7\.1/,
    ],
    [
        "fewer pods at most than at least",
        devWith({ "application.api": { minReplicas: 5, maxReplicas: 3 } }),
        "application.api.maxReplicas",
        "3",
        /at least minReplicas, 5/,
    ],
    [
        "two zones in prod",
        prodWith({ "aws.zones": ["us-east-1a", "us-east-1b"] }),
        "aws.zones",
        '["us-east-1a","us-east-1b"]',
        /3 to 4 zones in prod/,
    ],
    [
        "one NAT gateway in prod",
        prodWith({ "network.natGateways": "one" }),
        "network.natGateways",
        '"one"',
        /per-zone in prod/,
    ],
    ["no standby in prod", prodWith({ "database.multiAz": false }), "database.multiAz", "false", /true in prod/],
    [
        "few backups in prod",
        prodWith({ "database.backupRetentionDays": 3 }),
        "database.backupRetentionDays",
        "3",
        /7 to 35 in prod/,
    ],
    ["no replica in prod", prodWith({ "cache.replicas": 0 }), "cache.replicas", "0", /1 to 5 in prod/],
    ["prod without protection", prodWith({ protect: false }), "protect", "false", /true in prod/],
    [
        "one API pod in prod",
        prodWith({ "application.api.minReplicas": 1 }),
        "application.api.minReplicas",
        "1",
        /2 or more in prod/,
    ],
    [
        "a block with a leading zero, which some read as octal",
        devWith({ "network.cidr": "010.10.0.0/16" }),
        "network.cidr",
        '"010.10.0.0/16"',
        /write it like 10\.10\.0\.0/,
    ],
    [
        "an API open to all, spelt otherwise",
        devWith({ "cluster.publicAccessCidrs": ["0.0.0.0/00"] }),
        "cluster.publicAccessCidrs[0]",
        '"0.0.0.0/00"',
        /IPv4 block/,
    ],
    [
        "an API open to a quarter of all",
        devWith({ "cluster.publicAccessCidrs": ["64.0.0.0/2"] }),
        "cluster.publicAccessCidrs[0]",
        '"64.0.0.0/2"',
        /your own networks/,
    ],
    [
        "more API blocks than EKS takes",
        devWith({ "cluster.publicAccessCidrs": Array.from({ length: 41 }, (_, i) => `203.0.113.${i}/32`) }),
        "cluster.publicAccessCidrs",
        '["203.0.113.0/32",',
        /at most 40 blocks/,
    ],
];

describe("a mistake between several keys", () => {
    it("is not found where there is none", () => {
        assert.deepEqual(mistakesOf(devWith()), []);
        assert.deepEqual(mistakesOf(prodWith()), []);
    });

    itIsOneLine(RULES);

    it("in prod's capacity is refused unless spot is allowed beside on-demand", () => {
        const spot = { name: "spot", instanceTypes: ["m7g.large"], capacity: "spot", cpuLimit: 16, memoryLimitGiB: 64 };
        const steady = { ...spot, name: "steady", capacity: "on-demand" };
        const prodPools = (nodePools: unknown[], allowSpotInProd: boolean) =>
            mistakesOf(prodWith({ cluster: { allowSpotInProd, nodePools } }));
        assert.match(prodPools([steady, spot], false).join(), /^cluster\.nodePools\[1\]\.capacity: given "spot"/);
        assert.deepEqual(prodPools([steady, spot], true), []);
        assert.match(prodPools([spot], true).join(), /at least one on-demand pool in prod/);
        assert.match(prodPools([steady, steady], false).join(), /each pool name once/);
    });

    it("is found between the stack's name and the environment", () => {
        assert.deepEqual(mistakesOf(devWith(), { stack: "dev" }), []);
        assert.match(mistakesOf(devWith(), { stack: "prod" }).join(), /^environment: given "dev"; allowed: .*prod/);
    });

    it("is the only one while the environment is another stack's: what prod must have may not be wanted", () => {
        const lines = mistakesOf(devWith({ environment: "prod" }), { stack: "dev" });
        assert.equal(lines.length, 1, lines.join("\n"));
        assert.match(lines.join(), /^environment: given "prod"; allowed: the stack's name, dev; fix: set dev/);
        assert.ok(mistakesOf(devWith({ environment: "prod" }), { stack: "prod" }).length > 1);
    });
});
