/** Stacks that keep every rule, over the whole width of every key. */
import fc from "fast-check";
import { Netmask } from "netmask";

import {
    CACHE_ENGINE_FAMILIES,
    EKS_STANDARD_SUPPORT_ENDS,
    isCacheNodeType,
    isDatabaseInstanceClass,
    LOG_RETENTION_DAYS,
    nodeInstanceType,
} from "../../../../components/config/known";
import type { Raw } from "../support";
import { characters, pick, whole } from "./pieces";
import { gateway, release } from "./valid-release";

const REGIONS = ["us-east-1", "eu-west-3", "ap-southeast-2", "ca-central-1", "il-central-1", "mx-central-1"];

const retention = pick(LOG_RETENTION_DAYS);

/** Every combination of two lists of words that a test takes: the types that AWS offers, as far as known.ts says. */
function offered(families: string, sizes: string, isOffered: (family: string, size: string) => boolean): string[] {
    const types = families
        .split(" ")
        .flatMap((family) =>
            sizes.split(" ").flatMap((size) => (isOffered(family, size) ? [`${family}.${size}`] : [])),
        );
    if (types.length < 20) throw new Error(`only ${types.length} of these types are offered: ${types.join(", ")}`);
    return types;
}

const SIZES = "micro small medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge";
const FAMILIES = "t3 t3a t4g m5 m6g m6i m7g m7i m7i-flex m8g c5n c7g c7gn c7i r5 r6g r7g r7iz r8g";
const NODE_TYPES = offered(FAMILIES, SIZES, (family, size) => nodeInstanceType(`${family}.${size}`) !== undefined);
const DATABASE_CLASSES = offered(FAMILIES, SIZES, (family, size) => isDatabaseInstanceClass(`db.${family}.${size}`));
const CACHE_TYPES = offered(FAMILIES, SIZES, (family, size) => isCacheNodeType(`cache.${family}.${size}`));

const accountId = fc.oneof(
    fc.stringMatching(/^[0-9]{12}$/),
    // Without quotes, YAML makes it a number.
    fc.integer({ min: 100_000_000_000, max: 999_999_999_999 }),
);

const vpcBlock = fc
    .tuple(pick(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]), fc.nat(), whole(16, 20))
    .map(([space, position, prefix]) => {
        const { netLong, bitmask } = new Netmask(space);
        const address = netLong + (position % 2 ** (prefix - bitmask)) * 2 ** (32 - prefix);
        return `${dotted(address)}/${prefix}`;
    })
    .filter((cidr) => !cidr.startsWith("172.17."));

function dotted(address: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

const publicBlock = fc
    .tuple(fc.nat(2 ** 32 - 1), whole(8, 32))
    .map(([address, prefix]) => `${dotted(Math.floor(address / 2 ** (32 - prefix)) * 2 ** (32 - prefix))}/${prefix}`);

const poolName = fc
    .tuple(
        characters("abcxyz"),
        fc.array(characters("abc019-"), { maxLength: 28 }),
        fc.option(characters("abc019"), { nil: "" }),
    )
    .map(([first, middle, last]) => `${first}${last === "" ? "" : middle.join("")}${last}`);

const nodePool = fc
    .record({
        name: poolName,
        instanceTypes: fc.uniqueArray(pick(NODE_TYPES), { minLength: 1, maxLength: 20 }),
        capacity: pick(["on-demand", "spot"]),
        cpuLimit: whole(2, 2000),
        memoryLimitGiB: whole(4, 16_000),
    })
    .map((pool) => {
        const smallest = Math.min(...pool.instanceTypes.map((type) => nodeInstanceType(type)?.vcpus ?? 2));
        return { ...pool, cpuLimit: Math.max(pool.cpuLimit, smallest) };
    });

const roleName = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);
const rolePath = fc
    .array(fc.stringMatching(/^[a-z0-9]{1,12}$/), { maxLength: 3 })
    .map((parts) => parts.map((part) => `${part}/`).join(""));

const database = fc
    .record({
        engineVersion: fc.oneof(
            pick(["15", "16", "17"]),
            fc.tuple(pick([15, 16, 17]), whole(0, 99)).map((v) => v.join(".")),
        ),
        instanceClass: pick(DATABASE_CLASSES).map((type) => `db.${type}`),
        storageGiB: whole(20, 59_000),
        room: fc.double({ min: 1.1, max: 3, noNaN: true }),
        multiAz: fc.boolean(),
        backupRetentionDays: whole(1, 35),
        logRetentionDays: retention,
    })
    .map(({ room, ...rest }) => ({
        ...rest,
        maxStorageGiB: Math.min(
            65_536,
            Math.max(22, Math.ceil((rest.storageGiB * 11) / 10), Math.floor(rest.storageGiB * room)),
        ),
    }));

const cache = fc
    .constantFrom(
        ...Object.entries(CACHE_ENGINE_FAMILIES).flatMap(([engine, versions]) =>
            Object.keys(versions).map((engineVersion) => ({ engine, engineVersion })),
        ),
    )
    .chain((engine) =>
        fc
            .record({
                nodeType: pick(CACHE_TYPES).map((type) => `cache.${type}`),
                replicas: whole(0, 5),
            })
            .map((rest) => ({ ...engine, ...rest })),
    );

