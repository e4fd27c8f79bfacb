/** How the database's data can be had back when a migration turns out wrong. */
import { Snapshot } from "@pulumi/aws/rds";
import type * as pulumi from "@pulumi/pulumi";

import type { ReleaseConfig } from "../config";
import type { Platform } from "../platform";
import type { Recovery } from "../release/settings";

/**
 * How far behind now the latest moment is that a restore may reach, in minutes: RDS uploads logs every five.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html (read 2026-11)
 */
export const RESTORABLE_WITHIN_MINUTES = 15;

/** Which part of a release's configuration is about recovery. */
export type RecoveryConfig = Pick<ReleaseConfig, "generation" | "migration">;

/** What migrations are told: a restore point to look for, and the snapshot that one that removes something gets. */
export function planRecovery(platform: Platform, { generation, migration }: RecoveryConfig): Recovery {
    const { name, region } = platform;
    return {
        restorePoint:
            migration.restorePoint === "none"
                ? { kind: "none" }
                : { kind: "point-in-time", region, instance: name, maxAgeMinutes: RESTORABLE_WITHIN_MINUTES },
        snapshot: migration.contract ? `${name}-generation-${generation}` : null,
    };
}

/** The snapshot before a migration that removes something, if there is one. It outlives its place in the program. */
export function recoverySnapshots(
    name: string,
    { snapshot }: Recovery,
    dbInstanceIdentifier: pulumi.Input<string>,
    tags: Record<string, string>,
    parent: pulumi.Resource,
): Snapshot[] {
    return snapshot === null
        ? []
        : [
              new Snapshot(
                  `${name}-${snapshot}`,
                  { dbInstanceIdentifier, dbSnapshotIdentifier: snapshot, tags },
                  { parent, retainOnDelete: true },
              ),
          ];
}
