/**
 * What AWS offers, as far as configuration may name it. Each list cites its source and the date on which it was read;
 * a value that AWS has added since is one line here.
 */

/**
 * Kubernetes versions in EKS standard support, with the day on which standard support ends (UTC). From that day a
 * cluster costs six times as much in extended support. Configuration refuses a version that is not here; how near the
 * day is, is a question of cost, not of validity.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html (read 2026-11).
 */
export const EKS_STANDARD_SUPPORT_ENDS: Readonly<Record<string, string>> = {
    "1.34": "2026-12-02",
    "1.35": "2027-03-27",
    "1.36": "2027-08-02",
};

/**
 * Retention periods that CloudWatch Logs accepts, in days. 0 (never expires) is left out on purpose: logs that nobody
 * deletes have no bounded cost.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const LOG_RETENTION_DAYS: readonly number[] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * EC2 families that EKS Auto Mode launches, general purpose to memory optimised; accelerated, storage optimised and
 * bare-metal types are left out because nothing here needs them.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/automode-learn-instances.html (read 2026-11).
 */
const EC2_FAMILIES: readonly string[] = [
    ...["c8g", "c8gd", "c8gn", "c8i", "c8i-flex", "c8a", "c7g", "c7gd", "c7gn", "c7i", "c7i-flex", "c7a"],
    ...["c6g", "c6gd", "c6gn", "c6i", "c6id", "c6in", "c6a", "c5", "c5a", "c5ad", "c5d", "c5n"],
    ...["m8g", "m8gd", "m8i", "m8i-flex", "m8a", "m7g", "m7gd", "m7i", "m7i-flex", "m7a"],
    ...["m6g", "m6gd", "m6i", "m6id", "m6in", "m6idn", "m6a", "m5", "m5a", "m5ad", "m5d", "m5dn", "m5n"],
    ...["r8g", "r8gd", "r8i", "r8a", "r7g", "r7gd", "r7i", "r7iz", "r7a"],
    ...["r6g", "r6gd", "r6i", "r6id", "r6in", "r6idn", "r6a", "r5", "r5a", "r5ad", "r5b", "r5d", "r5dn", "r5n"],
    ...["t4g", "t3", "t3a"],
];

/**
 * vCPUs by instance size. Auto Mode refuses nano, micro and small (same source as the families); `medium` has one vCPU
 * in the fixed-performance families, which Auto Mode refuses as well, and two in the burstable ones.
 */
const EC2_VCPUS: Readonly<Record<string, number>> = {
    medium: 2,
    large: 2,
    xlarge: 4,
    "2xlarge": 8,
    "4xlarge": 16,
    "8xlarge": 32,
    "12xlarge": 48,
    "16xlarge": 64,
    "24xlarge": 96,
};

/** An EC2 instance type that a node pool may name. */
export interface NodeInstanceType {
    readonly family: string;
    readonly size: string;
    readonly vcpus: number;
    readonly architecture: "arm64" | "amd64";
}

/** The parts of an EC2 instance type, or undefined when Auto Mode would not launch it. */
export function nodeInstanceType(type: string): NodeInstanceType | undefined {
    const [family = "", size = "", ...rest] = type.split(".");
    const vcpus = Object.hasOwn(EC2_VCPUS, size) ? EC2_VCPUS[size] : undefined;
    if (rest.length > 0 || vcpus === undefined || !EC2_FAMILIES.includes(family)) {
        return undefined;
    }
    if (size === "medium" && !family.startsWith("t")) {
        return undefined;
    }
    // AWS names Graviton families by a "g" right after the generation: m7g, c7gn, t4g.
    return { family, size, vcpus, architecture: /^[a-z]+\dg/.test(family) ? "arm64" : "amd64" };
}

const RDS_BURSTABLE_SIZES: readonly string[] = ["micro", "small", "medium", "large", "xlarge", "2xlarge"];
const RDS_SIZES: readonly string[] = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];

/**
 * DB instance families for RDS for PostgreSQL 16 and later.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html
 */
const RDS_FAMILY_SIZES: Readonly<Record<string, readonly string[]>> = {
    t3: RDS_BURSTABLE_SIZES,
    t4g: RDS_BURSTABLE_SIZES,
    ...Object.fromEntries(
        ["m5", "m6g", "m6i", "m7g", "m7i", "m8g", "r5", "r6g", "r6i", "r7g", "r7i", "r8g"].map((f) => [f, RDS_SIZES]),
    ),
};

/** Whether a family comes in this size. Not by a bare look-up: `constructor` is no family, but every object has one. */
function offers(sizes: Readonly<Record<string, readonly string[]>>, family: string, size: string): boolean {
    return Object.hasOwn(sizes, family) && sizes[family]?.includes(size) === true;
}

/** Whether RDS for PostgreSQL offers this DB instance class, e.g. `db.t4g.medium`. */
export function isDatabaseInstanceClass(name: string): boolean {
    const [prefix, family = "", size = "", ...rest] = name.split(".");
    return prefix === "db" && rest.length === 0 && offers(RDS_FAMILY_SIZES, family, size);
}

const CACHE_BURSTABLE_SIZES: readonly string[] = ["micro", "small", "medium"];
const CACHE_SIZES: readonly string[] = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];

/**
 * Node families for self-designed ElastiCache clusters, Valkey and Redis OSS alike.
 *
 * Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
 */
const CACHE_FAMILY_SIZES: Readonly<Record<string, readonly string[]>> = {
    t3: CACHE_BURSTABLE_SIZES,
    t4g: CACHE_BURSTABLE_SIZES,
    ...Object.fromEntries(["m5", "m6g", "m7g", "r5", "r6g", "r7g"].map((f) => [f, CACHE_SIZES])),
};

/** Whether ElastiCache offers this node type, e.g. `cache.t4g.small`. */
export function isCacheNodeType(name: string): boolean {
    const [prefix, family = "", size = "", ...rest] = name.split(".");
    return prefix === "cache" && rest.length === 0 && offers(CACHE_FAMILY_SIZES, family, size);
}

/**
 * Engine versions of ElastiCache, each with the parameter group family that belongs to it.
 *
 * Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html
 */
export const CACHE_ENGINE_FAMILIES: Readonly<Record<"valkey" | "redis", Readonly<Record<string, string>>>> = {
    valkey: { "7.2": "valkey7", "8.0": "valkey8", "8.1": "valkey8", "8.2": "valkey8" },
    redis: { "7.0": "redis7", "7.1": "redis7" },
};

/**
 * Major versions of RDS for PostgreSQL whose standard support lasts beyond 2027 and on which pgvector is offered.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
 */
export const POSTGRES_MAJOR_VERSIONS: readonly string[] = ["15", "16", "17"];