const cpu = fc.oneof(
    whole(1, 99_999).map((millicores) => `${millicores}m`),
    whole(1, 99).map(String),
);
const memory = fc.tuple(whole(1, 999_999), pick(["Mi", "Gi"])).map(([amount, unit]) => `${amount}${unit}`);
const scale = fc
    .record({ minReplicas: whole(1, 100), room: fc.nat(99), cpu, memory })
    .map(({ room, ...rest }) => ({ ...rest, maxReplicas: Math.min(100, rest.minReplicas + room) }));

const hostName = fc.stringMatching(/^[a-z0-9]{1,10}(-[a-z0-9]{1,5})?(\.[a-z]{2,6}){0,2}(:[1-9][0-9]{1,3})?$/);
const imageRepository = fc
    .tuple(
        hostName,
        fc.array(fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,4})?$/), { minLength: 1, maxLength: 3 }),
    )
    .map(([host, parts]) => [host, ...parts].join("/"));
const application = fc.record({
    imageRepository,
    imagePullPolicy: fc.constantFrom("Always", "IfNotPresent"),
    api: scale,
    worker: scale,
    frontend: scale,
});

/** A stack that keeps every rule, with every key set. */
const full = fc
    .record({
        environment: pick(["dev", "staging", "prod"]),
        region: pick(REGIONS),
        accountId,
        letters: fc.shuffledSubarray(["a", "b", "c", "d", "e", "f"], { minLength: 3, maxLength: 4 }),
        dropZone: fc.boolean(),
        cidr: vpcBlock,
        natGateways: pick(["one", "per-zone"]),
        flowLogRetentionDays: retention,
        version: pick(Object.keys(EKS_STANDARD_SUPPORT_ENDS)),
        publicAccessCidrs: fc.uniqueArray(publicBlock, { maxLength: 40 }),
        roles: fc.uniqueArray(fc.tuple(rolePath, roleName), { maxLength: 5, selector: ([, name]) => name }),
        allowSpotInProd: fc.boolean(),
        nodePools: fc.uniqueArray(nodePool, { minLength: 1, maxLength: 5, selector: ({ name }) => name }),
        clusterLogs: retention,
        database,
        cache,
        application,
        gateway,
        release,
        protect: fc.boolean(),
    })
    .map(({ region, letters, dropZone, roles, clusterLogs, accountId: account, ...given }): Raw => {
        const zones = letters.map((letter) => `${region}${letter}`);
        const prod = given.environment === "prod";
        return {
            environment: given.environment,
            aws: { accountId: account, region, zones: dropZone && !prod ? zones.slice(0, 2) : zones },
            network: {
                cidr: given.cidr,
                natGateways: prod ? "per-zone" : given.natGateways,
                flowLogRetentionDays: given.flowLogRetentionDays,
            },
            cluster: {
                version: given.version,
                publicAccessCidrs: given.publicAccessCidrs,
                logRetentionDays: clusterLogs,
                adminRoleArns: roles.map(([path, name]) => `arn:aws:iam::${account}:role/${path}${name}`),
                allowSpotInProd: given.allowSpotInProd,
                nodePools: given.nodePools.map((pool, index) =>
                    prod && (index === 0 || !given.allowSpotInProd) ? { ...pool, capacity: "on-demand" } : pool,
                ),
            },
            database: prod
                ? {
                      ...given.database,
                      multiAz: true,
                      backupRetentionDays: Math.max(7, given.database.backupRetentionDays),
                  }
                : given.database,
            cache: prod ? { ...given.cache, replicas: Math.max(1, given.cache.replicas) } : given.cache,
            application: prod ? withTwoPods(given.application) : given.application,
            gateway: given.gateway,
            release: given.release,
            protect: prod || given.protect,
        };
    });

function withTwoPods<S extends { minReplicas: number; maxReplicas: number }, T extends { api: S; frontend: S }>(
    application: T,
): T {
    const two = (scaled: S) => ({
        ...scaled,
        minReplicas: Math.max(2, scaled.minReplicas),
        maxReplicas: Math.max(2, scaled.maxReplicas),
    });
    return { ...application, api: two(application.api), frontend: two(application.frontend) };
}

/** Keys that a stack may leave to their defaults without another key's rule breaking. */
const OMISSIBLE = [
    "network.flowLogRetentionDays",
    "cluster.version",
    "cluster.publicAccessCidrs",
    "cluster.logRetentionDays",
    "cluster.adminRoleArns",
    "database.engineVersion",
    "database.instanceClass",
    "database.logRetentionDays",
    "cache.nodeType",
    "release.verify",
    "release.canary",
    "release.watch.bakeSeconds",
    "release.drain",
    "release.migration",
    "release.blue.digests.worker",
    "release.green.digests",
    "gateway",
    "gateway.port",
    "application.api.cpu",
    "application.worker.memory",
    "application.worker",
];

/** A stack that keeps every rule; some keys are left to their defaults. */
export const validStack: fc.Arbitrary<Raw> = fc
    .tuple(full, fc.subarray(OMISSIBLE))
    .map(([stack, omitted]) => omitted.reduce(without, stack));

function without(stack: Raw, path: string): Raw {
    const [key = "", ...rest] = path.split(".");
    const { [key]: value, ...others } = stack;
    return rest.length === 0 || value === undefined
        ? others
        : { ...others, [key]: without(value as Raw, rest.join(".")) };
}
