import { ipv4Block, MAX_ZONES, vpcBlockProblem } from "../network/plan";
import { drainFaults } from "../release/drain";
import { CACHE_ENGINE_FAMILIES, nodeInstanceType } from "./known";
import { show, type Mistake } from "./mistakes";
import type { Partially } from "./parse";
import type { PlatformConfig } from "./schema";

/**
 * Rules over more than one key. Each judges whatever of its keys is valid by itself and keeps silent otherwise, so that
 * they are reported together with mistakes elsewhere.
 */

type Values = Partially<PlatformConfig>;
type Rule = (values: Values) => Mistake[];

/** The least number of days of point-in-time recovery in prod: a fault found after a long week-end is still covered. */
const PROD_BACKUP_DAYS = 7;
/** The largest block that anybody has of their own; a larger one is open to strangers. */
const LARGEST_OWN_PREFIX = 8;
/** Blocks that EKS takes. https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html (read 2026-11) */
const MOST_PUBLIC_BLOCKS = 40;

function mistake(path: string, value: unknown, allowed: string, fix: string): Mistake {
    return { path, given: show(value), allowed, fix };
}

function duplicates(items: readonly (string | undefined)[]): string[] {
    const present = items.filter((item) => item !== undefined);
    return [...new Set(present.filter((item, index) => present.indexOf(item) !== index))];
}

/** Physical names carry the environment: two stacks of one environment would fight over them. */
const stackIsEnvironment = ({ environment }: Values, stack: string | undefined): Mistake[] =>
    environment && stack !== undefined && environment !== stack
        ? [mistake("environment", environment, `the stack's name, ${stack}`, `set ${stack}, or select the other stack`)]
        : [];

const zones: Rule = ({ aws, environment }) => {
    const names = aws?.zones;
    if (!names) {
        return [];
    }
    const least = environment === "prod" ? 3 : 2;
    const found: Mistake[] = [];
    if (names.length < least || names.length > MAX_ZONES) {
        const allowed = `${least} to ${MAX_ZONES} zones${environment === "prod" ? " in prod" : ""}`;
        found.push(mistake("aws.zones", names, allowed, "name zones of the region until there are enough"));
    }
    for (const zone of duplicates(names)) {
        found.push(mistake("aws.zones", zone, "each zone once", `remove the second ${zone}`));
    }
    const region = aws.region;
    if (region !== undefined) {
        for (const zone of names.filter((name) => name.slice(0, -1) !== region)) {
            found.push(mistake("aws.zones", zone, `zones of ${region}`, `use ${region}a, or correct aws.region`));
        }
    }
    return found;
};

const vpcBlock: Rule = ({ network }) => {
    const cidr = network?.cidr;
    const problem = cidr === undefined ? undefined : vpcBlockProblem(cidr);
    return problem ? [mistake("network.cidr", cidr, problem.allowed, problem.fix)] : [];
};

const apiBlocks: Rule = ({ cluster }) => {
    const path = "cluster.publicAccessCidrs";
    const cidrs = cluster?.publicAccessCidrs ?? [];
    const found = cidrs.flatMap((cidr, index) => {
        const block = ipv4Block(cidr);
        if (!block) {
            return [mistake(`${path}[${index}]`, cidr, "an IPv4 block", "write it like 203.0.113.0/24")];
        }
        const fix = "name them, or none for a private API";
        return block.bitmask < LARGEST_OWN_PREFIX
            ? [mistake(`${path}[${index}]`, cidr, "the blocks of your own networks", fix)]
            : [];
    });
    return cidrs.length > MOST_PUBLIC_BLOCKS
        ? [...found, mistake(path, cidrs, `at most ${MOST_PUBLIC_BLOCKS} blocks`, "join neighbouring blocks")]
        : found;
};

const adminRoles: Rule = ({ cluster, aws }) => {
    const arns = cluster?.adminRoleArns ?? [];
    const path = "cluster.adminRoleArns";
    const twice = duplicates(arns.map((arn) => arn.split("/").at(-1)));
    const account = aws?.accountId;
    const foreign = account === undefined ? [] : arns.filter((arn) => arn.split(":")[4] !== account);
    return [
        ...twice.map((name) => mistake(path, name, "each role name once", `remove the second ${name}`)),
        ...foreign.map((arn) => mistake(path, arn, `roles of account ${String(account)}`, "correct the ARN's account")),
    ];
};

const nodePools: Rule = ({ cluster, environment }) => {
    const pools = cluster?.nodePools;
    if (!pools) {
        return [];
    }
    const path = "cluster.nodePools";
    const found = duplicates(pools.map((pool) => pool.name)).map((name) =>
        mistake(path, name, "each pool name once", `rename the second ${name}`),
    );
    if (pools.length === 0) {
        found.push(mistake(path, pools, "at least one pool", "add one, as in Pulumi.dev.yaml"));
    }
    pools.forEach((pool, index) => {
        const types = pool.instanceTypes;
        if (types && (types.length === 0 || types.length > 20)) {
            const at = `${path}[${index}].instanceTypes`;
            found.push(mistake(at, types, "1 to 20 instance types", "list a few similar types"));
        }
        const smallest = Math.min(...(types ?? []).map((type) => nodeInstanceType(type)?.vcpus ?? Infinity));
        if (pool.cpuLimit !== undefined && Number.isFinite(smallest) && pool.cpuLimit < smallest) {
            const at = `${path}[${index}].cpuLimit`;
            found.push(mistake(at, pool.cpuLimit, `at least ${smallest}, the pool's smallest type`, `set ${smallest}`));
        }
    });
    return environment === "prod" ? [...found, ...spotInProd(pools, cluster.allowSpotInProd)] : found;
};

