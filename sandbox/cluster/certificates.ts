import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { API_SERVICE, CLUSTER_DOMAIN, NODE_ADDRESS, NODE_NAME } from "./addresses";
import { certificateOf, tokenKeys, type Layout } from "./layout";

const run = promisify(execFile);

/** The cluster is thrown away long before; in days. */
const validity = 365;

/** Who a certificate is for. */
export interface CertificateRequest {
    /** Its file's name, e.g. `kubelet`. */
    name: string;
    /** The user that Kubernetes takes its holder for. */
    commonName: string;
    /** The group of that user. */
    organization?: string;
    /** Names and addresses that a server with it answers under, as OpenSSL writes them. */
    alternativeNames?: readonly string[];
}

/** The name of the aggregation layer's client, which extension servers trust for telling who asks. */
export const FRONT_PROXY = "front-proxy-client";

/** The names of what runs as an administrator, because it is ours and the cluster is thrown away. */
export const ADMINISTRATORS = ["admin", "gateway", "coredns", "metrics-server"] as const;

/** All certificates but the authority's own. */
export function certificateRequests(): CertificateRequest[] {
    const services = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];
    const dns = (names: readonly string[]) => names.map((name) => `DNS:${name}`);
    const addresses = (list: readonly string[]) => list.map((address) => `IP:${address}`);
    return [
        ...ADMINISTRATORS.map((name) => ({ name, commonName: `leanvibe-${name}`, organization: "system:masters" })),
        // https://kubernetes.io/docs/setup/best-practices/certificates/
        {
            name: "apiserver",
            commonName: "kube-apiserver",
            alternativeNames: [
                ...dns(["localhost", ...services, `kubernetes.default.svc.${CLUSTER_DOMAIN}`]),
                ...addresses(["127.0.0.1", API_SERVICE, NODE_ADDRESS]),
            ],
        },
        { name: "kubelet-client", commonName: "kube-apiserver-kubelet-client", organization: "system:masters" },
        { name: "front-proxy", commonName: FRONT_PROXY },
        { name: "kubelet", commonName: `system:node:${NODE_NAME}`, organization: "system:nodes" },
        { name: "controller-manager", commonName: "system:kube-controller-manager" },
        { name: "scheduler", commonName: "system:kube-scheduler" },
        { name: "proxy", commonName: "system:kube-proxy" },
        {
            name: "data",
            commonName: "leanvibe-data",
            alternativeNames: [
                ...dns(["localhost", "*.rds.amazonaws.com", "*.cache.amazonaws.com"]),
                ...addresses(["127.0.0.1", NODE_ADDRESS]),
            ],
        },
    ];
}

/** OpenSSL's configuration for one request. */
export function opensslConfig({ commonName, organization, alternativeNames = [] }: CertificateRequest): string {
    return [
        "[req]",
        "prompt = no",
        "distinguished_name = name",
        "[name]",
        ...(organization === undefined ? [] : [`O = ${organization}`]),
        `CN = ${commonName}`,
        "[leaf]",
        "basicConstraints = critical, CA:FALSE",
        "keyUsage = critical, digitalSignature, keyEncipherment",
        "extendedKeyUsage = serverAuth, clientAuth",
        ...(alternativeNames.length === 0 ? [] : [`subjectAltName = ${alternativeNames.join(", ")}`]),
        "[authority]",
        "basicConstraints = critical, CA:TRUE",
        "keyUsage = critical, keyCertSign, cRLSign",
        "",
    ].join("\n");
}

/** Makes the authority, every certificate with its key, and the key that service accounts' tokens are signed with. */
export async function makeCertificates(layout: Layout, openssl: string): Promise<void> {
    fs.mkdirSync(layout.certificates, { recursive: true, mode: 0o700 });
    const authority = certificateOf(layout, "ca");
    makeKey(authority.key);
    const authorityConfig = writeConfig(layout, { name: "ca", commonName: "leanvibe-local-cluster" });
    const selfSigned = ["-x509", "-days", String(validity), "-extensions", "authority", "-out", authority.certificate];
    await run(openssl, ["req", "-new", "-key", authority.key, "-config", authorityConfig, ...selfSigned]);
    makeTokenKeys(layout);
    await Promise.all(certificateRequests().map((request) => sign(layout, request, openssl)));
}

async function sign(layout: Layout, request: CertificateRequest, openssl: string): Promise<void> {
    const authority = certificateOf(layout, "ca");
    const { certificate, key } = certificateOf(layout, request.name);
    const config = writeConfig(layout, request);
    const asked = path.join(layout.certificates, `${request.name}.csr`);
    makeKey(key);
    await run(openssl, ["req", "-new", "-key", key, "-config", config, "-out", asked]);
    // A serial number of its own for each, without a file that counts: they are signed side by side.
    const serial = ["-set_serial", `0x${Buffer.from(request.name).toString("hex")}`];
    const by = ["-CA", authority.certificate, "-CAkey", authority.key, ...serial, "-days", String(validity)];
    const extensions = ["-extfile", config, "-extensions", "leaf"];
    await run(openssl, ["x509", "-req", "-in", asked, ...by, ...extensions, "-out", certificate]);
}

function writeConfig(layout: Layout, request: CertificateRequest): string {
    const file = path.join(layout.certificates, `${request.name}.cnf`);
    fs.writeFileSync(file, opensslConfig(request));
    return file;
}

function makeKey(file: string): void {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    fs.writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
}

/** The key that service accounts' tokens are signed with, and the one that they are checked with. */
function makeTokenKeys(layout: Layout): void {
    const { key, publicKey: publicFile } = tokenKeys(layout);
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    fs.writeFileSync(key, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    fs.writeFileSync(publicFile, publicKey.export({ type: "spki", format: "pem" }));
}
