import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { countedIn, handOver } from "./coverage";

const repository = path.resolve(__dirname, "..", "..");

/** What a command printed and how it ended. */
export interface Outcome {
    code: number | null;
    stdout: string;
    stderr: string;
    /** Both, for assertions on what a person sees. */
    output: string;
}

/** How to run a command: more environment, or another command in front of it. */
export interface RunOptions {
    env?: NodeJS.ProcessEnv;
    /** A program and its arguments that run the command, such as a network sandbox. */
    within?: string[];
}

/** A command under way. */
export interface Running {
    process: ChildProcess;
    outcome: Promise<Outcome>;
    /** What it has printed so far. */
    printed: () => string;
}

/** A copy of the project in a temporary folder, so that a test may change files and has a sandbox of its own. */
export class Checkout {
    readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "leanvibe-checkout-"));

    constructor() {
        const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
            cwd: repository,
            encoding: "utf8",
        })
            .split("\0")
            .filter((file) => file !== "" && fs.existsSync(path.join(repository, file)));
        for (const file of files) {
            const target = path.join(this.folder, file);
            fs.mkdirSync(path.dirname(target), { recursive: true });
            fs.copyFileSync(path.join(repository, file), target);
        }
        fs.symlinkSync(path.join(repository, "node_modules"), path.join(this.folder, "node_modules"), "dir");
    }

    /** A path inside the checkout. */
    path(...parts: string[]): string {
        return path.join(this.folder, ...parts);
    }

    /** The text of one file. */
    read(file: string): string {
        return fs.readFileSync(this.path(file), "utf8");
    }

    /** Replaces the text of one file by what `change` makes of it; fails when that is the same. */
    edit(file: string, change: (text: string) => string): void {
        const before = fs.readFileSync(this.path(file), "utf8");
        const after = change(before);
        if (after === before) throw new Error(`the edit of ${file} changed nothing: the test no longer fits the file`);
        fs.writeFileSync(this.path(file), after);
    }

    /** Runs a sandbox command, such as `preview --stack prod`, as `make` does. */
    sandbox(args: string[], options: RunOptions = {}): Promise<Outcome> {
        return this.start(args, options).outcome;
    }

    /** Starts a sandbox command, for a test that does something while it runs. */
    start(args: string[], options?: RunOptions): Running {
        return this.run([process.execPath, this.path("sandbox", "run.mjs"), ...args], options);
    }

    /** Starts a release command, such as `--tag 2.1.0 --sandbox`, as `npm run release --` does. */
    release(args: string[], options?: RunOptions): Running {
        return this.run([process.execPath, "--import", "tsx", this.path("release", "cli.ts"), ...args], options);
    }

    private run(words: string[], { env = {}, within = [] }: RunOptions = {}): Running {
        const [command = "", ...rest] = [...within, ...words];
        const child = spawn(command, rest, {
            cwd: this.folder,
            env: { ...process.env, CI: "true", NO_COLOR: "1", ...countedIn(this.folder, process.env), ...env },
            stdio: ["ignore", "pipe", "pipe"],
        });
        const text = { stdout: "", stderr: "" };
        child.stdout.setEncoding("utf8").on("data", (data: string) => (text.stdout += data));
        child.stderr.setEncoding("utf8").on("data", (data: string) => (text.stderr += data));
        const outcome = new Promise<Outcome>((resolve, reject) => {
            child.on("error", reject);
            child.on("close", (code) => {
                resolve({ code, ...text, output: text.stdout + text.stderr });
            });
        });
        return { process: child, outcome, printed: () => text.stdout };
    }

    /** The resources in the sandbox's own state, as the engine keeps it; empty when nothing was provisioned. */
    stateResources(stack = "dev"): { urn: string; type: string; inputs?: unknown; outputs?: unknown }[] {
        const file = this.path(".sandbox/state/.pulumi/stacks/leanvibe-agent-hive", `${stack}.json`);
        if (!fs.existsSync(file)) return [];
        const state = JSON.parse(fs.readFileSync(file, "utf8")) as {
            checkpoint: { latest?: { resources?: { urn: string; type: string }[] } };
        };
        return state.checkpoint.latest?.resources ?? [];
    }

    /** Processes that run in this checkout's sandbox: their environment names its folder. */
    processes(): number[] {
        const home = `HOME=${this.path(".sandbox", "home")}`;
        return fs
            .readdirSync("/proc")
            .map(Number)
            .filter((pid) => {
                try {
                    return (
                        pid > 0 &&
                        fs
                            .readFileSync(`/proc/${String(pid)}/environ`, "utf8")
                            .split("\0")
                            .includes(home)
                    );
                } catch {
                    // It has ended meanwhile, or belongs to somebody else.
                    return false;
                }
            });
    }

    /** Ends what a killed engine has left running in this checkout. */
    endProcesses(): void {
        for (const pid of this.processes()) {
            try {
                process.kill(pid, "SIGKILL");
            } catch (error) {
                if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
            }
        }
    }

    /** Removes the folder, and ends what a killed engine has left running in it. */
    remove(): void {
        this.endProcesses();
        handOver(this.folder, repository, process.env);
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
}
