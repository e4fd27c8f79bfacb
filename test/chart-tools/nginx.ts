/** A real nginx under the chart's configuration, one for each colour, and the cluster's DNS that they ask. */
import { spawn, type ChildProcess } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
import { ensureDebianPrograms } from "../../sandbox/toolchain/debian";
import { type ConfigMap, type Deployment, type Values, named, ofKind, render } from "../chart/chart";

/** The address of each colour's front end: loopback has room for both on one port. */
export const ADDRESSES = { blue: "127.0.0.2", green: "127.0.0.3" } as const;
export type Colour = keyof typeof ADDRESSES;

/** A program with the environment that it needs. */
export interface Nginx {
    readonly path: string;
    readonly environment: Readonly<Record<string, string>>;
}

/** The system's nginx, else Debian's, unpacked into the tool cache and nowhere installed. */
export async function findNginx(): Promise<Nginx> {
    const { paths, environment } = await ensureDebianPrograms([{ program: "nginx", package: "nginx" }]);
    return { path: paths.get("nginx") ?? "", environment };
}

/** A port of the loopback addresses that is free now. */
export async function freePort(): Promise<number> {
    const server = createServer().listen(0, "0.0.0.0");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    return port;
}

/** A name server that knows the front ends' Services in the namespace leanvibe, as long as they are listed. */
export class ClusterDns {
    readonly services = new Set<Colour>(["blue", "green"]);
    private readonly socket: Socket = createSocket("udp4");

    async start(): Promise<string> {
        this.socket.on("message", (query, { port, address }) => {
            this.socket.send(this.answer(query), port, address);
        });
        this.socket.bind(0, "127.0.0.1");
        await once(this.socket, "listening");
        return `127.0.0.1:${this.socket.address().port}`;
    }

    stop(): void {
        this.socket.close();
    }

    /** https://www.rfc-editor.org/rfc/rfc1035#section-4: the question as it came, and an address if it is one that is known. */
    private answer(query: Buffer): Buffer {
        const labels: string[] = [];
        let end = 12;
        for (let length = query[end] ?? 0; length > 0; length = query[end] ?? 0) {
            labels.push(query.toString("ascii", end + 1, end + 1 + length));
            end += 1 + length;
        }
        const isAddress = query.readUInt16BE(end + 1) === 1;
        const question = query.subarray(12, end + 5);
        const name = labels.join(".");
        const colour = [...this.services].find(
            (each) => name === `leanvibe-frontend-${each}.leanvibe.svc.cluster.local`,
        );
        const header = Buffer.from(query.subarray(0, 12));
        header.writeUInt16BE(colour ? 0x8400 : 0x8403, 2);
        header.writeUInt16BE(colour && isAddress ? 1 : 0, 6);
        header.fill(0, 8, 12);
        if (!colour || !isAddress) return Buffer.concat([header, question]);
        const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4]);
        return Buffer.concat([header, question, record, Buffer.from(ADDRESSES[colour].split(".").map(Number))]);
    }
}

/** One colour's front end. */
export class FrontEnd {
    private readonly folder = mkdtempSync(path.join(tmpdir(), "frontend-"));
    private process: ChildProcess | undefined;

    constructor(
        private readonly colour: Colour,
        readonly port: number,
        private readonly files: Readonly<Record<string, string>>,
    ) {}

    /** Starts nginx as the pod would, but for what a test has elsewhere: files, address, and the cluster's resolver. */
    async start(nginx: Nginx, resolver: string, otherColour: boolean): Promise<void> {
        const values: Values = {
            colour: this.colour,
            frontend: { port: this.port, otherColour: { enabled: otherColour } },
        };
        const objects = render(values);
        for (const [name, content] of Object.entries(this.files)) {
            const file = path.join(this.folder, "html", name);
            mkdirSync(path.dirname(file), { recursive: true });
            writeFileSync(file, content);
        }
        const conf = ofKind<ConfigMap>(objects, "ConfigMap").find(({ metadata }) => metadata.name.includes("nginx"));
        writeFileSync(path.join(this.folder, "nginx.conf"), this.relocate(conf?.data["nginx.conf"] ?? ""));
        writeFileSync(path.join(this.folder, "resolv.conf"), `search x\nnameserver ${resolver}\n`);
        const { spec } = named<Deployment>(objects, "Deployment", `leanvibe-frontend-${this.colour}`).spec.template;
        const [, , script = 'exec nginx -g "daemon off;"'] = otherColour ? (spec.containers[0]?.command ?? []) : [];
        // As root nginx would serve as another user, who may not read these files.
        const user = process.getuid?.() === 0 ? "user root;" : "";
        const start = this.relocate(script).replace(
            'nginx -g "daemon off;',
            `${nginx.path} -p ${this.folder} -c ${this.folder}/nginx.conf -g "daemon off;${user}`,
        );
        const env = { ...process.env, ...nginx.environment };
        const child = spawn("/bin/sh", ["-c", start], { stdio: ["ignore", "ignore", "pipe"], env });
        this.process = child;
        let output = "";
        child.stderr.on("data", (chunk: Buffer) => {
            output += chunk.toString("utf8");
        });
        while (!(await accepts(ADDRESSES[this.colour], this.port))) {
            if (child.exitCode !== null) throw new Error(`nginx did not start: ${output}`);
            await setTimeout(20);
        }
    }

    /** The same text with paths of this test, and this colour's own address. */
    private relocate(text: string): string {
        return text
            .replaceAll("/tmp/", `${this.folder}/`)
            .replace("/usr/share/nginx/html", `${this.folder}/html`)
            .replace("/etc/resolv.conf", `${this.folder}/resolv.conf`)
            .replace("include /etc/nginx/mime.types;", "")
            .replace("/dev/stdout", `${this.folder}/access.log`)
            .replace("/dev/stderr", `${this.folder}/error.log`)
            .replace(`listen ${this.port};`, `listen ${ADDRESSES[this.colour]}:${this.port};`)
            .replace(/server leanvibe-api-\w+:8000;/, "server 127.0.0.1:9;");
    }

    get(file: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
        return fetch(`http://${ADDRESSES[this.colour]}:${this.port}${file}`, { headers });
    }

    /** How often a path was asked for here. nginx writes that down after it has answered, so it is ended first. */
    async asked(file: string): Promise<number> {
        await this.stop();
        const log = readFileSync(path.join(this.folder, "access.log"), "utf8");
        return log.split("\n").filter((line) => line.includes(`GET ${file} `)).length;
    }

    async stop(): Promise<void> {
        const child = this.process;
        this.process = undefined;
        if (child?.exitCode === null) {
            child.kill("SIGQUIT");
            await once(child, "close");
        }
    }

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }
}

function accepts(host: string, port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect(port, host);
        socket.on("connect", () => {
            socket.destroy();
            resolve(true);
        });
        socket.on("error", () => {
            resolve(false);
        });
    });
}