function spotInProd(pools: NonNullable<NonNullable<Values["cluster"]>["nodePools"]>, allowed?: boolean): Mistake[] {
    const found: Mistake[] = [];
    pools.forEach((pool, index) => {
        if (pool.capacity === "spot" && allowed === false) {
            const fix = "set on-demand, or cluster.allowSpotInProd: true";
            found.push(mistake(`cluster.nodePools[${index}].capacity`, "spot", "on-demand in prod", fix));
        }
    });
    if (pools.length > 0 && pools.every((pool) => pool.capacity === "spot")) {
        const given = pools.map((pool) => pool.name);
        found.push(mistake("cluster.nodePools", given, "at least one on-demand pool in prod", "add an on-demand pool"));
    }
    return found;
}

const storage: Rule = ({ database }) => {
    const { storageGiB: size, maxStorageGiB: max } = database ?? {};
    // RDS wants the ceiling of storage autoscaling at least a tenth above the start.
    const least = Math.ceil(((size ?? 0) * 11) / 10);
    return size !== undefined && max !== undefined && max < least
        ? [
              mistake(
                  "database.maxStorageGiB",
                  max,
                  `at least ${least}, a tenth above storageGiB`,
                  `set ${least} or more`,
              ),
          ]
        : [];
};

const cacheVersion: Rule = ({ cache }) => {
    const { engine, engineVersion } = cache ?? {};
    if (engine === undefined || engineVersion === undefined) {
        return [];
    }
    const versions = Object.keys(CACHE_ENGINE_FAMILIES[engine]);
    const newest = String(versions.at(-1));
    return versions.includes(engineVersion)
        ? []
        : [mistake("cache.engineVersion", engineVersion, `${engine} ${versions.join(", ")}`, `set ${newest}`)];
};

const replicas: Rule = ({ application }) =>
    (["api", "worker", "frontend"] as const).flatMap((service) => {
        const { minReplicas: min, maxReplicas: max } = application?.[service] ?? {};
        const path = `application.${service}.maxReplicas`;
        return min !== undefined && max !== undefined && min > max
            ? [mistake(path, max, `at least minReplicas, ${min}`, `set ${min} or more, or lower minReplicas`)]
            : [];
    });

/** The most canary steps: more are a slow roll, which nobody waits for within one update. */
const MOST_CANARY_STEPS = 10;

const release: Rule = ({ release }) => {
    const { paths } = release?.verify ?? {};
    const steps = release?.canary?.steps ?? [];
    const path = "release.canary.steps";
    const found = drainFaults(release?.drain ?? {}).map(({ key, given, allowed, least }) =>
        mistake(`release.drain.${key}`, given, allowed, `set ${least} or more`),
    );
    if (paths?.length === 0) {
        found.push(mistake("release.verify.paths", paths, "at least one path", "list one, or leave the key out"));
    }
    if (steps.length > MOST_CANARY_STEPS) {
        found.push(mistake(path, steps, `at most ${MOST_CANARY_STEPS} steps`, "leave some out"));
    }
    if (steps.some((step, index) => step <= (steps[index - 1] ?? 0))) {
        found.push(mistake(path, steps, "each step above the one before it", "write it like [5, 25, 50]"));
    }
    return found;
};

/** What prod must have so that the loss of one zone, or one wrong command, loses nothing. */
const prod: Rule = ({ environment, network, database, cache, application, protect }) => {
    if (environment !== "prod") {
        return [];
    }
    const found: Mistake[] = [];
    const want = (bad: boolean, path: string, given: unknown, allowed: string, fix: string) => {
        if (bad) {
            found.push(mistake(path, given, `${allowed} in prod`, fix));
        }
    };
    const { natGateways } = network ?? {};
    want(natGateways === "one", "network.natGateways", natGateways, "per-zone", "set per-zone");
    want(database?.multiAz === false, "database.multiAz", false, "true", "set true");
    const days = database?.backupRetentionDays ?? PROD_BACKUP_DAYS;
    const enough = `${PROD_BACKUP_DAYS} to 35`;
    want(days < PROD_BACKUP_DAYS, "database.backupRetentionDays", days, enough, `set ${PROD_BACKUP_DAYS} or more`);
    want(cache?.replicas === 0, "cache.replicas", 0, "1 to 5", "set 1 or more");
    want(protect === false, "protect", false, "true", "set true; to take prod down, follow docs/runbooks/take-down.md");
    for (const service of ["api", "frontend"] as const) {
        const min = application?.[service]?.minReplicas;
        want(min === 1, `application.${service}.minReplicas`, min, "2 or more", "set 2 or more");
    }
    return found;
};

const RULES: readonly Rule[] = [
    zones,
    vpcBlock,
    apiBlocks,
    adminRoles,
    nodePools,
    storage,
    cacheVersion,
    replicas,
    release,
    prod,
];

/**
 * What is wrong between keys that are right by themselves.
 *
 * @param stack the stack's name. While the environment is another, it is the one mistake that is told of it: which rules
 * of prod hold is not known before that is settled.
 */
export function checkRules(values: Values, stack: string | undefined): Mistake[] {
    const found = stackIsEnvironment(values, stack);
    const judged = found.length > 0 ? { ...values, environment: undefined } : values;
    return [...found, ...RULES.flatMap((rule) => rule(judged))];
}
