/** Names of what a release is made of; the Jobs' program knows them from its settings. */

/** The HTTPRoute that divides the traffic between the colours. */
export const ROUTE = "leanvibe";

/** The Gateway that the route hangs on. */
export const GATEWAY = "leanvibe";

/** The ConfigMap in which the Jobs remember good and reverted versions. */
export const LEDGER = "leanvibe-release-ledger";

/** ServiceAccount, Role and label app.kubernetes.io/name of the Jobs. */
export const JOBS = "leanvibe-release";

/**
 * Field manager of the route, and of the Jobs, for the program, the Jobs and the release command alike: with one owner for all,
 * weights that a Job moved back, and a Job that a rollback began, conflict with no later update.
 */
export const FIELD_MANAGER = "pulumi-release";

/** Labels of everything that belongs to a release and to no colour. */
export const RELEASE_LABELS = {
    "app.kubernetes.io/name": JOBS,
    "app.kubernetes.io/part-of": "leanvibe-agent-hive",
    "app.kubernetes.io/managed-by": "Pulumi",
};
