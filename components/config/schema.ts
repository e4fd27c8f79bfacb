import { z } from "zod";

import {
    choice,
    choiceWithDefault,
    described,
    flag,
    known,
    retention,
    text,
    textWithDefault,
    whole,
    wholeWithDefault,
} from "./fields";
import {
    CACHE_ENGINE_FAMILIES,
    EKS_STANDARD_SUPPORT_ENDS,
    isCacheNodeType,
    isDatabaseInstanceClass,
    nodeInstanceType,
    POSTGRES_MAJOR_VERSIONS,
} from "./known";
import { gateway, release } from "./release";

/**
 * The shape of a stack's configuration: every key, its default and its limits, in one place. Rules that need more than
 * one key are in rules.ts.
 */

const CPU = /^([1-9]\d{0,4}m|[1-9]\d?)$/;
const MEMORY = /^[1-9]\d{0,5}(Mi|Gi)$/;

function scale(defaults: { minReplicas: number; maxReplicas: number; cpu: string; memory: string }) {
    return z.strictObject({
        /** Pods at rest. */
        minReplicas: wholeWithDefault(1, 100, defaults.minReplicas, "pods"),
        /** Pods that autoscaling may reach. */
        maxReplicas: wholeWithDefault(1, 100, defaults.maxReplicas, "pods"),
        /** CPU request of one pod, as a Kubernetes quantity. */
        cpu: textWithDefault(CPU, defaults.cpu, "millicores or whole cores, such as 500m or 2", "write it like 500m"),
        /** Memory request and limit of one pod, as a Kubernetes quantity. */
        memory: textWithDefault(MEMORY, defaults.memory, "Mi or Gi, such as 512Mi or 2Gi", "write it like 512Mi"),
    });
}

const nodePool = z.strictObject({
    /** Name of the NodePool. */
    name: text(
        /^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$/,
        "1 to 30 lower-case letters, digits and dashes, a letter first",
        "rename the pool, for example general",
    ),
    /** EC2 instance types that the pool may launch. */
    instanceTypes: described(
        z.array(
            described(
                z.string().refine((type) => nodeInstanceType(type) !== undefined),
                {
                    allowed: "an instance type of EKS Auto Mode, family c, m, r or t, size medium (t only) to 24xlarge",
                    fix: "use for example m7g.large",
                },
            ),
        ),
        { allowed: "a list of 1 to 20 instance types", fix: "list them, for example [m7g.large, c7g.large]" },
    ),
    /** `on-demand`, or `spot`: spot first, on-demand while there is none. */
    capacity: choice(["on-demand", "spot"], "choose how the pool buys its nodes"),
    /** Most vCPUs that all nodes of the pool may have together. */
    cpuLimit: whole(2, 2000, "vCPUs"),
    /** Most memory that all nodes of the pool may have together, in GiB. */
    memoryLimitGiB: whole(4, 16000, "GiB"),
});

const environment = choice(["dev", "staging", "prod"], "set it to the name of the stack");

const accountId = described(
    // `pulumi config set --path` turns digits into a number; nothing is lost unless it began with 0.
    z.preprocess((value) => (Number.isSafeInteger(value) ? String(value) : value), z.string().regex(/^\d{12}$/)),
    {
        allowed: "the 12 digits of an AWS account",
        fix: "put them in quotes, as `aws sts get-caller-identity` shows them",
    },
);

const aws = z.strictObject({
    /** Account that this stack lives in; the provider refuses any other. */
    accountId,
    /** Region of everything in the stack. */
    region: textWithDefault(
        /^(af|ap|ca|eu|il|me|mx|sa|us)-(central|north|south|east|west|northeast|northwest|southeast|southwest)-\d$/,
        "us-east-1",
        "a commercial AWS region, such as us-east-1",
        "use its code, not its name",
    ),
    /** Availability zones, in order; add one at the end only, as the position decides the subnets. */
    zones: described(
        z.array(
            text(/^[a-z]{2}-[a-z]+-\d[a-f]$/, "a zone such as us-east-1a", "write the region and the zone's letter"),
        ),
        { allowed: "a list of 2 to 4 zones", fix: "list them, for example [us-east-1a, us-east-1b]" },
    ),
});

const IPV4_BLOCK = /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/;

const network = z.strictObject({
    /** Address block of the VPC. */
    cidr: text(IPV4_BLOCK, "a private IPv4 block from /16 to /20", "write it like 10.10.0.0/16"),
    /** One NAT gateway for all zones, or one in each. */
    natGateways: choiceWithDefault(["one", "per-zone"], "one", "choose by how much an outage of one zone may break"),
    /** Days that VPC flow logs are kept. */
    flowLogRetentionDays: retention(30),
});

const versions = Object.keys(EKS_STANDARD_SUPPORT_ENDS);

