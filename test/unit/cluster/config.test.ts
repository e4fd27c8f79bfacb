import * as assert from "node:assert/strict";
import { parse } from "yaml";
import { LOOPBACK_PORTS } from "../../../sandbox/cluster/addresses";
import { networkConfig } from "../../../sandbox/cluster/config/cni";
import { containerdConfig, PAUSE_IMAGE } from "../../../sandbox/cluster/config/containerd";
import { corefile } from "../../../sandbox/cluster/config/coredns";
import { postgresAccess, postgresConfig } from "../../../sandbox/cluster/config/database";
import { doorArguments, doorRoutes, DOORS } from "../../../sandbox/cluster/config/doors";
import { kubeletConfig } from "../../../sandbox/cluster/config/kubelet";
import { kubeconfigText } from "../../../sandbox/cluster/kubeconfig";
import { pretendLayout } from "./fixtures";

interface Doors {
    tcp: {
        routers: Record<string, { entryPoints: string[]; service: string; tls?: object }>;
        services: Record<string, { loadBalancer: { servers: { address: string }[] } }>;
    };
    tls: { stores: { default: { defaultCertificate: object } } };
}

describe("the local cluster's configuration", () => {
    it("of containerd lets pods start without CAP_SYS_RESOURCE, from the image that comes along", () => {
        const text = containerdConfig({ runc: "/tools/runc", plugins: "/tools/cni", networks: "/config/networks" });
        assert.match(text, /^ {2}restrict_oom_score_adj = true$/m);
        assert.match(text, new RegExp(`^ {2}sandbox_image = "${PAUSE_IMAGE}"$`, "m"));
        assert.match(text, /^ {2}BinaryName = "\/tools\/runc"$/m);
        assert.match(text, /^ {2}bin_dir = "\/tools\/cni"$/m);
        assert.match(text, /^ {2}conf_dir = "\/config\/networks"$/m);
    });

    it("of kubelet works with cgroups of both versions, and neither a full disk evicts pods nor images are taken away", () => {
        const config = parse(kubeletConfig(pretendLayout(), "/config/resolv.conf")) as Record<string, unknown>;
        assert.equal(config.failCgroupV1, false);
        assert.equal(config.cgroupDriver, "cgroupfs");
        assert.equal(config.imageGCHighThresholdPercent, 100);
        assert.deepEqual(config.evictionHard, {
            "memory.available": "1%",
            "nodefs.available": "0%",
            "imagefs.available": "0%",
        });
        assert.deepEqual(config.clusterDNS, ["10.96.0.10"]);
        assert.equal(config.resolvConf, "/config/resolv.conf");
        assert.deepEqual(config.authentication, {
            anonymous: { enabled: false },
            webhook: { enabled: true },
            x509: { clientCAFile: "/checkout/.sandbox/cluster/certificates/ca.crt" },
        });
    });

    it("of pods' network gives addresses of the pods' range behind the bridge that the node's address is on", () => {
        const { plugins } = JSON.parse(networkConfig()) as { plugins: Record<string, unknown>[] };
        assert.deepEqual(
            plugins.map(({ type, bridge, ipMasq }) => [type, bridge, ipMasq]),
            [
                ["bridge", "cni0", true],
                ["portmap", undefined, undefined],
            ],
        );
        const [{ ipam } = {}] = plugins;
        assert.deepEqual((ipam as { ranges: unknown }).ranges, [[{ subnet: "10.244.0.0/24" }]]);
    });

    it("of the name server answers for Services and for AWS's stores, and knows nothing of the world", () => {
        const blocks = corefile("/config/coredns.kubeconfig").split(/^}\n/m);
        const block = (zone: string) =>
            blocks.find((text) => text.split(" {")[0]?.split(" ").includes(`${zone}:53`)) ?? "";
        assert.match(block("cluster.local"), /kubeconfig \/config\/coredns\.kubeconfig/);
        for (const zone of ["rds.amazonaws.com", "cache.amazonaws.com"]) {
            assert.match(block(zone), /answer "\{\{ \.Name \}\} 5 IN A 10\.244\.0\.1"/);
        }
        // A template in the zone of Services would answer before Kubernetes does.
        assert.doesNotMatch(block("cluster.local"), /template/);
        assert.match(block("."), /rcode NXDOMAIN/);
    });

    it("of the doors leads every port of this machine to its part, and PostgreSQL's with and without TLS", () => {
        const { tcp, tls } = parse(doorRoutes("/data.crt", "/data.key")) as Doors;
        const targetsOf = (entry: string) =>
            Object.values(tcp.routers)
                .filter(({ entryPoints }) => entryPoints.includes(entry))
                .map((router) => [
                    tcp.services[router.service]?.loadBalancer.servers[0]?.address,
                    router.tls !== undefined,
                ]);
        assert.deepEqual(targetsOf("api"), [["10.244.0.1:6443", false]]);
        assert.deepEqual(targetsOf("database"), [["10.244.0.1:5433", false]]);
        assert.deepEqual(targetsOf("redis"), [["10.244.0.1:6380", false]]);
        assert.deepEqual(targetsOf("redisPlain"), [["10.244.0.1:6379", false]]);
        assert.deepEqual(targetsOf("postgres").sort(), [
            ["127.0.0.1:5432", false],
            ["127.0.0.1:5432", true],
        ]);
        assert.deepEqual(tls.stores.default.defaultCertificate, { certFile: "/data.crt", keyFile: "/data.key" });
        const args = doorArguments("/doors.yaml");
        for (const door of DOORS) {
            assert.ok(args.includes(`--entrypoints.${door}.address=127.0.0.1:${String(LOOPBACK_PORTS[door])}`), door);
        }
        assert.ok(args.includes("--entrypoints.postgres.address=10.244.0.1:5433"));
    });

    it("of PostgreSQL listens on loopback only and trusts the application's user alone", () => {
        assert.match(postgresConfig(), /^listen_addresses = '127\.0\.0\.1'$/m);
        assert.deepEqual(
            postgresAccess()
                .split("\n")
                .filter((line) => line.startsWith("host")),
            ["host all leanvibe 127.0.0.1/32 trust"],
        );
    });

    it("in a kubeconfig holds everything, so that the file can be handed on", () => {
        const text = kubeconfigText({ server: "https://127.0.0.1:1", authority: "A", certificate: "C", key: "K" });
        const config = parse(text) as {
            clusters: { cluster: Record<string, string> }[];
            users: { user: Record<string, string> }[];
        };
        const base64 = (word: string) => Buffer.from(word).toString("base64");
        assert.deepEqual(config.clusters[0]?.cluster, {
            server: "https://127.0.0.1:1",
            "certificate-authority-data": base64("A"),
        });
        assert.deepEqual(config.users[0]?.user, {
            "client-certificate-data": base64("C"),
            "client-key-data": base64("K"),
        });
    });
});
