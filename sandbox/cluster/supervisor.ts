import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../errors";
import { enter, insidePath } from "./box";
import { INSIDE, type Layout } from "./layout";
import { markOf } from "./mark";
import type { Part, PartName } from "./parts";
import { partProcesses, signal, until } from "./processes";
import type { Programs } from "./programs";
import { activated, withSockets } from "./sockets";

/** How long a part may take to become ready on a busy machine, in milliseconds. */
const readyMs = 120_000;

/** How long a part may take to end by itself before it is killed, in milliseconds. */
const endMs = 10_000;

/** The program that enters the namespaces for a part and waits for its end. */
const entrance = "nsenter";

/** Which TCP ports listen in a network namespace, in the kernel's table of sockets. */
export function listeningPorts(table: string): number[] {
    return table.split("\n").flatMap((line) => {
        // sl local_address rem_address st ...; 0A is LISTEN.
        const [, local, , state] = line.trim().split(/\s+/);
        const port = local?.split(":")[1];
        return state === "0A" && port !== undefined ? [parseInt(port, 16)] : [];
    });
}

/** Starts, stops and watches the parts of one cluster, whose namespaces are there. */
export class Supervisor {
    constructor(
        private readonly layout: Layout,
        private readonly programs: Programs,
        /** The first process of the namespaces. */
        private readonly box: number,
        /** Aborted when the user stops the command. */
        private readonly stop?: AbortSignal,
    ) {}

    /** Starts a part and waits until it is ready; one that runs is left alone. */
    async start(part: Part): Promise<void> {
        const child = this.isRunning(part.name) ? undefined : await this.spawn(part);
        await this.untilReady(part, () => child !== undefined && (child.exitCode ?? child.signalCode) !== null);
    }

    /** Whether the part's program runs. */
    isRunning(name: PartName): boolean {
        return partProcesses(this.layout.folder, name).length > 0;
    }

    /** Ends a part at once, without a word: SIGKILL. */
    async kill(name: PartName): Promise<void> {
        for (const { pid } of partProcesses(this.layout.folder, name)) signal(pid, "SIGKILL");
        if (!(await this.untilGone(name))) throw new UserError(`the ${name} of the local cluster does not end.`);
    }

    /** Asks a part to end, and kills it when it takes too long. */
    async shutDown(name: PartName): Promise<void> {
        // What entered the namespaces for it ends with it, and does not pass signals on.
        const programs = partProcesses(this.layout.folder, name).filter(({ program }) => program !== entrance);
        for (const { pid } of programs) signal(pid, "SIGTERM");
        if (!(await this.untilGone(name))) await this.kill(name);
    }

    /** The file with all that a part has said. */
    log(name: PartName): string {
        return path.join(this.layout.logs, `${name}.log`);
    }

    private untilGone(name: PartName): Promise<boolean> {
        return until(() => !this.isRunning(name), endMs, 100);
    }

    private async spawn({ name, program, args, user, environment, sockets = [] }: Part): Promise<ChildProcess> {
        const file = program.startsWith("/") ? program : this.programs.path(program);
        const [command = "", ...rest] = enter(this.box, activated(sockets, [file, ...args]), user);
        const words = fs.openSync(this.log(name), "a");
        const env = {
            ...this.programs.environment,
            TMPDIR: INSIDE.temporary,
            ...environment,
            ...markOf({ folder: this.layout.folder, part: name }),
        };
        try {
            return await withSockets(sockets, (descriptors) => {
                const stdio: ("ignore" | number)[] = ["ignore", words, words, ...descriptors];
                const child = spawn(command, rest, { cwd: "/", detached: true, stdio, env });
                child.on("error", () => undefined);
                child.unref();
                return child;
            });
        } finally {
            fs.closeSync(words);
        }
    }

    private async untilReady({ name, ready }: Part, hasEnded: () => boolean): Promise<void> {
        const isReady = () =>
            "port" in ready ? this.listens(ready.port) : fs.existsSync(insidePath(this.box, ready.file));
        const came = await until(
            () => {
                this.stop?.throwIfAborted();
                return hasEnded() || isReady();
            },
            readyMs,
            100,
        );
        if (came && !hasEnded()) return;
        const outcome = hasEnded() ? "ended" : `was not ready after ${String(readyMs / 1000)} s`;
        throw new UserError(
            `the ${name} of the local cluster ${outcome}: ${this.lastWords(name)} (more in ${this.log(name)}).`,
        );
    }

    private listens(port: number): boolean {
        return ["tcp", "tcp6"].some((table) => {
            const file = `/proc/${String(this.box)}/net/${table}`;
            return fs.existsSync(file) && listeningPorts(fs.readFileSync(file, "utf8")).includes(port);
        });
    }

    private lastWords(name: PartName): string {
        const lines = fs.readFileSync(this.log(name), "utf8").trim().split("\n");
        return lines.at(-1)?.slice(0, 300) ?? "it said nothing";
    }
}