const cluster = z.strictObject({
    /** Kubernetes version. */
    version: described(z.enum(versions).default("1.35"), {
        allowed: `a version in EKS standard support, in quotes: ${versions.join(", ")}`,
        fix: "choose one of these versions",
        choices: versions,
    }),
    /** Blocks that may reach the public API endpoint; none means that the API is reachable from inside the VPC only. */
    publicAccessCidrs: described(
        z.array(text(IPV4_BLOCK, "an IPv4 block", "write it like 203.0.113.0/24")).default([]),
        { allowed: "a list of IPv4 blocks, or none for a private API", fix: "list the blocks, or leave the key out" },
    ),
    /** Days that the control plane's logs are kept. */
    logRetentionDays: retention(90),
    /** IAM roles that administer the cluster. */
    adminRoleArns: described(
        z
            .array(
                text(
                    /^arn:aws:iam::\d{12}:role\/(?=.{1,512}$)([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
                    "the ARN of an IAM role",
                    "copy it from `aws iam get-role`",
                ),
            )
            .default([]),
        { allowed: "a list of IAM role ARNs", fix: "list the ARNs, or leave the key out" },
    ),
    /** Whether prod may run on spot capacity as well. */
    allowSpotInProd: flag(false),
    /** What the cluster may launch, each pool with its hard limits. */
    nodePools: z.array(nodePool),
});

const database = z.strictObject({
    /** PostgreSQL version: a major one, which RDS keeps at its newest minor, or a full one. */
    engineVersion: described(
        z
            .string()
            .refine((v) => /^\d{2}(\.\d{1,2})?$/.test(v) && POSTGRES_MAJOR_VERSIONS.includes(v.split(".")[0] ?? ""))
            .default("16"),
        {
            allowed: `PostgreSQL ${POSTGRES_MAJOR_VERSIONS.join(", ")}, or one of their minor versions, in quotes`,
            fix: 'write it like "16" or "16.10"',
        },
    ),
    instanceClass: known(
        isDatabaseInstanceClass,
        "a DB instance class of RDS for PostgreSQL: t3, t4g, m5 to m8g, r5 to r8g",
        "use for example db.t4g.medium",
        "db.t4g.medium",
    ),
    /** Storage at the start, in GiB; 20 is the least that gp3 has. */
    storageGiB: wholeWithDefault(20, 65536, 20, "GiB"),
    /** Where storage autoscaling ends, in GiB. */
    maxStorageGiB: wholeWithDefault(22, 65536, 100, "GiB"),
    /** Standby instance in another zone. */
    multiAz: flag(false),
    /** Days of point-in-time recovery. 0 would switch backups off. */
    backupRetentionDays: wholeWithDefault(1, 35, 7, "days"),
    /** Days that the database's logs are kept. */
    logRetentionDays: retention(90),
});

const cacheVersions = Object.values(CACHE_ENGINE_FAMILIES).flatMap((family) => Object.keys(family));

const cache = z.strictObject({
    engine: choiceWithDefault(["valkey", "redis"], "valkey", "valkey costs a fifth less"),
    engineVersion: described(z.enum(cacheVersions).default("8.0"), {
        allowed: `a version of ElastiCache, in quotes: ${cacheVersions.join(", ")}`,
        fix: "choose one that the engine has",
        choices: cacheVersions,
    }),
    nodeType: known(
        isCacheNodeType,
        "a node type of ElastiCache: t3, t4g, m5 to m7g, r5 to r7g",
        "use for example cache.t4g.small",
        "cache.t4g.small",
    ),
    /** Replicas beside the primary. */
    replicas: wholeWithDefault(0, 5, 0, "replicas"),
});

const PULL_POLICIES = ["Always", "IfNotPresent"] as const;

const application = z.strictObject({
    /** Repository of the images, without a tag; the chart adds each service's name, and all of it has 255 characters at most. */
    imageRepository: text(
        /^(?=.{1,240}$)[a-z0-9]+([.-]+[a-z0-9]+)*(:\d{1,5})?(\/[a-z0-9]+([._-][a-z0-9]+)*)+$/,
        "registry and repository in lower case, without a tag, 240 characters at most",
        "write it like 111111111111.dkr.ecr.us-east-1.amazonaws.com/leanvibe",
    ),
    /** When nodes fetch images. Default: what has a digest once, what has a tag alone at every start. */
    imagePullPolicy: described(z.enum(PULL_POLICIES).optional(), {
        allowed: PULL_POLICIES.join(", "),
        fix: "leave it out, unless the images are on the nodes already",
        choices: PULL_POLICIES,
    }),
    api: scale({ minReplicas: 2, maxReplicas: 10, cpu: "500m", memory: "512Mi" }),
    worker: scale({ minReplicas: 1, maxReplicas: 5, cpu: "500m", memory: "512Mi" }),
    frontend: scale({ minReplicas: 2, maxReplicas: 4, cpu: "100m", memory: "128Mi" }),
});

/** The whole configuration of a stack. */
export const platformSchema = z.strictObject({
    environment,
    aws,
    network,
    cluster,
    database,
    cache,
    application,
    gateway,
    release,
    /** Protects what holds data: Pulumi and AWS then refuse to delete it. */
    protect: flag(false),
});

/** A stack's configuration, checked and with its defaults. */
export type PlatformConfig = z.output<typeof platformSchema>;
/** Which environment a stack is. */
export type Environment = PlatformConfig["environment"];
/** Account, region and zones. */
export type AwsConfig = PlatformConfig["aws"];
/** VPC. */
export type NetworkConfig = PlatformConfig["network"];
/** EKS cluster. */
export type ClusterConfig = PlatformConfig["cluster"];
/** One node pool. */
export type NodePoolConfig = ClusterConfig["nodePools"][number];
/** RDS for PostgreSQL. */
export type DatabaseConfig = PlatformConfig["database"];
/** ElastiCache. */
export type CacheConfig = PlatformConfig["cache"];
/** The application's images and sizes. */
export type ApplicationConfig = PlatformConfig["application"];
/** Replicas and requests of one service. */
export type ServiceScale = ApplicationConfig["api"];
/** Versions, live colour, and how a switch is judged. */
export type ReleaseConfig = PlatformConfig["release"];
/** Who implements the Gateway API. */
export type GatewayConfig = PlatformConfig["gateway"];
