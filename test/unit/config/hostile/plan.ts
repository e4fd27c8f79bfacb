/** Everything that the planners make of a configuration, and what AWS and Kubernetes want of it. */
import assert from "node:assert/strict";

import { Netmask } from "netmask";

import { namespaceLabels, planQuota } from "../../../../components/application/namespace";
import {
    objectName,
    planValues,
    releaseName,
    COLOURS,
    WORKLOADS,
    type Colour,
} from "../../../../components/application/plan";
import { parseCpu, parseMemory } from "../../../../components/application/quantity";
import { cacheFamily, planReplicationGroup, planUsers } from "../../../../components/cache/plan";
import { clusterArn, planAdmins, planEndpoint, planNodePool } from "../../../../components/cluster/plan";
import type { PlatformConfig } from "../../../../components/config";
import { DATABASE_PORT, parameterFamily, planInstance } from "../../../../components/database/plan";
import { planRecovery } from "../../../../components/database/recovery";
import { finalSnapshotName } from "../../../../components/final-snapshot";
import { planKeys } from "../../../../components/keys/plan";
import { overlaps, planNetwork, serviceCidrFor } from "../../../../components/network/plan";
import { NAMESPACE, platformOf } from "../../../../components/platform";
import { planRelease } from "../../../../components/release/plan";
import { planAccess, planServiceAccounts, planTrust } from "../../../../components/workload-identity/plan";
import { fabricated, MODULES } from "../../release/plans";
import { assertRelease } from "./sound-release";

/** The plans of every component. */
export type PlatformPlan = ReturnType<typeof planPlatform>;

/** What every planner makes of a configuration. */
export function planPlatform(config: PlatformConfig) {
    const platform = platformOf("leanvibe-agent-hive", config);
    const network = planNetwork({ ...config.network, zones: config.aws.zones });
    const cidrsOf = (tier: string) => network.subnets.filter((s) => s.tier === tier).map(({ cidr }) => cidr);
    const { application, environment, release } = config;
    const traffic = {
        dataCidrs: cidrsOf("data"),
        gatewayCidrs: cidrsOf("public"),
        dataPorts: { database: DATABASE_PORT, redis: 6380 },
    };
    const valuesOf = (colour: Colour) => planValues(colour, { application, environment, release, traffic });
    const values = { blue: valuesOf("blue"), green: valuesOf("green") };
    const recovery = planRecovery(platform, release);
    const users = planUsers(platform.name, config.cache.engine);
    const arn = clusterArn(platform);
    const dataKeyArn = `arn:aws:kms:${platform.region}:${platform.accountId}:key/1a2b3c4d-0000-4000-8000-000000000000`;
    const databaseSecretArn = `arn:aws:secretsmanager:${platform.region}:${platform.accountId}:secret:rds!db-1`;
    return {
        platform,
        network,
        serviceCidr: serviceCidrFor(config.network.cidr),
        keys: planKeys(platform),
        endpoint: planEndpoint(config.cluster.publicAccessCidrs),
        admins: planAdmins(config.cluster.adminRoleArns),
        nodePools: config.cluster.nodePools.map((pool) => planNodePool(pool, config.aws.zones)),
        instance: planInstance(platform.name, config.database, config.protect),
        databaseFamily: parameterFamily(config.database.engineVersion),
        finalSnapshot: finalSnapshotName(platform.name, dataKeyArn),
        replicationGroup: planReplicationGroup(platform.name, config.cache, config.protect),
        cacheFamily: cacheFamily(config.cache),
        users,
        trust: planTrust(platform, arn),
        access: planAccess(platform, { cacheUserId: users[0]?.userId ?? "", databaseSecretArn, dataKeyArn }),
        serviceAccounts: planServiceAccounts(),
        releases: COLOURS.map(releaseName),
        objects: COLOURS.flatMap((colour) => WORKLOADS.map((workload) => objectName(workload, colour))),
        namespaceLabels: namespaceLabels(config.cluster.version),
        values,
        quota: planQuota(values[release.live]),
        recovery,
        steps: planRelease({
            namespace: NAMESPACE,
            environment,
            application,
            release,
            recovery,
            traffic,
            charts: { blue: fabricated(values.blue), green: fabricated(values.green) },
            modules: MODULES,
        }),
    };
}

