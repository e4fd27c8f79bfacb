import { ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import { parse, stringify } from "yaml";

import { ApiClient } from "../../sandbox/providers/kubernetes/apply/client";
import { connect } from "../../sandbox/providers/kubernetes/apply/connection";
import { Objects } from "../../sandbox/providers/kubernetes/apply/objects";
import { Patience } from "../../sandbox/providers/kubernetes/apply/patience";
import { ensureGoTools } from "../../sandbox/toolchain/goTools";

const run = promisify(execFile);

/** How long etcd and the API server may take to come up, in seconds; some 10 s on a slow machine. */
const STARTUP_SECONDS = 90;

/**
 * A real etcd and a real kube-apiserver on loopback ports, without any controller: a test plays the controllers, so
 * that it says itself when an object becomes ready. Needs no root.
 */
export class ApiServer {
    private server: ChildProcess | undefined;

    private constructor(
        private readonly folder: string,
        private readonly programs: Programs,
        private readonly etcd: ChildProcess,
        private readonly etcdPort: number,
        private readonly port: number,
    ) {}

    public static async start(): Promise<ApiServer> {
        const programs = await ensurePrograms();
        const folder = await mkdtemp(join(tmpdir(), "leanvibe-api-server-"));
        await makeCertificates(folder);
        const [etcdPort, peerPort, port] = await freePorts(3);
        const [client, peer] = [etcdPort, peerPort].map((one) => `http://127.0.0.1:${String(one)}`) as [string, string];
        const etcd = await launch(folder, programs.etcd, [
            `--data-dir=${join(folder, "etcd")}`,
            `--listen-client-urls=${client}`,
            `--advertise-client-urls=${client}`,
            `--listen-peer-urls=${peer}`,
            `--initial-advertise-peer-urls=${peer}`,
            `--initial-cluster=default=${peer}`,
            "--unsafe-no-fsync",
        ]);
        const server = new ApiServer(folder, programs, etcd, etcdPort, port);
        try {
            await writeFile(server.kubeconfigFile, stringify(await server.kubeconfigObject()), { mode: 0o600 });
            await server.boot();
        } catch (error) {
            await server.stop();
            throw error;
        }
        return server;
    }

    /** Kubeconfig of an administrator with a client certificate. */
    public get kubeconfigFile(): string {
        return join(this.folder, "kubeconfig");
    }

    public async kubeconfig(): Promise<string> {
        return JSON.stringify(parse(await readFile(this.kubeconfigFile, "utf8")));
    }

    /** Speaks to the server as the test itself: what another person, a controller or a Job would do. */
    public async client(): Promise<{ objects: Objects; api: ApiClient; patience: Patience }> {
        const api = new ApiClient(await connect(await this.kubeconfig()));
        const patience = new Patience(600, new AbortController().signal);
        return { api, objects: new Objects(api, "default"), patience };
    }

    /** Kills the API server, but not its store. */
    public async crash(): Promise<void> {
        await end(this.server);
        this.server = undefined;
    }

    /** Starts the API server (again) and waits until it serves. */
    public async boot(): Promise<void> {
        const file = (name: string) => join(this.folder, name);
        const server = await launch(this.folder, this.programs.server, [
            `--etcd-servers=http://127.0.0.1:${this.etcdPort}`,
            `--secure-port=${this.port}`,
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--service-cluster-ip-range=10.97.0.0/24",
            "--authorization-mode=RBAC",
            "--endpoint-reconciler-type=none",
            `--client-ca-file=${file("ca.crt")}`,
            `--tls-cert-file=${file("server.crt")}`,
            `--tls-private-key-file=${file("server.key")}`,
            "--service-account-issuer=https://kubernetes.default.svc",
            `--service-account-key-file=${file("server.pub")}`,
            `--service-account-signing-key-file=${file("server.key")}`,
            // No controller makes the service accounts that its admission waits for.
            "--disable-admission-plugins=ServiceAccount",
        ]);
        this.server = server;
        const { api } = await this.client();
        for (let waited = 0; ; waited++) {
            try {
                await api.ask(
                    { method: "GET", path: "/api/v1/namespaces/default" },
                    new Patience(2, new AbortController().signal),
                );
                return;
            } catch (error) {
                if (waited > STARTUP_SECONDS || server.exitCode !== null) {
                    throw new Error(`the API server did not come up; the end of its log:\n${await this.log()}`, {
                        cause: error,
                    });
                }
                await sleep(1000);
            }
        }
    }

    public async stop(): Promise<void> {
        await end(this.server);
        await end(this.etcd);
        await rm(this.folder, { recursive: true, force: true });
    }

    private async log(): Promise<string> {
        const text = await readFile(join(this.folder, "kube-apiserver.log"), "utf8");
        return text.split("\n").slice(-20).join("\n");
    }

    private async kubeconfigObject(): Promise<object> {
        const data = async (name: string) => (await readFile(join(this.folder, name))).toString("base64");
        const cluster = {
            server: `https://127.0.0.1:${this.port}`,
            "certificate-authority-data": await data("ca.crt"),
        };
        const user = { "client-certificate-data": await data("admin.crt"), "client-key-data": await data("admin.key") };
        return {
            apiVersion: "v1",
            kind: "Config",
            "current-context": "test",
            clusters: [{ name: "test", cluster }],
            contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
            users: [{ name: "admin", user }],
        };
    }
}

/** Paths of the two programs. */
interface Programs {
    readonly etcd: string;
    readonly server: string;
}

/** Finds the programs, or builds them; the first time takes some minutes. */
async function ensurePrograms(): Promise<Programs> {
    const tools = await ensureGoTools(["etcd", "kubernetes"]);
    const path = (name: string) => {
        const found = tools.get(name)?.path;
        if (found === undefined) {
            throw new Error(`${name} is not among the tools`);
        }
        return found;
    };
    return { etcd: path("etcd"), server: path("kube-apiserver") };
}

async function launch(folder: string, program: string, args: readonly string[]): Promise<ChildProcess> {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    const log = createWriteStream(join(folder, `${basename(program)}.log`), { flags: "a" });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    await once(child, "spawn");
    // A test run that dies takes it along.
    process.once("exit", () => child.kill("SIGKILL"));
    return child;
}

async function end(child: ChildProcess | undefined): Promise<void> {
    if (child?.exitCode !== null || child.signalCode !== null) {
        return;
    }
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
}

async function freePorts(count: number): Promise<[number, number, number]> {
    const servers = await Promise.all(
        Array.from({ length: count }, async () => {
            const server = createServer().listen(0, "127.0.0.1");
            await once(server, "listening");
            return server;
        }),
    );
    const ports = servers.map((server) => (server.address() as { port: number }).port);
    servers.forEach((server) => server.close());
    return ports as [number, number, number];
}

/** A certificate authority, a certificate for the server, and one for an administrator. */
async function makeCertificates(folder: string): Promise<void> {
    const openssl = (...args: string[]) => run("openssl", args, { cwd: folder });
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];
    const days = ["-days", "2"];
    await openssl("req", "-x509", ...key, ...days, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=test");
    const sign = async (name: string, subject: string, names: string) => {
        const issued = ["-CA", "ca.crt", "-CAkey", "ca.key", "-addext", names];
        await openssl(
            "req",
            "-x509",
            ...key,
            ...days,
            ...issued,
            "-keyout",
            `${name}.key`,
            "-out",
            `${name}.crt`,
            "-subj",
            subject,
        );
    };
    await sign("server", "/CN=kube-apiserver", "subjectAltName=IP:127.0.0.1,DNS:localhost");
    await openssl("pkey", "-in", "server.key", "-pubout", "-out", "server.pub");
    await sign("admin", "/O=system:masters/CN=admin", "extendedKeyUsage=clientAuth");
}
