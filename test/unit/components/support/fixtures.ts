import { Provider } from "@pulumi/aws/provider";

import type {
    CacheConfig,
    ClusterConfig,
    DatabaseConfig,
    GatewayConfig,
    NetworkConfig,
    ReleaseConfig,
} from "../../../../components/config";
import { platformOf, type Platform } from "../../../../components/platform";

/** Builders with good defaults: a test names only what matters to it. */

export const ACCOUNT = "111111111111";
export const REGION = "us-east-1";
export const DATA_KEY_ARN = "arn:aws:kms:us-east-1:111111111111:key/1a2b3c4d-0000-4000-8000-000000000000";
export const ZONES = ["us-east-1a", "us-east-1b"];

export function aPlatform(overrides: Partial<Platform> = {}): Platform {
    const aws = { accountId: ACCOUNT, region: REGION };
    return { ...platformOf("leanvibe-agent-hive", { environment: "dev", aws, protect: false }), ...overrides };
}

export function aNetwork(overrides: Partial<NetworkConfig> = {}): NetworkConfig {
    return { cidr: "10.10.0.0/16", natGateways: "one", flowLogRetentionDays: 30, ...overrides };
}

export function aCluster(overrides: Partial<ClusterConfig> = {}): ClusterConfig {
    return {
        version: "1.35",
        publicAccessCidrs: ["203.0.113.0/24"],
        logRetentionDays: 90,
        adminRoleArns: [],
        allowSpotInProd: false,
        nodePools: [
            { name: "general", instanceTypes: ["m7g.large"], capacity: "spot", cpuLimit: 16, memoryLimitGiB: 64 },
        ],
        ...overrides,
    };
}

export function aDatabase(overrides: Partial<DatabaseConfig> = {}): DatabaseConfig {
    return {
        engineVersion: "16",
        instanceClass: "db.t4g.medium",
        storageGiB: 20,
        maxStorageGiB: 100,
        multiAz: false,
        backupRetentionDays: 7,
        logRetentionDays: 90,
        ...overrides,
    };
}

export function aCache(overrides: Partial<CacheConfig> = {}): CacheConfig {
    return { engine: "valkey", engineVersion: "8.0", nodeType: "cache.t4g.small", replicas: 0, ...overrides };
}

/** An AWS provider that can be told from the default one. */
export function anAwsProvider(): Provider {
    return new Provider("aws", { region: REGION, allowedAccountIds: [ACCOUNT] });
}

/** What database and cache want beside their own settings. */
export function aDataTier(platform: Platform = aPlatform()) {
    return {
        platform,
        vpcId: "vpc-1",
        subnetIds: ["subnet-1", "subnet-2"],
        clientSecurityGroupId: "sg-cluster",
        dataKeyArn: DATA_KEY_ARN,
        logsKeyArn: "arn:logs-key",
    };
}

/** What a cluster wants beside its own settings. */
export function aClusterPlace(platform: Platform = aPlatform()) {
    return {
        platform,
        vpcId: "vpc-1",
        vpcCidr: "10.10.0.0/16",
        zones: ZONES,
        privateSubnetIds: ["subnet-a", "subnet-b"],
        clusterKeyArn: "arn:cluster-key",
        logsKeyArn: "arn:logs-key",
    };
}

/** What a release says of migrations, at its third generation; no migration may remove anything. */
export function aRecovery(overrides: Partial<ReleaseConfig["migration"]> = {}, generation = 3) {
    return { generation, migration: { contract: false, restorePoint: "point-in-time" as const, ...overrides } };
}

export function aGateway(overrides: Partial<GatewayConfig> = {}): GatewayConfig {
    return { controller: "eks.amazonaws.com/gateway-alb", port: 80, ...overrides };
}
