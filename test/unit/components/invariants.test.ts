import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { Application } from "../../../components/application";
import { Cache } from "../../../components/cache";
import { Cluster } from "../../../components/cluster";
import { Database } from "../../../components/database";
import { Edge } from "../../../components/edge";
import { Keys } from "../../../components/keys";
import { Network } from "../../../components/network";
import { Release } from "../../../components/release";
import { WorkloadIdentity } from "../../../components/workload-identity";
import { valuesRequest } from "../application/application";
import {
    aCache,
    aCluster,
    aClusterPlace,
    aDatabase,
    aDataTier,
    aGateway,
    aNetwork,
    anAwsProvider,
    aPlatform,
    aRecovery,
    ZONES,
} from "./support/fixtures";
import { record, settled, type Recording } from "./support/mocks";
import { Observer } from "./support/observer";

const COMPONENTS = join(__dirname, "../../../components");

/** AWS types that cannot carry tags. */
const UNTAGGED = new Set([
    "aws:ec2/route:Route",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:kms/alias:Alias",
]);

/** Resources that hold data, or without which data cannot be read. */
const HOLDS_DATA = new Set([
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:kms/key:Key",
]);

/** One of everything that is ours, as prod would have it. */
function buildAll(observer: Observer): Promise<unknown> {
    const platform = aPlatform({ environment: "prod", name: "leanvibe-prod", protect: true });
    const opts = { ...observer.options, provider: anAwsProvider() };
    const tier = aDataTier(platform);
    new Keys("keys", { platform }, opts);
    new Network("network", { platform, zones: ZONES, network: aNetwork(), logsKeyArn: "arn:logs-key" }, opts);
    const cluster = new Cluster("cluster", { ...aClusterPlace(platform), cluster: aCluster() }, opts);
    const database = new Database(
        "database",
        { ...tier, database: aDatabase(), release: aRecovery({ contract: true }) },
        opts,
    );
    const cache = new Cache("cache", { ...tier, cache: aCache() }, opts);
    new WorkloadIdentity(
        "workload-identity",
        {
            platform,
            clusterArn: "arn:cluster",
            namespace: "leanvibe",
            cacheUserId: "leanvibe-prod-app",
            databaseSecretArn: "arn:secret",
            dataKeyArn: "arn:data-key",
        },
        opts,
    );
    const app = { ...valuesRequest({ environment: "prod" }), namespace: "leanvibe", kubernetesVersion: "1.35" };
    const inCluster = { ...observer.options, provider: cluster.kubernetes };
    new Application(
        "application",
        {
            ...app,
            endpoints: {
                databaseHost: database.host,
                databasePort: database.port,
                databaseName: database.databaseName,
                databaseSecretArn: database.secretArn,
                databaseTls: database.tls,
                redisHost: cache.host,
                redisPort: cache.port,
                redisTls: cache.tls,
                redisUser: cache.userId,
                redisReplicationGroup: cache.replicationGroupId,
            },
        },
        inCluster,
    );
    new Edge("edge", { namespace: "leanvibe", gateway: aGateway() }, inCluster);
    const release = new Release("release", { ...app, recovery: database.recovery }, inCluster);
    return settled(release.objects);
}

