import assert from "node:assert/strict";

import { loadConfig } from "../../../components/config";
import { isCacheNodeType, isDatabaseInstanceClass, nodeInstanceType } from "../../../components/config/known";
import { describeMistakes, nearest, printable, show, type Mistake } from "../../../components/config/mistakes";
import { sameAsGolden } from "../../golden";
import { devWith, mistakesOf, prodWith, type Raw } from "./support";

const zones = (...letters: string[]) => letters.map((letter) => `us-east-1${letter}`);
const pool = "cluster.nodePools.0";

describe("what is just allowed", () => {
    const cases: readonly (readonly [title: string, raw: Raw])[] = [
        ["four zones", devWith({ "aws.zones": zones("a", "b", "c", "d") })],
        ["the largest and the smallest VPC", devWith({ "network.cidr": "10.0.0.0/16" })],
        ["the smallest VPC", devWith({ "network.cidr": "10.0.0.0/20" })],
        ["a block of one's own of /8", devWith({ "cluster.publicAccessCidrs": ["54.0.0.0/8"] })],
        [
            "40 blocks",
            devWith({ "cluster.publicAccessCidrs": Array.from({ length: 40 }, (_, index) => `203.0.${index}.0/24`) }),
        ],
        ["20 instance types", devWith({ [`${pool}.instanceTypes`]: Array.from({ length: 20 }, () => "m7g.large") })],
        ["a CPU limit of one smallest node", devWith({ [`${pool}.cpuLimit`]: 2 })],
        ["storage that may grow by a tenth", devWith({ database: { storageGiB: 100, maxStorageGiB: 110 } })],
        ["as many pods at most as at least", devWith({ "application.worker": { minReplicas: 3, maxReplicas: 3 } })],
        ["minor versions of PostgreSQL", devWith({ "database.engineVersion": "16.1" })],
        ["minor versions of two digits", devWith({ "database.engineVersion": "16.10" })],
        ["an empty text and null for keys with a default", devWith({ "database.multiAz": "", "cache.engine": null })],
        ["the week of backups that prod wants", prodWith({ "database.backupRetentionDays": 7 })],
    ];
    for (const [title, raw] of cases) {
        it(`is ${title}`, () => {
            assert.deepEqual(mistakesOf(raw), []);
        });
    }
});

describe("rules over several keys", () => {
    const paths = (raw: Raw, stack?: string) =>
        mistakesOf(raw, stack === undefined ? {} : { stack }).map((line) => line.split(": ")[0]);

    it("keep silent about a section that is no section", () => {
        const raw = prodWith({ network: 1, database: 2, cache: 3, application: 4, gateway: 5, release: 6 });
        assert.deepEqual(paths(raw), ["network", "database", "cache", "application", "gateway", "release"]);
        assert.deepEqual(paths(prodWith({ "application.api": 5 })), ["application.api"]);
    });

    it("keep silent where one of their keys is wrong by itself", () => {
        assert.deepEqual(paths(devWith({ database: { storageGiB: "many", maxStorageGiB: 25 } })), [
            "database.storageGiB",
        ]);
        assert.deepEqual(paths(devWith({ database: { storageGiB: 500, maxStorageGiB: "more" } })), [
            "database.maxStorageGiB",
        ]);
        for (const [wrong, right] of [
            ["minReplicas", "maxReplicas"],
            ["maxReplicas", "minReplicas"],
        ] as const) {
            const raw = devWith({ "application.worker": { [wrong]: "x", [right]: 1 } });
            assert.deepEqual(paths(raw), [`application.worker.${wrong}`]);
        }
        assert.deepEqual(paths(devWith({ [`${pool}.cpuLimit`]: "x" })), ["cluster.nodePools[0].cpuLimit"]);
    });

    it("judge what is right of a list of which an element is wrong", () => {
        const general = {
            name: "general",
            instanceTypes: ["m7g.large"],
            capacity: "spot",
            cpuLimit: 1,
            memoryLimitGiB: 64,
        };
        assert.deepEqual(
            paths(devWith({ "cluster.nodePools": [5, { ...general, cpuLimit: 2 }, { ...general, cpuLimit: 2 }] })),
            ["cluster.nodePools[0]", "cluster.nodePools"],
        );
        const nameless = { ...general, cpuLimit: 2, name: 5 };
        assert.deepEqual(paths(devWith({ "cluster.nodePools": [nameless, nameless] })), [
            "cluster.nodePools[0].name",
            "cluster.nodePools[1].name",
        ]);
    });

    it("say of prod without pools one thing", () => {
        assert.deepEqual(paths(prodWith({ "cluster.nodePools": [] })), ["cluster.nodePools"]);
    });

    it("judge the other keys of a stack whose environment is another's", () => {
        assert.deepEqual(paths(devWith({ "aws.zones": zones("a", "a") }), "prod"), ["environment", "aws.zones"]);
    });

    it("propose the newest version of the engine that is set", () => {
        assert.match(
            mistakesOf(devWith({ cache: { engine: "valkey", engineVersion: "7.0" } })).join(),
            /fix: set 8\.2$/,
        );
    });
});

