import { load, devWith, mistakesOf, prodWith, type Raw } from "./support";
import { sameAsGolden } from "../../golden";

/** Paths of every value of a configuration, its list elements' too, as `devWith` takes them. */
function leaves(value: unknown, path = ""): string[] {
    if (typeof value !== "object" || value === null) {
        return [path];
    }
    const below = Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`));
    return Array.isArray(value) ? [path, ...below] : below;
}

/** Lists that a stack may leave out, so that their elements are looked at too. */
const OPTIONAL = {
    "cluster.publicAccessCidrs": ["203.0.113.0/24"],
    "cluster.adminRoleArns": ["arn:aws:iam::111111111111:role/admin"],
    "release.canary.steps": [5],
};
const POOL = { name: "general", instanceTypes: ["m7g.large"], capacity: "spot", cpuLimit: 16, memoryLimitGiB: 64 };
const ROLE = "arn:aws:iam::111111111111:role";

/** What each rule over several keys refuses, at its limit where it has one. */
const AGAINST_RULES: readonly (readonly [title: string, raw: Raw])[] = [
    ["a zone of another region, and one twice", devWith({ "aws.zones": ["us-west-2a", "us-east-1a", "us-east-1a"] })],
    ["too few zones", devWith({ "aws.zones": ["us-east-1a"] })],
    ["too many zones", devWith({ "aws.zones": ["a", "b", "c", "d", "e"].map((letter) => `us-east-1${letter}`) })],
    ["two zones in prod", prodWith({ "aws.zones": ["us-east-1a", "us-east-1b"] })],
    ["a block that is none", devWith({ "network.cidr": "10.10.0.300/16" })],
    ["a block too large", devWith({ "network.cidr": "10.0.0.0/15" })],
    ["a block too small", devWith({ "network.cidr": "10.10.0.0/21" })],
    ["an address inside its block", devWith({ "network.cidr": "10.10.1.0/16" })],
    ["a public block", devWith({ "network.cidr": "11.0.0.0/16" })],
    ["Docker's block", devWith({ "network.cidr": "172.17.0.0/16" })],
    ["an open API", devWith({ "cluster.publicAccessCidrs": ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "8.0.0.0/0"] })],
    ["blocks that are none", devWith({ "cluster.publicAccessCidrs": ["10.0.0.256/8", "10.0.0.0/33"] })],
    ["one role name twice", devWith({ "cluster.adminRoleArns": [`${ROLE}/admin`, `${ROLE}/ops/admin`] })],
    ["a role of another account", devWith({ "cluster.adminRoleArns": ["arn:aws:iam::222222222222:role/admin"] })],
    ["no pools", devWith({ "cluster.nodePools": [] })],
    ["one pool name twice", devWith({ "cluster.nodePools": [POOL, POOL] })],
    ["a pool without types", devWith({ "cluster.nodePools.0.instanceTypes": [] })],
    ["21 types", devWith({ "cluster.nodePools.0.instanceTypes": Array.from({ length: 21 }, () => "m7g.large") })],
    [
        "a CPU limit below the smallest type",
        devWith({
            "cluster.nodePools.0.instanceTypes": ["m7g.2xlarge", "m7g.xlarge"],
            "cluster.nodePools.0.cpuLimit": 3,
        }),
    ],
    ["spot in prod", prodWith({ "cluster.nodePools.0.capacity": "spot" })],
    ["spot alone in prod", prodWith({ "cluster.nodePools.0.capacity": "spot", "cluster.allowSpotInProd": true })],
    ["storage that cannot grow a tenth", devWith({ database: { storageGiB: 100, maxStorageGiB: 109 } })],
    ["a version of the other engine", devWith({ cache: { engine: "redis", engineVersion: "8.0" } })],
    ["a maximum below the minimum", devWith({ "application.worker": { minReplicas: 3, maxReplicas: 2 } })],
    ["a pause that ends too early", devWith({ "release.drain": { preStopSeconds: 14 } })],
    ["a request longer than a pod lives", devWith({ "release.drain": { terminationGraceSeconds: 45 } })],
    ["a request longer than the gateway waits", devWith({ "release.drain": { deregistrationDelaySeconds: 29 } })],
    ["a connection that the pod closes first", devWith({ "release.drain": { keepAliveSeconds: 60 } })],
    ["a long request that breaks two times", devWith({ "release.drain": { longestRequestSeconds: 61 } })],
    ["shares that do not rise", devWith({ "release.canary.steps": [5, 25, 25] })],
    ["11 shares", devWith({ "release.canary.steps": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] })],
    [
        "everything that prod must have",
        prodWith({
            "network.natGateways": "one",
            database: { multiAz: false, backupRetentionDays: 6 },
            "cache.replicas": 0,
            protect: false,
            "application.api": { minReplicas: 1 },
            "application.frontend": { minReplicas: 1 },
        }),
    ],
];

describe("what a mistake in the configuration is answered with, word for word", () => {
    it("is what people were promised, for each key", () => {
        const paths = leaves(load(devWith(structuredClone(OPTIONAL))));
        // An object stands nowhere in the place of a value.
        sameAsGolden(
            __dirname,
            "keys.txt",
            paths.flatMap((path) => mistakesOf(devWith({ ...structuredClone(OPTIONAL), [path]: {} }))),
        );
    });

    it("is what people were promised, for each rule over several keys", () => {
        const lines = AGAINST_RULES.flatMap(([title, raw]) => [`## ${title}`, ...mistakesOf(raw), ""]);
        const other = ["## the environment of another stack", ...mistakesOf(devWith(), { stack: "prod" })];
        sameAsGolden(__dirname, "rules.txt", [...lines, ...other]);
    });
});
