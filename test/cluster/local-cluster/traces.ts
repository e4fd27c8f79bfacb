/** What a local cluster could leave behind on a machine. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { LOOPBACK_PORTS } from "../../../sandbox/cluster/addresses";
import { clusterProcesses } from "../../../sandbox/cluster/processes";
import type { Programs } from "../../../sandbox/cluster/programs";
import { listeningPorts } from "../../../sandbox/cluster/supervisor";

/** The traces, as text that can be compared. */
export interface Traces {
    interfaces: string[];
    routes: string;
    iptables: string;
    mounts: string[];
    processes: string[];
    cgroups: string[];
    ports: number[];
    folders: string[];
    sharedMemory: string[];
}

const cgroupRoot = "/sys/fs/cgroup";

/** Folders that containers' programs like to make. */
const folders = [
    "/etc/cni",
    "/etc/containerd",
    "/opt/cni",
    "/opt/containerd",
    "/run/containerd",
    "/run/netns",
    "/run/runc",
    "/run/xtables.lock",
    "/var/lib/cni",
    "/var/lib/containerd",
    "/var/lib/kubelet",
    "/var/log/containers",
    "/var/log/pods",
    "/run/leanvibe",
];

/** Looks at this machine, outside of any cluster's namespaces. */
export function traces(programs: Programs): Traces {
    const said = (name: string, ...args: string[]) =>
        execFileSync(name, args, { encoding: "utf8", env: programs.environment });
    const links = JSON.parse(said("ip", "-json", "link")) as { ifname: string }[];
    const rules = said("iptables-save")
        .split("\n")
        // Its remarks hold the time.
        .filter((line) => !line.startsWith("#"));
    return {
        interfaces: links.map(({ ifname }) => ifname).sort(),
        routes: said("ip", "route"),
        iptables: rules.join("\n"),
        mounts: fs
            .readFileSync("/proc/self/mounts", "utf8")
            .split("\n")
            .map((line) => line.split(" ")[1] ?? "")
            .sort(),
        processes: clusterProcesses().map(({ part, program }) => `${part}: ${program}`),
        cgroups: cgroups(cgroupRoot, 2).filter((folder) => /leanvibe|kube/.test(folder)),
        ports: listeningPorts(fs.readFileSync("/proc/net/tcp", "utf8")).filter((port) =>
            Object.values<number>(LOOPBACK_PORTS).includes(port),
        ),
        folders: folders.filter((folder) => fs.existsSync(folder)),
        sharedMemory: fs.readdirSync("/dev/shm").filter((name) => name.startsWith("PostgreSQL")),
    };
}

function cgroups(folder: string, depth: number): string[] {
    if (depth === 0) return [];
    return fs
        .readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => path.join(folder, entry.name))
        .flatMap((found) => [found, ...cgroups(found, depth - 1)]);
}
