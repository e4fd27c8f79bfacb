import assert from "node:assert/strict";

import { devWith, mistakesOf, prodWith, type Raw } from "./support";

/** What is wrong, the raw configuration, and how the only line about it begins and what it must say. */
type Case = readonly [title: string, raw: Raw, path: string, given: string, says: RegExp];

const pool = "cluster.nodePools.0";

const SHAPE: readonly Case[] = [
    ["no environment", devWith({ environment: undefined }), "environment", "nothing", /dev, staging, prod/],
    ["a misspelt environment", devWith({ environment: "stagin" }), "environment", '"stagin"', /did you mean staging\?/],
    ["an unknown key", devWith({ databse: {} }), "databse", "an unknown key", /did you mean database\?/],
    [
        "an unknown nested key",
        devWith({ "network.cdir": "x" }),
        "network.cdir",
        "an unknown key",
        /did you mean cidr\?/,
    ],
    [
        "a key unlike any other",
        devWith({ "cache.flavour": 1 }),
        "cache.flavour",
        "an unknown key",
        /keys: engine.*fix: remove it/,
    ],
    ["text for a section", devWith({ network: "10.0.0.0/16" }), "network", "a string", /keys: cidr/],
    [
        "an account id with letters",
        devWith({ "aws.accountId": "11111111111x" }),
        "aws.accountId",
        '"11111111111x"',
        /12 digits/,
    ],
    ["an account id too short", devWith({ "aws.accountId": 1111 }), "aws.accountId", "1111", /12 digits/],
    [
        "a Chinese region",
        devWith({ "aws.region": "cn-north-1", "aws.zones": ["cn-north-1a", "cn-north-1b"] }),
        "aws.region",
        '"cn-north-1"',
        /commercial/,
    ],
    [
        "a zone without its letter",
        devWith({ "aws.zones": ["us-east-1a", "us-east-1"] }),
        "aws.zones[1]",
        '"us-east-1"',
        /us-east-1a/,
    ],
    ["one zone as text", devWith({ "aws.zones": "us-east-1a" }), "aws.zones", '"us-east-1a"', /a list of 2 to 4 zones/],
    [
        "a retention that CloudWatch lacks",
        devWith({ "network.flowLogRetentionDays": 31 }),
        "network.flowLogRetentionDays",
        "31",
        /30, 60/,
    ],
    ["logs kept for ever", devWith({ "cluster.logRetentionDays": 0 }), "cluster.logRetentionDays", "0", /1, 3, 5/],
    [
        "a Kubernetes version without quotes",
        devWith({ "cluster.version": 1.35 }),
        "cluster.version",
        "1.35",
        /in quotes: 1\.34/,
    ],
    [
        "a Kubernetes version out of support",
        devWith({ "cluster.version": "1.29" }),
        "cluster.version",
        '"1.29"',
        /standard support/,
    ],
    [
        "a host for a block",
        devWith({ "cluster.publicAccessCidrs": ["vpn"] }),
        "cluster.publicAccessCidrs[0]",
        '"vpn"',
        /IPv4 block/,
    ],
    [
        "a user's ARN",
        devWith({ "cluster.adminRoleArns": ["arn:aws:iam::111111111111:user/me"] }),
        "cluster.adminRoleArns[0]",
        '"arn:aws:iam::111111111111:user/me"',
        /IAM role/,
    ],
    ["no node pools", devWith({ cluster: {} }), "cluster.nodePools", "nothing", /list/],
    [
        "an instance type too small",
        devWith({ [`${pool}.instanceTypes`]: ["t4g.small"] }),
        "cluster.nodePools[0].instanceTypes[0]",
        '"t4g.small"',
        /Auto Mode/,
    ],
    [
        "an instance type of one vCPU",
        devWith({ [`${pool}.instanceTypes`]: ["m7g.medium"] }),
        "cluster.nodePools[0].instanceTypes[0]",
        '"m7g.medium"',
        /Auto Mode/,
    ],
    ["no cpu limit", devWith({ [`${pool}.cpuLimit`]: undefined }), "cluster.nodePools[0].cpuLimit", "nothing", /vCPUs/],
    [
        "no memory limit",
        devWith({ [`${pool}.memoryLimitGiB`]: undefined }),
        "cluster.nodePools[0].memoryLimitGiB",
        "nothing",
        /GiB/,
    ],
    [
        "an unknown capacity",
        devWith({ [`${pool}.capacity`]: "ondemand" }),
        "cluster.nodePools[0].capacity",
        '"ondemand"',
        /did you mean on-demand\?/,
    ],
    [
        "an unknown instance class",
        devWith({ "database.instanceClass": "db.t4g.mediun" }),
        "database.instanceClass",
        '"db.t4g.mediun"',
        /RDS for PostgreSQL/,
    ],
    [
        "an old PostgreSQL",
        devWith({ "database.engineVersion": "12.4" }),
        "database.engineVersion",
        '"12.4"',
        /15, 16, 17/,
    ],
    ["backups off", devWith({ "database.backupRetentionDays": 0 }), "database.backupRetentionDays", "0", /1 to 35/],
    [
        "backups for too long",
        devWith({ "database.backupRetentionDays": 36 }),
        "database.backupRetentionDays",
        "36",
        /1 to 35/,
    ],
    ["half a GiB of storage", devWith({ "database.storageGiB": 20.5 }), "database.storageGiB", "20.5", /whole number/],
    [
        "an unknown node type",
        devWith({ "cache.nodeType": "cache.m7i.large" }),
        "cache.nodeType",
        '"cache.m7i.large"',
        /ElastiCache/,
    ],
    [
        "a cache engine that is none",
        devWith({ "cache.engine": "memcached" }),
        "cache.engine",
        '"memcached"',
        /valkey, redis/,
    ],
    [
        "a repository with a tag",
        devWith({ "application.imageRepository": "r.example/leanvibe:2" }),
        "application.imageRepository",
        '"r.example/leanvibe:2"',
        /without a tag/,
    ],
    ["no tag", devWith({ "application.tag": undefined }), "application.tag", "nothing", /image tag/],
    ["the tag latest", devWith({ "application.tag": "latest" }), "application.tag", '"latest"', /not latest/],
    ["cpu in per cent", devWith({ "application.api.cpu": "50%" }), "application.api.cpu", '"50%"', /500m/],
    [
        "memory in megabytes",
        devWith({ "application.worker.memory": "512MB" }),
        "application.worker.memory",
        '"512MB"',
        /512Mi/,
    ],
    ["a flag in words", devWith({ protect: "yes" }), "protect", '"yes"', /true or false/],
];

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
];

