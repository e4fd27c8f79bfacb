import * as fs from "node:fs";
import { stringify } from "yaml";
import { LOOPBACK_PORTS, NODE_ADDRESS, PORTS } from "./addresses";
import { certificateOf, kubeconfigOf, type Layout } from "./layout";

/** What one user needs to reach the cluster; all of it base64 where Kubernetes wants it so. */
export interface Access {
    server: string;
    authority: string;
    certificate: string;
    key: string;
}

/** A kubeconfig file with everything in it, so that it can be handed on. */
export function kubeconfigText({ server, authority, certificate, key }: Access): string {
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const name = "leanvibe-local";
    return stringify(
        {
            apiVersion: "v1",
            kind: "Config",
            clusters: [{ name, cluster: { server, "certificate-authority-data": base64(authority) } }],
            users: [{ name, user: { "client-certificate-data": base64(certificate), "client-key-data": base64(key) } }],
            contexts: [{ name, context: { cluster: name, user: name } }],
            "current-context": name,
        },
        { lineWidth: 0 },
    );
}

/** The parts that speak to the API server, by the name of their certificate. */
const clients = [
    "gateway",
    "coredns",
    "metrics-server",
    "kubelet",
    "controller-manager",
    "scheduler",
    "proxy",
] as const;

/** Writes the kubeconfig of each part, and the administrator's, which is reached over loopback. */
export function writeKubeconfigs(layout: Layout): void {
    const read = (file: string) => fs.readFileSync(file, "utf8");
    const write = (file: string, name: string, server: string) => {
        const { certificate, key } = certificateOf(layout, name);
        const authority = read(certificateOf(layout, "ca").certificate);
        const access = { server, authority, certificate: read(certificate), key: read(key) };
        fs.writeFileSync(file, kubeconfigText(access), { mode: 0o600 });
    };
    for (const name of clients) {
        write(kubeconfigOf(layout, name), name, `https://${NODE_ADDRESS}:${PORTS.api}`);
    }
    write(layout.kubeconfig, "admin", `https://127.0.0.1:${LOOPBACK_PORTS.api}`);
}
