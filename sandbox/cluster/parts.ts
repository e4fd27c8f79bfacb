/** The parts of a cluster in the order in which they start: how each is called, and when it is ready. */
import { LOOPBACK_PORTS, NODE_ADDRESS, NODE_NAME, POD_RANGE, PORTS, SERVICE_RANGE } from "./addresses";
import { UNPRIVILEGED } from "./box";
import { FRONT_PROXY } from "./certificates";
import { configFile } from "./config";
import { DOORS, doorArguments } from "./config/doors";
import { certificateOf, INSIDE, kubeconfigOf, postgresProgram, tokenKeys, type Layout } from "./layout";

/** The parts that can be started, stopped and killed one by one. */
export type PartName =
    | "doors"
    | "etcd"
    | "apiserver"
    | "containerd"
    | "database"
    | "redis"
    | "controller-manager"
    | "scheduler"
    | "kubelet"
    | "proxy"
    | "dns"
    | "metrics"
    | "gateway";

/** One part. */
export interface Part {
    readonly name: PartName;
    /** The program's name, or its path inside the cluster's mounts. */
    readonly program: string;
    readonly args: readonly string[];
    /** Variables beside those of every part. */
    readonly environment?: Readonly<Record<string, string>>;
    /** The user that it runs as; default: root. */
    readonly user?: number;
    /** Sockets on this machine's loopback that it is given open, by the names that it knows them under. */
    readonly sockets?: readonly { readonly name: string; readonly port: number }[];
    /** What shows that it is ready: a port that it listens on in the cluster's network, or a file inside its mounts. */
    readonly ready: { readonly port: number } | { readonly file: string };
}

/** All parts of a cluster. */
export function partsOf(layout: Layout): readonly Part[] {
    return [...stores(layout), ...controlPlane(layout), ...node(layout), ...services(layout)];
}

/** The flag that limits how much a part says: what it does, not how. */
const quiet = "--v=1";

function stores(layout: Layout): Part[] {
    const { certificate, key } = certificateOf(layout, "data");
    const tls = ["--tls-port", String(PORTS.redis), "--tls-cert-file", certificate, "--tls-key-file", key];
    return [
        {
            name: "doors",
            program: "traefik",
            args: doorArguments(configFile(layout, "doors.yaml")),
            sockets: DOORS.map((name) => ({ name, port: LOOPBACK_PORTS[name] })),
            ready: { port: PORTS.doorsPing },
        },
        {
            name: "etcd",
            program: "etcd",
            args: [
                ...["--name", NODE_NAME, "--data-dir", `${INSIDE.etcd}/data`, "--unsafe-no-fsync"],
                ...["--listen-client-urls", `http://127.0.0.1:${PORTS.etcd}`],
                ...["--advertise-client-urls", `http://127.0.0.1:${PORTS.etcd}`],
                ...["--listen-peer-urls", `http://127.0.0.1:${PORTS.etcdPeers}`],
                ...["--initial-advertise-peer-urls", `http://127.0.0.1:${PORTS.etcdPeers}`],
                ...["--initial-cluster", `${NODE_NAME}=http://127.0.0.1:${PORTS.etcdPeers}`],
                ...["--log-level", "warn"],
            ],
            ready: { port: PORTS.etcd },
        },
        {
            name: "database",
            program: postgresProgram("postgres"),
            args: ["-D", `${INSIDE.database}/cluster`],
            user: UNPRIVILEGED,
            ready: { port: PORTS.databasePlain },
        },
        {
            name: "redis",
            program: "redis-server",
            args: [
                ...["--bind", NODE_ADDRESS, "--port", String(PORTS.redisPlain), ...tls],
                ...["--tls-ca-cert-file", certificateOf(layout, "ca").certificate, "--tls-auth-clients", "no"],
                // A title would be written over the environment, and with it over the mark.
                ...["--set-proc-title", "no"],
                ...["--protected-mode", "no", "--dir", layout.redis, "--save", "", "--appendonly", "yes"],
            ],
            ready: { port: PORTS.redisPlain },
        },
    ];
}

