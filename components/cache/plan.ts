import type { CacheConfig } from "../config";
import { CACHE_ENGINE_FAMILIES } from "../config/known";

/** The port: not the engine's own, so that a scan for 6379 finds nothing. */
export const CACHE_PORT = 6380;
/** Days that a daily snapshot is kept. */
const SNAPSHOT_DAYS = { protected: 14, otherwise: 1 } as const;

/** Parameter group family of an engine version, e.g. `valkey8`. */
export function cacheFamily(cache: Pick<CacheConfig, "engine" | "engineVersion">): string {
    const family = CACHE_ENGINE_FAMILIES[cache.engine][cache.engineVersion];
    if (family === undefined) {
        throw new Error(`${cache.engine} ${cache.engineVersion} has no parameter group family`);
    }
    return family;
}

/** A user of the cache. */
export interface CacheUserPlan {
    readonly userId: string;
    readonly userName: string;
    readonly accessString: string;
    readonly authentication: "iam" | "no-password-required";
}

/** Id and name of the application's user. */
export function applicationUserId(name: string): string {
    return `${name}-app`;
}

/**
 * Users of the cache. The application proves itself with a token that IAM signs, so no password exists to be kept or
 * rotated; IAM wants user id and name to be the same. A user group of Redis must hold one called `default`: it is
 * switched off. Valkey wants none.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html, .../Clusters.RBAC.html
 */
export function planUsers(name: string, engine: CacheConfig["engine"]): readonly CacheUserPlan[] {
    const application: CacheUserPlan = {
        userId: applicationUserId(name),
        userName: applicationUserId(name),
        // Streams, locks and counters, under any key; not administration, and nothing that blocks the server.
        accessString: "on ~* &* +@all -@admin -@dangerous +info",
        authentication: "iam",
    };
    const nobody: CacheUserPlan = {
        userId: `${name}-default`,
        userName: "default",
        accessString: "off -@all",
        authentication: "no-password-required",
    };
    return engine === "redis" ? [nobody, application] : [application];
}

/** What config and environment decide of the replication group. */
export function planReplicationGroup(name: string, cache: CacheConfig, protect: boolean) {
    const redundant = cache.replicas > 0;
    return {
        replicationGroupId: name,
        engine: cache.engine,
        engineVersion: cache.engineVersion,
        nodeType: cache.nodeType,
        numCacheClusters: 1 + cache.replicas,
        automaticFailoverEnabled: redundant,
        multiAzEnabled: redundant,
        snapshotRetentionLimit: protect ? SNAPSHOT_DAYS.protected : SNAPSHOT_DAYS.otherwise,
        // UTC; apart from each other and from the database's.
        snapshotWindow: "02:00-03:00",
        maintenanceWindow: "sun:06:00-sun:07:00",
        // At once and not in the next maintenance window: a parameter group of an older family stays in use until then, and
        // ElastiCache refuses to delete it.
        applyImmediately: true,
    };
}
