import { stringify } from "yaml";
import { CLUSTER_DOMAIN, DNS_SERVICE } from "../addresses";
import { certificateOf, cgroupOf, INSIDE, type Layout } from "../layout";

/** The file with the name server of pods that do not ask the cluster's: none. */
export const RESOLVER_FILE = "resolv.conf";

/** kubelet's configuration file. */
export function kubeletConfig(layout: Layout, resolver: string): string {
    return stringify({
        apiVersion: "kubelet.config.k8s.io/v1beta1",
        kind: "KubeletConfiguration",
        authentication: {
            anonymous: { enabled: false },
            webhook: { enabled: true },
            x509: { clientCAFile: certificateOf(layout, "ca").certificate },
        },
        authorization: { mode: "Webhook" },
        containerRuntimeEndpoint: `unix://${INSIDE.containerdSocket}`,
        cgroupDriver: "cgroupfs",
        cgroupRoot: `/${cgroupOf(layout)}`,
        // From 1.35 on kubelet refuses cgroup v1 unless it is told not to.
        failCgroupV1: false,
        failSwapOn: false,
        // To be less likely to be killed takes CAP_SYS_RESOURCE, which a container often lacks.
        oomScoreAdj: 0,
        clusterDNS: [DNS_SERVICE],
        clusterDomain: CLUSTER_DOMAIN,
        resolvConf: resolver,
        podLogsDir: INSIDE.podLogs,
        volumePluginDir: `${INSIDE.root}/volume-plugins`,
        containerLogMaxSize: "10Mi",
        containerLogMaxFiles: 2,
        // Images cannot be pulled again, and a disk that a test fills is no reason to evict pods.
        imageGCHighThresholdPercent: 100,
        evictionHard: { "memory.available": "1%", "nodefs.available": "0%", "imagefs.available": "0%" },
        // As the EKS component sets it nowhere: the defaults of production hold for everything else.
        registryPullQPS: 0,
    });
}