function controlPlane(layout: Layout): Part[] {
    const file = (name: string) => certificateOf(layout, name);
    const ca = file("ca").certificate;
    const client = (name: string) => ["--kubeconfig", kubeconfigOf(layout, name)];
    const delegated = (name: string) => [
        ...["--authentication-kubeconfig", kubeconfigOf(layout, name)],
        ...["--authorization-kubeconfig", kubeconfigOf(layout, name), "--cert-dir", INSIDE.temporary],
    ];
    return [
        {
            name: "apiserver",
            program: "kube-apiserver",
            args: [
                ...["--etcd-servers", `http://127.0.0.1:${PORTS.etcd}`, "--allow-privileged=true"],
                ...["--advertise-address", NODE_ADDRESS, "--secure-port", String(PORTS.api)],
                ...["--service-cluster-ip-range", SERVICE_RANGE, "--authorization-mode", "Node,RBAC"],
                ...["--enable-admission-plugins", "NodeRestriction", "--enable-aggregator-routing=true"],
                ...["--client-ca-file", ca, "--tls-cert-file", file("apiserver").certificate],
                ...["--tls-private-key-file", file("apiserver").key],
                ...["--service-account-key-file", tokenKeys(layout).publicKey],
                ...["--service-account-signing-key-file", tokenKeys(layout).key],
                ...["--service-account-issuer", "https://kubernetes.default.svc"],
                ...["--kubelet-client-certificate", file("kubelet-client").certificate],
                ...["--kubelet-client-key", file("kubelet-client").key],
                ...["--kubelet-preferred-address-types", "InternalIP"],
                ...["--requestheader-client-ca-file", ca, "--requestheader-allowed-names", FRONT_PROXY],
                ...["--requestheader-extra-headers-prefix", "X-Remote-Extra-"],
                ...["--requestheader-group-headers", "X-Remote-Group"],
                ...["--requestheader-username-headers", "X-Remote-User"],
                ...["--proxy-client-cert-file", file("front-proxy").certificate],
                ...["--proxy-client-key-file", file("front-proxy").key, quiet],
            ],
            ready: { port: PORTS.api },
        },
        {
            name: "controller-manager",
            program: "kube-controller-manager",
            args: [
                ...client("controller-manager"),
                ...delegated("controller-manager"),
                ...["--use-service-account-credentials=true", "--leader-elect=false"],
                ...["--service-account-private-key-file", tokenKeys(layout).key, "--root-ca-file", ca],
                ...["--cluster-signing-cert-file", ca, "--cluster-signing-key-file", file("ca").key],
                // Quicker than production's 15 s, 30 s and 5 min: a laptop's load tests are short.
                "--horizontal-pod-autoscaler-sync-period=5s",
                "--horizontal-pod-autoscaler-initial-readiness-delay=5s",
                "--horizontal-pod-autoscaler-cpu-initialization-period=5s",
                quiet,
            ],
            ready: { port: PORTS.controllerManager },
        },
        {
            name: "scheduler",
            program: "kube-scheduler",
            args: [...client("scheduler"), ...delegated("scheduler"), "--leader-elect=false", quiet],
            ready: { port: PORTS.scheduler },
        },
    ];
}

function node(layout: Layout): Part[] {
    return [
        {
            name: "containerd",
            program: "containerd",
            args: ["--config", configFile(layout, "containerd.toml")],
            ready: { file: INSIDE.containerdSocket },
        },
        {
            name: "kubelet",
            program: "kubelet",
            args: [
                ...["--config", configFile(layout, "kubelet.yaml"), "--kubeconfig", kubeconfigOf(layout, "kubelet")],
                ...["--root-dir", INSIDE.kubelet, "--cert-dir", `${INSIDE.root}/kubelet-certificates`],
                ...["--hostname-override", NODE_NAME, "--node-ip", NODE_ADDRESS, quiet],
            ],
            ready: { port: PORTS.kubelet },
        },
        {
            name: "proxy",
            program: "kube-proxy",
            args: [
                ...["--kubeconfig", kubeconfigOf(layout, "proxy"), "--hostname-override", NODE_NAME],
                ...["--proxy-mode", "iptables", "--cluster-cidr", POD_RANGE, "--oom-score-adj", "0"],
                // The limit of tracked connections belongs to the whole machine.
                ...["--conntrack-max-per-core", "0", "--conntrack-min", "0"],
                // Answers between two pods on the bridge come back this way even where bridges pass iptables by.
                "--masquerade-all",
                quiet,
            ],
            ready: { port: PORTS.proxy },
        },
    ];
}

function services(layout: Layout): Part[] {
    const metrics = kubeconfigOf(layout, "metrics-server");
    return [
        {
            name: "dns",
            program: "coredns",
            args: ["-conf", configFile(layout, "Corefile"), "-quiet"],
            ready: { port: PORTS.dns },
        },
        {
            name: "metrics",
            program: "metrics-server",
            args: [
                ...["--kubeconfig", metrics, "--authentication-kubeconfig", metrics],
                ...["--authorization-kubeconfig", metrics, "--secure-port", String(PORTS.metrics)],
                ...["--cert-dir", `${INSIDE.root}/metrics-certificates`, "--metric-resolution=10s"],
                ...["--kubelet-request-timeout=5s", "--kubelet-insecure-tls"],
                "--kubelet-preferred-address-types=InternalIP",
            ],
            ready: { port: PORTS.metrics },
        },
        {
            name: "gateway",
            program: "traefik",
            args: [
                "--providers.kubernetesgateway=true",
                "--providers.kubernetesgateway.statusaddress.ip=127.0.0.1",
                // How soon new weights are followed; the default waits two seconds.
                "--providers.providersthrottleduration=200ms",
                // A Gateway's listener is bound to the entry point of its port.
                `--entrypoints.web.address=127.0.0.1:${LOOPBACK_PORTS.gateway}`,
                `--entrypoints.traefik.address=127.0.0.1:${PORTS.gatewayPing}`,
                // As long as a connection to a pod may stay idle on AWS's load balancer by default.
                "--serverstransport.forwardingtimeouts.idleconntimeout=60s",
                "--ping=true",
                "--global.checknewversion=false",
                "--global.sendanonymoususage=false",
                "--log.level=INFO",
            ],
            environment: { KUBECONFIG: kubeconfigOf(layout, "gateway") },
            sockets: [{ name: "web", port: LOOPBACK_PORTS.gateway }],
            ready: { port: PORTS.gatewayPing },
        },
    ];
}
