/**
 * The addresses of the local cluster. All but the ones on loopback exist in its own network namespace only, so they meet
 * nothing of this machine's network.
 */

/** The node, and the gateway of its pods. */
export const NODE_ADDRESS = "10.244.0.1";

/** Addresses of pods. */
export const POD_RANGE = "10.244.0.0/24";

/** Virtual addresses of Services; the API server takes the first. */
export const SERVICE_RANGE = "10.96.0.0/16";

/** The API server as pods find it. */
export const API_SERVICE = "10.96.0.1";

/** The cluster's name server as pods find it. */
export const DNS_SERVICE = "10.96.0.10";

/** The suffix of the names of Services. */
export const CLUSTER_DOMAIN = "cluster.local";

/** The one node's name. */
export const NODE_NAME = "node1";

/** Ports inside the cluster's network. */
export const PORTS = {
    api: 6443,
    etcd: 2379,
    etcdPeers: 2380,
    controllerManager: 10257,
    scheduler: 10259,
    kubelet: 10250,
    proxy: 10256,
    dns: 53,
    metrics: 4443,
    /** PostgreSQL as pods reach it, with TLS for who asks for it. */
    database: 5433,
    /** PostgreSQL itself, on loopback. */
    databasePlain: 5432,
    /** Redis with TLS. */
    redis: 6380,
    /** Redis without. */
    redisPlain: 6379,
    gatewayPing: 18001,
    doorsPing: 18002,
} as const;

/** Ports on this machine's loopback, through which programs outside of the cluster's network reach it. */
export const LOOPBACK_PORTS = {
    /** Where the gateway takes requests. A Gateway's listener must name this port. */
    gateway: 18000,
    api: 16443,
    database: 15433,
    redis: 16380,
    redisPlain: 16379,
} as const;