/** Type tokens of the components that the source defines. */
function definedComponents(): string[] {
    const files = readdirSync(COMPONENTS, { recursive: true, encoding: "utf8" });
    return files
        .filter((file) => file.endsWith(".ts"))
        .flatMap((file) => [...readFileSync(join(COMPONENTS, file), "utf8").matchAll(/super\(\s*"([^"]+)"/g)])
        .map((match) => String(match[1]))
        .sort();
}

describe("every component", () => {
    const observer = new Observer();
    let recording: Recording;
    before(async function () {
        this.timeout(60_000);
        await observer.whileWatching(async () => {
            recording = await record(() => buildAll(observer));
        });
    });

    const ours = () => observer.seen.filter(({ type }) => type.startsWith("leanvibe:"));
    const children = () => observer.seen.filter(({ type }) => !type.startsWith("leanvibe:"));

    it("is looked at here", () => {
        assert.deepEqual([...new Set(ours().map(({ type }) => type))].sort(), definedComponents());
    });

    it("is the parent of its children", () => {
        for (const { name, options } of children()) {
            assert.ok(options.parent instanceof pulumi.ComponentResource, `${name} has no component as its parent`);
        }
    });

    it("names its children after itself", () => {
        for (const { name, options } of children()) {
            const parent = observer.seen.find(({ resource }) => resource === options.parent);
            assert.ok(parent && name.startsWith(`${parent.name}-`), name);
        }
    });

    it("registers its outputs", () => {
        for (const { name, resource } of ours()) {
            assert.ok(observer.finished.has(resource), `${name} never calls registerOutputs`);
        }
    });

    it("makes resources through an explicit provider only", () => {
        for (const { name, type, provider, custom } of recording.resources) {
            if (custom && !type.startsWith("pulumi:")) {
                assert.match(provider, /::(aws|cluster-kubernetes)::/, `${name} uses the default provider`);
            }
        }
    });

    it("looks nothing up", () => {
        assert.deepEqual(recording.invokes, []);
    });

    it("tags whatever can be tagged with project, environment, component and manager", () => {
        const aws = recording.resources.filter(({ type }) => type.startsWith("aws:") || type.startsWith("eks:"));
        assert.ok(aws.length > 30);
        for (const { name, type, inputs } of aws.filter((one) => !UNTAGGED.has(one.type))) {
            const tags = (inputs.tags ?? {}) as Record<string, string>;
            assert.equal(tags.project, "leanvibe-agent-hive", `${type} ${name}`);
            assert.equal(tags.environment, "prod", name);
            assert.equal(tags["managed-by"], "pulumi", name);
            assert.ok(tags.component !== undefined && name.startsWith(tags.component), name);
        }
    });

    it("protects what holds data when the stack is protected, and nothing else", () => {
        for (const { name, type, options } of children()) {
            assert.equal(options.protect ?? false, HOLDS_DATA.has(type), `${type} ${name}`);
        }
    });

    it("shows policies its arguments", () => {
        for (const { name, props } of ours()) {
            const platform = (props.platform ?? props) as { environment?: string };
            // The entrance is the same in every environment.
            assert.equal(platform.environment ?? (props.gateway && "prod"), "prod", name);
        }
    });
});

describe("the order of creation", () => {
    const observer = new Observer();
    before(async function () {
        this.timeout(60_000);
        await record(() => buildAll(observer));
    });

    const waits: readonly (readonly [string, string, string])[] = [
        ["cluster-eks", "cluster-logs", "or EKS makes its log group, unencrypted and for ever"],
        ["database-instance", "database-postgresql-logs", "or RDS makes its log group, unencrypted and for ever"],
        ["database-instance", "database-upgrade-logs", "or RDS makes its log group, unencrypted and for ever"],
        ["database-instance", "database-monitoring-policy", "or RDS refuses the monitoring role"],
        ["network-nat-us-east-1a", "network-public-internet", "or AWS refuses the gateway"],
        ["network-flow-logs-log", "network-flow-logs-role-policy", "or the first records are lost"],
        ["cluster-node-class", "cluster-network-policy", "or a node starts without enforcement"],
        ["cluster-node-pool-general", "cluster-node-class", "or the pool points nowhere"],
        ["cluster-metrics-server", "cluster-node-pool-general", "or its pods find no node"],
        ["cluster-metrics-server", "cluster-metrics-server-policy", "or its pods are denied all traffic"],
        ["edge-gateway", "edge-gateway-class", "or nobody answers for it"],
    ];
    for (const [later, earlier, reason] of waits) {
        it(`puts ${earlier} before ${later}, ${reason}`, () => {
            assert.ok(observer.dependenciesOf(later).includes(earlier));
        });
    }
});