/** Fails when a plan is not what AWS and Kubernetes take, or not what the configuration asks for. */
export function assertSound(plan: PlatformPlan, config: PlatformConfig): void {
    assertPlainData(plan, "plan");
    assertNetwork(plan, config);
    assertCluster(plan, config);
    assertData(plan, config);
    assertApplication(plan, config);
    assertRelease(plan, config);
}

/** Nothing that JSON, and so the engine, would silently turn into something else. */
function assertPlainData(value: unknown, path: string): void {
    if (typeof value === "number") assert.ok(Number.isFinite(value), `${path} is ${value}`);
    else if (typeof value === "string") assert.doesNotMatch(value, /undefined|NaN|\[object/, path);
    else if (typeof value === "object" && value !== null) {
        for (const [key, inner] of Object.entries(value)) assertPlainData(inner, `${path}.${key}`);
    } else assert.ok(typeof value === "boolean" || value == null, `${path} is ${typeof value}`);
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
function assertNetwork({ network, serviceCidr }: PlatformPlan, { aws }: PlatformConfig): void {
    const vpc = new Netmask(network.cidr);
    assert.equal(network.cidr, `${vpc.base}/${vpc.bitmask}`, "the VPC's block is written as AWS writes it");
    assert.ok(!overlaps(serviceCidr, network.cidr), `Services ${serviceCidr} in the VPC ${network.cidr}`);
    const blocks = network.subnets.map(({ cidr }) => cidr);
    assert.equal(blocks.length, 3 * aws.zones.length);
    blocks.forEach((block, index) => {
        assert.ok(vpc.contains(new Netmask(block)), `${block} is outside ${network.cidr}`);
        const { bitmask } = new Netmask(block);
        assert.ok(bitmask >= 16 && bitmask <= 28, `${block} is no size of a subnet`);
        for (const other of blocks.slice(index + 1)) assert.ok(!overlaps(block, other), `${block} and ${other}`);
    });
    for (const zone of aws.zones) {
        assert.match(zone, new RegExp(`^${aws.region}[a-f]$`));
        assert.ok(network.natZones.includes(network.natZoneOf[zone] ?? ""), `${zone} has a NAT gateway`);
    }
}

/** Sources: https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html, IAM's reference of quotas. */
function assertCluster({ endpoint, admins, nodePools, serviceAccounts }: PlatformPlan, config: PlatformConfig): void {
    const blocks = endpoint.publicAccessCidrs ?? [];
    assert.equal(endpoint.endpointPublicAccess, blocks.length > 0);
    assert.ok(blocks.length <= 40, "EKS takes 40 blocks");
    for (const block of blocks) {
        const [address = "", prefix = ""] = block.split("/");
        const written = address.split(".").map((part) => String(Number(part) % 256));
        assert.equal(`${written.join(".")}/${Number(prefix)}`, block, "a block has one spelling");
        assert.ok(Number(prefix) >= 8 && Number(prefix) <= 32, `${block} is no network of one's own`);
    }
    assert.equal(Object.keys(admins).length, config.cluster.adminRoleArns.length, "each administrator has an entry");
    for (const arn of Object.values(admins)) {
        const [, , , , account, role = ""] = arn.split(":");
        assert.equal(account, config.aws.accountId);
        assert.match(role.split("/").at(-1) ?? "", /^[\w+=,.@-]{1,64}$/, "a role's name");
    }
    const names = nodePools.map(({ metadata }) => metadata.name);
    assert.equal(new Set(names).size, names.length);
    for (const name of [...names, ...serviceAccounts]) assert.match(name, /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
    for (const { instanceTypes, cpuLimit } of config.cluster.nodePools) {
        assert.ok(instanceTypes.length > 0);
        for (const type of instanceTypes) assert.match(type, /^[cmrt]\d[a-z]*(-flex)?\.(medium|(\d{0,2}x)?large)$/);
        assert.ok(cpuLimit >= 2);
    }
}

/** Sources: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html, ElastiCache's API reference. */
function assertData(
    { platform, instance, databaseFamily, finalSnapshot, replicationGroup, users, ...plan }: PlatformPlan,
    { database }: PlatformConfig,
): void {
    for (const name of [instance.identifier, finalSnapshot]) assert.match(name, /^[a-z](-?[a-z0-9]){0,62}$/);
    for (const name of [replicationGroup.replicationGroupId, ...users.map(({ userId }) => userId)]) {
        assert.match(name, /^[a-z](-?[a-z0-9]){0,39}$/);
    }
    assert.match(instance.instanceClass, /^db\.[mrt]\d[a-z]*\.(micro|small|medium|(\d{0,2}x)?large)$/);
    assert.match(instance.engineVersion, /^1[567](\.\d{1,2})?$/);
    assert.match(databaseFamily, /^postgres1[567]$/);
    assert.ok(10 * instance.maxAllocatedStorage >= 11 * database.storageGiB && instance.maxAllocatedStorage <= 65_536);
    assert.match(replicationGroup.nodeType, /^cache\.[mrt]\d[a-z]*\.(micro|small|medium|(\d{0,2}x)?large)$/);
    assert.match(plan.cacheFamily, /^(valkey[78]|redis7)$/);
    assert.ok(replicationGroup.numCacheClusters >= 1 && replicationGroup.numCacheClusters <= 6);
    assert.equal(replicationGroup.automaticFailoverEnabled, replicationGroup.numCacheClusters > 1);
    for (const { policy, alias } of plan.keys) {
        assert.match(alias, /^alias\/[\w/-]{1,250}$/);
        assert.ok(JSON.stringify(policy).length <= 32_768, "the longest policy that KMS takes");
    }
    assert.match(platform.accountId, /^\d{12}$/);
}

function assertApplication(
    { values, quota, namespaceLabels, objects, releases }: PlatformPlan,
    { application, release }: PlatformConfig,
): void {
    for (const name of [...objects, ...releases]) assert.match(name, /^[a-z]([a-z0-9-]{0,51}[a-z0-9])$/);
    // A tag is the label app.kubernetes.io/version too.
    for (const label of [release.blue.tag, release.green.tag, ...Object.values(namespaceLabels)]) {
        assert.match(label, /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
    }
    // https://github.com/distribution/reference: a name has 255 characters, the service's own among them.
    assert.ok(application.imageRepository.length <= 240, "an image's name");
    const pods = COLOURS.flatMap((colour) => WORKLOADS.map((workload) => values[colour][workload]));
    for (const { autoscaling, podDisruptionBudget, resources } of pods) {
        assert.ok(autoscaling.minReplicas <= autoscaling.maxReplicas);
        assert.ok(!podDisruptionBudget.enabled || podDisruptionBudget.minAvailable < autoscaling.minReplicas);
        assert.ok(parseCpu(resources.limits.cpu) >= parseCpu(resources.requests.cpu));
        assert.equal(resources.limits.memory, resources.requests.memory);
        assert.ok(
            parseMemory(quota["limits.memory"]) >= autoscaling.maxReplicas * parseMemory(resources.limits.memory),
        );
        assert.ok(parseCpu(quota["requests.cpu"]) >= autoscaling.maxReplicas * parseCpu(resources.requests.cpu));
    }
    const most = WORKLOADS.reduce((total, workload) => total + application[workload].maxReplicas, 0);
    assert.ok(Number(quota.pods) >= 2 * most, "two colours fit");
}
