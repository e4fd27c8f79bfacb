/** What the Jobs are told: the document that they read from RELEASE_SETTINGS. Pure. */
import { COLOURS, type Colour } from "../application/plan";
import type { ApplicationConfig, Environment, ReleaseConfig } from "../config";
import { FIELD_MANAGER, LEDGER, ROUTE } from "./names";
import { identityOf } from "./version";

/** How a migration makes sure that what it breaks can be had back. */
export type RestorePoint =
    | { readonly kind: "none" }
    | {
          readonly kind: "point-in-time";
          readonly region: string;
          /** Identifier of the database instance. */
          readonly instance: string;
          /** How old the latest restorable time may be. */
          readonly maxAgeMinutes: number;
      };

/** What a migration needs to know of the database. */
export interface Recovery {
    readonly restorePoint: RestorePoint;
    /** Name of the snapshot that is made before a migration that removes something; null where none is made. */
    readonly snapshot: string | null;
}

/** What the settings are made from. */
export interface SettingsRequest {
    readonly namespace: string;
    /** The stack's name, for the commands that messages name. */
    readonly environment: Environment;
    readonly application: ApplicationConfig;
    readonly release: ReleaseConfig;
    readonly recovery: Recovery;
}

/** How long a request of the verification is waited for. */
export const REQUEST_TIMEOUT_SECONDS = 2;

/** What serves requests: a rule of the route, and the port of its Services. */
const SERVED = [
    { name: "api", rule: 0, port: 8000 },
    { name: "frontend", rule: 1, port: 8080 },
] as const;

/** Settings that every Job has. */
function common({ namespace, environment }: SettingsRequest, colour: Colour) {
    return { stack: environment, namespace, route: ROUTE, ledger: LEDGER, fieldManager: FIELD_MANAGER, colour };
}

/** The rules of the route, and the Services that they name. */
const RULES = SERVED.map(({ name, rule }) => ({ name, rule, service: `leanvibe-${name}-{colour}` }));

/**
 * Settings of the Job that migrates the database for a colour. Nothing of the other colour is in them, nor of how a switch is
 * judged: the Job's name would change with it, and the migration run again.
 */
export function migrateSettings(request: SettingsRequest, colour: Colour) {
    const { restorePoint, snapshot } = request.recovery;
    return {
        ...common(request, colour),
        identities: { [colour]: identityOf(request.release[colour]) },
        workloads: RULES,
        migration: {
            command: ["alembic", "upgrade", "head"],
            directory: "/app",
            timeoutSeconds: 600,
            contract: request.release.migration.contract,
            snapshot,
            restorePoint,
        },
    };
}

/** Settings of the Job that brings the traffic to the live colour. */
export function switchSettings(request: SettingsRequest) {
    const { application, release } = request;
    const { verify, canary, watch } = release;
    return {
        ...common(request, release.live),
        identities: Object.fromEntries(COLOURS.map((each) => [each, identityOf(release[each])])),
        generation: release.generation,
        workloads: SERVED.map(({ name, rule, port }) => ({
            name,
            rule,
            service: `leanvibe-${name}-{colour}`,
            port,
            deployment: `leanvibe-${name}-{colour}`,
            autoscaler: `leanvibe-${name}-hpa-{colour}`,
            minReplicas: application[name].minReplicas,
            maxReplicas: application[name].maxReplicas,
        })),
        verify: {
            workload: "api",
            paths: verify.paths,
            settleInARow: 5,
            settleSeconds: 15,
            requests: verify.requests,
            concurrency: verify.concurrency,
            maxErrorRatio: verify.maxErrorPercent / 100,
            maxP95Milliseconds: verify.maxP95Milliseconds,
            timeoutSeconds: REQUEST_TIMEOUT_SECONDS,
        },
        prewarm: { timeoutSeconds: 180 },
        canary: { steps: canary.steps, stepSeconds: canary.stepSeconds },
        watch: {
            service: "leanvibe-api-pods-{colour}",
            port: 8000,
            path: "/metrics",
            intervalSeconds: watch.intervalSeconds,
            requestsMetric: "leanvibe_http_requests_total",
            durationMetric: "leanvibe_http_request_duration_seconds",
            maxErrorRatio: watch.maxErrorPercent / 100,
            maxP95Milliseconds: watch.maxP95Milliseconds,
            breachSamples: watch.breachSamples,
            minRequests: 5,
        },
        bake: { seconds: watch.bakeSeconds },
    };
}
