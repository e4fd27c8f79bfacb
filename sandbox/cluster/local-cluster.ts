import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { LOOPBACK_PORTS, NODE_ADDRESS, PORTS } from "./addresses";
import { closeBox } from "./box";
import { DATABASE_USER } from "./config/database";
import { fillDisk, freeDisk, type Disk } from "./disks";
import { importImage } from "./images";
import { Kubectl } from "./kubectl";
import { POSTGRES_IN_WHEEL, type Layout } from "./layout";
import { exclusively } from "./lock";
import { partsOf, type Part, type PartName } from "./parts";
import type { Programs } from "./programs";
import { Supervisor } from "./supervisor";

const run = promisify(execFile);

/** An address of a store: as pods reach it, and as programs on this machine do. */
export interface StoreAddress {
    /** Inside the cluster's network, with TLS for who asks for it (PostgreSQL) or always (Redis). */
    readonly host: string;
    readonly port: number;
    /** On this machine's loopback, to the same port. */
    readonly loopbackPort: number;
}

/** What a disk's user is called among the parts. */
const partOnDisk = { etcd: "etcd", containerd: "containerd" } as const satisfies Record<Disk, PartName>;

/** A Kubernetes of one node that runs on this machine. */
export class LocalCluster {
    /** Path of a kubeconfig with the rights of an administrator; everything that it needs stands in it. */
    readonly kubeconfig: string;
    /** Where the gateway takes requests; a Gateway's listener must name its port. */
    readonly gatewayUrl = `http://127.0.0.1:${LOOPBACK_PORTS.gateway}`;
    /** PostgreSQL. Its user needs no password. */
    readonly database: StoreAddress & { readonly user: string; readonly name: string };
    /** Redis, without a password. `plainPort` is the one without TLS, inside and on loopback. */
    readonly redis: StoreAddress & { readonly plainPort: number; readonly loopbackPlainPort: number };
    /** Runs kubectl, for tests and for looking around. */
    readonly kubectl: Kubectl;

    private readonly supervisor: Supervisor;

    constructor(
        private readonly layout: Layout,
        private readonly programs: Programs,
        /** The first process of the cluster's namespaces. */
        private readonly box: number,
        databaseName: string,
        /** Versions of all that runs, for the tables of results: some differ from production's. */
        readonly versions: Readonly<Record<string, string>>,
    ) {
        this.kubeconfig = layout.kubeconfig;
        this.kubectl = new Kubectl(layout, programs);
        this.supervisor = new Supervisor(layout, programs, box);
        this.database = {
            host: NODE_ADDRESS,
            port: PORTS.database,
            loopbackPort: LOOPBACK_PORTS.database,
            user: DATABASE_USER,
            name: databaseName,
        };
        this.redis = {
            host: NODE_ADDRESS,
            port: PORTS.redis,
            loopbackPort: LOOPBACK_PORTS.redis,
            plainPort: PORTS.redisPlain,
            loopbackPlainPort: LOOPBACK_PORTS.redisPlain,
        };
    }

    /**
     * Brings images into the cluster; pods that use them must not want to pull (`imagePullPolicy: Never` or `IfNotPresent`).
     *
     * @param source an OCI layout, a folder or a tar file of one: of one image, or of images that carry their names already
     * @param names what pods call them, e.g. `["leanvibe.local/api:2.0.0"]`
     */
    async importImage(source: string, names: readonly string[]): Promise<void> {
        await importImage(source, names, this.box, this.programs, this.layout.temporary);
    }

    /** Runs SQL in the application's database, for tests and for looking around. @returns unaligned rows, without a header */
    async sql(statements: string): Promise<string> {
        const { loopbackPort, user, name } = this.database;
        const where = ["-h", "127.0.0.1", "-p", String(loopbackPort), "-U", user, "-d", name];
        const psql = path.join(this.programs.wheel, POSTGRES_IN_WHEEL, "bin", "psql");
        const { stdout } = await run(psql, [...where, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statements]);
        return stdout.trim();
    }

    /** Ends a part at once (SIGKILL), as a crash does; it stays away until {@link restart}. Pods outlive their runtime. */
    async kill(name: PartName): Promise<void> {
        await this.supervisor.kill(name);
    }

    /** Ends a part, if it runs, and starts it again; returns when it is ready. */
    async restart(name: PartName): Promise<void> {
        await this.supervisor.shutDown(name);
        await this.supervisor.start(this.part(name));
    }

    /** Whether a part runs. */
    isRunning(name: PartName): boolean {
        return this.supervisor.isRunning(name);
    }

    /** The file with all that a part has said. */
    log(name: PartName): string {
        return this.supervisor.log(name);
    }

    /** Makes the disk of etcd, or of containerd with its images and pods, a full one. */
    async fillDisk(disk: Disk): Promise<void> {
        await fillDisk(disk, this.box, this.programs);
    }

    /** Gives a disk its room back, and starts the program on it again when it has given up meanwhile, as etcd does. */
    async freeDisk(disk: Disk): Promise<void> {
        await freeDisk(disk, this.box, this.programs);
        await this.supervisor.start(this.part(partOnDisk[disk]));
    }

    /** Ends the cluster and all that is in it; nothing is left but its logs. */
    async stop(): Promise<void> {
        await stopCluster(this.layout);
    }

    private part(name: PartName): Part {
        const part = partsOf(this.layout).find((candidate) => candidate.name === name);
        if (part === undefined) throw new Error(`${name} is no part of the cluster`);
        return part;
    }
}

/**
 * Ends a checkout's cluster, whatever somebody has killed of it.
 *
 * @returns whether there was one
 */
export function stopCluster(layout: Layout): Promise<boolean> {
    return exclusively(layout, () => takeDown(layout));
}

/** What {@link stopCluster} does, for who holds the lock. */
export async function takeDown(layout: Layout): Promise<boolean> {
    const found = await closeBox(layout);
    for (const entry of fs.readdirSync(layout.folder)) {
        const file = path.join(layout.folder, entry);
        if (file !== layout.logs) fs.rmSync(file, { recursive: true, force: true });
    }
    return found;
}
