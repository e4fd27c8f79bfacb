import * as pulumi from "@pulumi/pulumi";

import { Application } from "./components/application";
import { awsProvider } from "./components/aws";
import { Cache } from "./components/cache";
import { Cluster } from "./components/cluster";
import { readConfig } from "./components/config";
import { Database } from "./components/database";
import { Edge } from "./components/edge";
import { Keys } from "./components/keys";
import { Network } from "./components/network";
import { NAMESPACE, platformOf } from "./components/platform";
import { Release } from "./components/release";
import { WorkloadIdentity } from "./components/workload-identity";

const config = readConfig();
const platform = platformOf(pulumi.getProject(), config);
const provider = awsProvider(platform);

const keys = new Keys("keys", { platform }, { provider });

const network = new Network(
    "network",
    { platform, zones: config.aws.zones, network: config.network, logsKeyArn: keys.logsKeyArn },
    { provider },
);

const cluster = new Cluster(
    "cluster",
    {
        platform,
        cluster: config.cluster,
        vpcId: network.vpcId,
        vpcCidr: config.network.cidr,
        zones: config.aws.zones,
        privateSubnetIds: network.privateSubnetIds,
        clusterKeyArn: keys.clusterKeyArn,
        logsKeyArn: keys.logsKeyArn,
    },
    // Nodes pull images through the network's routes, until the last of them is gone.
    { provider, dependsOn: [network] },
);

/** What database and cache share: the data tier of the network, open to the cluster alone. */
const dataTier = {
    platform,
    vpcId: network.vpcId,
    subnetIds: network.dataSubnetIds,
    clientSecurityGroupId: cluster.securityGroupId,
    dataKeyArn: keys.dataKeyArn,
};

const database = new Database(
    "database",
    { ...dataTier, database: config.database, release: config.release, logsKeyArn: keys.logsKeyArn },
    { provider },
);

const cache = new Cache("cache", { ...dataTier, cache: config.cache }, { provider });

const identity = new WorkloadIdentity(
    "workload-identity",
    {
        platform,
        clusterArn: cluster.arn,
        namespace: NAMESPACE,
        cacheUserId: cache.userId,
        databaseSecretArn: database.secretArn,
        dataKeyArn: keys.dataKeyArn,
    },
    { provider, dependsOn: [cluster.created] },
);

/** The application as both of its colours have it. */
const app = {
    namespace: NAMESPACE,
    environment: config.environment,
    kubernetesVersion: config.cluster.version,
    application: config.application,
    release: config.release,
    traffic: {
        dataCidrs: network.cidrsOf("data"),
        gatewayCidrs: network.cidrsOf("public"),
        dataPorts: { database: database.port, redis: cache.port },
    },
};

const inCluster = { provider: cluster.kubernetes };

const application = new Application(
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
    { ...inCluster, dependsOn: [...cluster.ready, ...identity.associations] },
);

const edge = new Edge(
    "edge",
    { namespace: NAMESPACE, gateway: config.gateway },
    { ...inCluster, dependsOn: [...application.ready] },
);

const release = new Release(
    "release",
    { ...app, recovery: database.recovery },
    { ...inCluster, dependsOn: [...application.ready, ...edge.ready, ...database.snapshots] },
);

export const vpcId = network.vpcId;
export const clusterName = cluster.name;
export const kubeconfig = cluster.kubeconfig;
export const databaseEndpoint = pulumi.interpolate`${database.host}:${database.port}`;
export const databaseSecretArn = database.secretArn;
export const cacheEndpoint = pulumi.interpolate`${cache.host}:${cache.port}`;
export const namespace = application.namespace;
export const liveColour = release.live;