describe("a mistake in the configuration", () => {
    it("is not found where there is none", () => {
        assert.deepEqual(mistakesOf(devWith()), []);
        assert.deepEqual(mistakesOf(prodWith()), []);
    });

    for (const [title, raw, path, given, says] of [...SHAPE, ...RULES]) {
        it(`is one line: ${title}`, () => {
            const lines = mistakesOf(raw);
            const [line = ""] = lines;
            assert.equal(lines.length, 1, lines.join("\n"));
            assert.ok(line.startsWith(`${path}: given ${given}; allowed: `), line);
            assert.match(line, /; fix: \S/);
            assert.match(line, says);
        });
    }

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
});

describe("several mistakes", () => {
    it("are reported together, shape and rules alike, a line each", () => {
        const lines = mistakesOf(
            devWith({
                environment: "dve",
                "aws.accountId": "12",
                "network.cidr": "10.10.0.0/24",
                "database.storageGiB": 500,
                "application.tag": "latest",
            }),
        );
        assert.deepEqual(
            lines.map((line) => line.split(":")[0]),
            ["environment", "aws.accountId", "application.tag", "network.cidr", "database.maxStorageGiB"],
        );
    });

    it("do not hide a rule whose own keys are right", () => {
        const lines = mistakesOf(prodWith({ "database.instanceClass": "nonsense", "database.multiAz": false }));
        assert.equal(lines.length, 2);
        assert.match(lines.join("\n"), /database\.multiAz: given false; allowed: true in prod/);
    });

    it("silence a rule whose own keys are wrong", () => {
        const lines = mistakesOf(devWith({ "database.storageGiB": "many", "database.maxStorageGiB": 22 }));
        assert.equal(lines.length, 1);
        assert.match(lines.join(), /^database\.storageGiB/);
    });

    it("repeat no more than the beginning of a long value", () => {
        const [line] = mistakesOf(devWith({ "application.tag": "x".repeat(5000) }));
        assert.ok(line !== undefined && line.length < 300);
    });
});
