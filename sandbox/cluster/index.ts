/** A real Kubernetes of one node on this machine, from plain binaries: the tests' cluster, and `make cluster`. */
export { GATEWAY_CONTROLLER } from "./objects";
export { SHELL_IMAGE } from "./base-image";
export type { Disk } from "./disks";
export { layoutIn, type Layout } from "./layout";
export { LocalCluster, stopCluster, type StoreAddress } from "./local-cluster";
export type { PartName } from "./parts";
export { startCluster, type ClusterOptions } from "./start";
export { clusterStatus, formatStatus, type ClusterStatus } from "./status";
