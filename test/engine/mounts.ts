import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";

/** Enters the namespaces of another process, with its rights there. */
function enter(pid: number): string[] {
    return ["nsenter", "--target", String(pid), "--user", "--preserve-credentials", "--mount"];
}

/**
 * A mount namespace of its own: what is mounted in it is seen only by commands that run within it, and is gone with it. It
 * needs Linux with user namespaces, no rights.
 */
export class Mounts {
    private constructor(private readonly holder: ChildProcess) {}

    static async open(): Promise<Mounts> {
        const holder = spawn("unshare", ["--map-root-user", "--mount", "sh", "-c", "echo ready; exec sleep infinity"], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        await once(holder.stdout, "data");
        return new Mounts(holder);
    }

    /** To put in front of a command that is to run within. */
    get within(): string[] {
        return enter(this.holder.pid ?? 0);
    }

    /** Runs a command within, to its end. */
    run(...command: string[]): void {
        const [program = "", ...rest] = [...this.within, ...command];
        execFileSync(program, rest, { stdio: ["ignore", "ignore", "inherit"] });
    }

    /** A path as it is within, to be read and written from here. */
    path(absolute: string): string {
        return `/proc/${String(this.holder.pid)}/root${absolute}`;
    }

    /** A disk of a size of its own, in MiB, over a folder. */
    disk(folder: string, size: number): void {
        this.run("mount", "-t", "tmpfs", "-o", `size=${String(size)}m`, "tmpfs", folder);
    }

    /** A folder that nobody can write, not even root. */
    readOnly(folder: string): void {
        this.run("mount", "--bind", folder, folder);
        this.run("mount", "-o", "remount,bind,ro", folder);
    }

    close(): void {
        this.holder.kill("SIGKILL");
    }
}
