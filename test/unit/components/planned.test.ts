import { stringify } from "yaml";

import { load, devWith, prodWith } from "../config/support";
import { applicationConfig, TRAFFIC } from "../application/application";
import { releaseConfig } from "../release/release";
import { namespaceLabels, planQuota } from "../../../components/application/namespace";
import { COLOURS, objectName, planValues, releaseName, WORKLOADS } from "../../../components/application/plan";
import { cacheFamily, CACHE_PORT, planReplicationGroup, planUsers } from "../../../components/cache/plan";
import * as cluster from "../../../components/cluster/plan";
import type { PlatformConfig } from "../../../components/config";
import * as database from "../../../components/database/plan";
import { planRecovery } from "../../../components/database/recovery";
import { finalSnapshotName } from "../../../components/final-snapshot";
import { DELETION_WINDOW_DAYS, planKeys } from "../../../components/keys/plan";
import { planNetwork, serviceCidrFor } from "../../../components/network/plan";
import { componentTags, NAMESPACE, platformOf } from "../../../components/platform";
import { planAccess as planJobAccess } from "../../../components/release/access";
import { planGuard, planLedger } from "../../../components/release/guard";
import { planRoute } from "../../../components/release/route";
import { migrateSettings, switchSettings } from "../../../components/release/settings";
import { planAccess, planServiceAccounts, planTrust } from "../../../components/workload-identity/plan";
import { sameAsGolden } from "../../golden";
import { DATA_KEY_ARN } from "./support/fixtures";

/** Everything that the planners decide of a stack. */
function planned(config: PlatformConfig): Record<string, unknown> {
    const platform = platformOf("leanvibe-agent-hive", config);
    const arn = cluster.clusterArn(platform);
    const { application, environment, release } = config;
    const recovery = planRecovery(platform, release);
    const settings = { namespace: NAMESPACE, environment, application, release, recovery };
    const [blue, green] = COLOURS.map((colour) =>
        planValues(colour, { application, environment, release, traffic: TRAFFIC }),
    );
    if (!blue || !green) {
        throw new Error("a colour is missing");
    }
    return {
        platform,
        tags: componentTags(platform, "network", "leanvibe"),
        keys: { deletionWindowInDays: DELETION_WINDOW_DAYS, plans: planKeys(platform) },
        network: planNetwork({ ...config.network, zones: config.aws.zones }),
        cluster: {
            arn,
            logs: cluster.CONTROL_PLANE_LOGS,
            nodePolicies: cluster.NODE_POLICIES,
            serviceCidr: serviceCidrFor(config.network.cidr),
            endpoint: cluster.planEndpoint(config.cluster.publicAccessCidrs),
            access: cluster.clusterWide("AmazonEKSClusterAdminPolicy"),
            admins: cluster.planAdmins(config.cluster.adminRoleArns),
            nodePools: config.cluster.nodePools.map((pool) => cluster.planNodePool(pool, config.aws.zones)),
        },
        database: {
            port: database.DATABASE_PORT,
            name: database.DATABASE_NAME,
            user: database.DATABASE_USER,
            monitoringIntervalSeconds: database.MONITORING_INTERVAL_SECONDS,
            performanceInsightsDays: database.PERFORMANCE_INSIGHTS_DAYS,
            exportedLogs: database.EXPORTED_LOGS,
            caCertificate: database.CA_CERTIFICATE,
            family: database.parameterFamily(config.database.engineVersion),
            parameters: database.planParameters(),
            instance: database.planInstance(platform.name, config.database, config.protect),
            finalSnapshot: finalSnapshotName(platform.name, DATA_KEY_ARN),
        },
        cache: {
            port: CACHE_PORT,
            family: cacheFamily(config.cache),
            users: planUsers(platform.name, config.cache.engine),
            replicationGroup: planReplicationGroup(platform.name, config.cache, config.protect),
        },
        workloadIdentity: {
            serviceAccounts: planServiceAccounts(),
            trust: planTrust(platform, arn),
            access: planAccess(platform, {
                cacheUserId: `${platform.name}-app`,
                databaseSecretArn: "arn:aws:secretsmanager:us-east-1:111111111111:secret:master",
                dataKeyArn: DATA_KEY_ARN,
            }),
        },
        application: {
            releases: COLOURS.map(releaseName),
            objects: COLOURS.flatMap((colour) => WORKLOADS.map((workload) => objectName(workload, colour))),
            values: { blue, green },
            namespaceLabels: namespaceLabels(config.cluster.version),
            quota: planQuota(release.live === "blue" ? blue : green),
        },
        release: {
            recovery,
            route: planRoute(NAMESPACE, release),
            ledger: planLedger(NAMESPACE),
            guard: planGuard(NAMESPACE),
            access: planJobAccess(NAMESPACE, TRAFFIC),
            migrate: COLOURS.map((colour) => migrateSettings(settings, colour)),
            switch: switchSettings(settings),
        },
    };
}

const DIGEST = `sha256:${"a".repeat(64)}`;

/** Made when they are asked for, so that a fault in the checks of config fails a test and not this file. */
const STACKS: Readonly<Record<string, () => PlatformConfig>> = {
    dev: () =>
        load(
            devWith({
                "cluster.publicAccessCidrs": ["203.0.113.0/24"],
                "cluster.adminRoleArns": ["arn:aws:iam::111111111111:role/ops/deployer"],
                "cache.engine": "redis",
                "cache.engineVersion": "7.1",
            }),
        ),
    prod: () =>
        load(
            prodWith({
                application: applicationConfig(),
                release: releaseConfig({
                    live: "green",
                    generation: 7,
                    green: { tag: "2.1.0", digests: { api: DIGEST, worker: DIGEST, frontend: "" } },
                    migration: { contract: true, restorePoint: "point-in-time" },
                }),
            }),
        ),
};

describe("what the planners decide", () => {
    for (const [stack, configOf] of Object.entries(STACKS)) {
        it(`of a ${stack} stack is what its golden file says`, () => {
            const text = stringify(planned(configOf()), { lineWidth: 0, aliasDuplicateObjects: false });
            sameAsGolden(__dirname, `planned-${stack}.txt`, text.trimEnd().split("\n"));
        });
    }
});