describe("what AWS offers", () => {
    it("is told by the whole name of a DB instance class, and of a cache's node type", () => {
        assert.ok(isDatabaseInstanceClass("db.m7g.large") && isCacheNodeType("cache.m7g.large"));
        for (const name of ["cache.t4g.micro", "t4g.micro", "db.t4g.micro.x", "db.x99.large", "db", ""]) {
            assert.ok(!isDatabaseInstanceClass(name), name);
        }
        for (const name of ["db.t4g.micro", "t4g.micro", "cache.t4g.micro.x", "cache.x99.large", "cache", ""]) {
            assert.ok(!isCacheNodeType(name), name);
        }
    });

    it("is told by the whole name of an instance type, with its architecture", () => {
        const architectures = ["m7g.large", "c7gn.large", "t4g.medium", "m7i.large", "c7i-flex.large", "r5dn.large"];
        assert.deepEqual(
            architectures.map((type) => nodeInstanceType(type)?.architecture),
            ["arm64", "arm64", "arm64", "amd64", "amd64", "amd64"],
        );
        for (const type of ["m7g.large.x", "m7g.medium", "x99.large", "m7g", ""]) {
            assert.equal(nodeInstanceType(type), undefined, type);
        }
    });
});

describe("a section that is a secret", () => {
    it("is one mistake: what could not be read of it is not said to be missing", () => {
        const secrets = ["leanvibe-agent-hive:aws", "other:cache"];
        assert.deepEqual(
            mistakesOf(devWith({ "release.blue.tag": undefined }), { secrets }).map((line) => line.split(";")[0]),
            ["aws: given a secret", "release.blue.tag: given nothing"],
        );
    });
});

describe("words for a mistake", () => {
    const mistake = (path: string): Mistake => ({ path, given: "1", allowed: "2", fix: "3" });
    const many = (count: number) => Array.from({ length: count }, (_, index) => mistake(`k${index}`));

    it("count the mistakes, and tell each once", () => {
        assert.match(describeMistakes([mistake("a")]), /has 1 mistake:\n {2}a: given 1; allowed: 2; fix: 3$/);
        assert.match(
            describeMistakes([mistake("a"), mistake("a"), mistake("b")]),
            /has 2 mistakes:\n {2}a: .*\n {2}b: .*$/,
        );
    });

    it("tell fifty of them, and how many more there are", () => {
        assert.equal(describeMistakes(many(50)).split("\n").length, 51);
        assert.doesNotMatch(describeMistakes(many(50)), /more/);
        const lines = describeMistakes(many(53)).split("\n");
        assert.deepEqual([lines.length, lines.at(-1)], [52, "  … and 3 more"]);
    });

    it("show a value as JSON, shortened, and nothing of an object or of a list in a list", () => {
        assert.deepEqual(
            [
                undefined,
                null,
                "",
                false,
                0,
                Number.POSITIVE_INFINITY,
                "x",
                { a: 1 },
                [],
                [1, "a", null, { a: 1 }, [2]],
            ].map(show),
            [
                "nothing",
                "nothing",
                "nothing",
                "false",
                "0",
                "Infinity",
                '"x"',
                "an object",
                "[]",
                '[1,"a",null,an object,a list]',
            ],
        );
    });

    it("show at most eighty characters of it, none of them cut in two or able to move the others", () => {
        assert.equal(printable("x".repeat(80)), "x".repeat(80));
        assert.equal(printable("x".repeat(81)), `${"x".repeat(80)}…`);
        assert.equal(printable("😀".repeat(80)), "😀".repeat(80));
        assert.equal(printable("😀".repeat(81)), `${"😀".repeat(80)}…`);
        assert.equal(printable("a\nb\u2028c\u202ed"), "a\\u{a}b\\u{2028}c\\u{202e}d");
        assert.equal(printable(""), '""');
    });

    it("propose a spelling of which a third is wrong at most, or one letter", () => {
        const words = ["on-demand", "spot", "aws"];
        assert.equal(nearest("ondemand", words), "on-demand");
        assert.equal(nearest("onxdexmxxx", words), undefined);
        assert.equal(nearest("on-demxxx", words), "on-demand");
        assert.equal(nearest("SPOT", words), "spot");
        assert.equal(nearest("spots", words), "spot");
        assert.equal(nearest("spotty", words), "spot");
        assert.equal(nearest("spottys", words), undefined);
        assert.equal(nearest("awe", words), "aws");
        assert.equal(nearest("demanx", words), undefined);
        assert.equal(nearest("awxy", words), undefined);
        assert.equal(nearest("xs", words), undefined);
        assert.equal(nearest("", words), undefined);
        assert.equal(nearest("x", []), undefined);
    });
});

describe("keys that nothing reads", () => {
    const project = "leanvibe-agent-hive";

    it("are answered with what to do instead, word for word", () => {
        const names = ["region", "allowedAccountIds", "defaultTags", "profile", "accessKey", "secretKey", "token"];
        const keys = [
            ...[...names, "assumeRole"].map((name) => `aws:${name}`),
            "pulumi:autonaming",
            "other:a:b",
            "other:ca:che",
            "other:databse",
            "lone",
        ];
        const below = devWith({ "cache.flavour": 1, "database.x": 1, colour: 1, network: 7 });
        sameAsGolden(__dirname, "foreign.txt", [
            ...mistakesOf(devWith(), { keys: [...keys, `${project}:nothing like it`] }),
            ...mistakesOf(below),
        ]);
    });

    it("are not looked for where nobody says which are set", () => {
        const raw = devWith();
        const get = (key: string) => (raw[key] === undefined ? undefined : JSON.stringify(raw[key]));
        assert.equal(loadConfig(get).environment, "dev");
    });
});
