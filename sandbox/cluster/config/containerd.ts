import { INSIDE } from "../layout";

/** The image of every pod's first container, which holds the pod's namespaces. */
export const PAUSE_IMAGE = "leanvibe.local/pause:1";

/** What containerd's configuration depends on. */
export interface ContainerdSettings {
    /** The path of runc. */
    runc: string;
    /** The folder of the CNI plug-ins. */
    plugins: string;
    /** The folder of the CNI configuration. */
    networks: string;
}

/**
 * containerd's configuration file. Version 2 is read by containerd 1.6 and by 2.x, which converts it.
 *
 * Without restrict_oom_score_adj no pod starts where this process may not make others less likely to be killed
 * (CAP_SYS_RESOURCE), as in many containers.
 */
export function containerdConfig({ runc, plugins, networks }: ContainerdSettings): string {
    const cri = 'plugins."io.containerd.grpc.v1.cri"';
    return `version = 2
root = "${INSIDE.containerd}"
state = "${INSIDE.containerdState}"
# The last would make a folder in /opt; the others look for file systems that are not used.
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.opt",
]

[grpc]
  address = "${INSIDE.containerdSocket}"

[${cri}]
  sandbox_image = "${PAUSE_IMAGE}"
  restrict_oom_score_adj = true
  disable_apparmor = true

[${cri}.cni]
  bin_dir = "${plugins}"
  conf_dir = "${networks}"

[${cri}.containerd]
  snapshotter = "overlayfs"

[${cri}.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[${cri}.containerd.runtimes.runc.options]
  BinaryName = "${runc}"
  SystemdCgroup = false
`;
}
