/** The configuration files of all parts. */
import * as fs from "node:fs";
import * as path from "node:path";
import { certificateOf, kubeconfigOf, type Layout } from "../layout";
import type { Programs } from "../programs";
import { networkConfig } from "./cni";
import { containerdConfig } from "./containerd";
import { corefile } from "./coredns";
import { doorRoutes } from "./doors";
import { kubeletConfig, RESOLVER_FILE } from "./kubelet";

/** Where the configuration file of a part lies. */
export function configFile(
    layout: Layout,
    name: "containerd.toml" | "kubelet.yaml" | "Corefile" | "doors.yaml",
): string {
    return path.join(layout.config, name);
}

/** Writes them; kubeconfigs and PostgreSQL's have ways of their own. */
export function writeConfigs(layout: Layout, programs: Programs): void {
    const networks = path.join(layout.config, "networks");
    fs.mkdirSync(networks, { recursive: true });
    const write = (file: string, text: string) => {
        fs.writeFileSync(file, text);
    };
    write(path.join(networks, "10-leanvibe.conflist"), networkConfig());
    const plugins = path.dirname(programs.path("/usr/lib/cni/bridge"));
    write(configFile(layout, "containerd.toml"), containerdConfig({ runc: programs.path("runc"), plugins, networks }));
    const resolver = path.join(layout.config, RESOLVER_FILE);
    write(resolver, "");
    write(configFile(layout, "kubelet.yaml"), kubeletConfig(layout, resolver));
    write(configFile(layout, "Corefile"), corefile(kubeconfigOf(layout, "coredns")));
    const { certificate, key } = certificateOf(layout, "data");
    write(configFile(layout, "doors.yaml"), doorRoutes(certificate, key));
}
