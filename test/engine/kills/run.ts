import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Checkout, type Outcome, type Running } from "../checkout";
import { exportedState } from "../exported-state";
import { editStackFile } from "../stack-file";
import { point, type Point, type Scenario } from "./points";
import { find } from "./victims";

/** How often to look how far a command is, in milliseconds. */
const lookMs = 50;

/** How many moments may pass without a victim before a kill is given up. */
const attempts = 5;

/** An `up` that nobody disturbed. */
interface Undisturbed {
    ms: number;
    /** How often the checkpoint was seen to change. */
    writes: number;
    state: ReturnType<typeof exportedState>;
}

/** What one kill came to. */
export interface Result {
    point: Point;
    /** How far the command was, in words. */
    at: string;
    /** The killed command: how it ended, and what it said last. */
    killed: { code: number | null; signal: NodeJS.Signals | null; said: string; output: string };
    next: Outcome;
    /** What the next command said of what it found. */
    found: string[];
    /** Processes that are left after the next command. */
    left: number;
    /** Whether the state is that of an undisturbed run, with nothing pending. */
    equal: boolean;
}

/** Kills processes of `up` in one checkout, and lets the next `up` go on. */
export class Kills {
    private readonly checkout = new Checkout();
    private readonly kept = new Checkout();
    private readonly stackFiles: Record<Scenario, string>;
    private readonly undisturbed = new Map<Scenario, Undisturbed>();

    constructor() {
        const file = this.checkout.path("Pulumi.dev.yaml");
        const original = fs.readFileSync(file, "utf8");
        // Something to create, to update, to replace and to delete.
        editStackFile(this.checkout, "dev", (config) => {
            config.aws.zones.push("us-east-1c");
            config.network.flowLogRetentionDays = 60;
            for (const pool of config.cluster.nodePools) Object.assign(pool, { name: "other" });
            config.database.storageGiB = 30;
            config.release.green.tag = "2.0.1";
        });
        this.stackFiles = { "from nothing": original, update: fs.readFileSync(file, "utf8") };
    }

    /** Runs both scenarios undisturbed, to have something to compare with. */
    async prepare(): Promise<void> {
        this.undisturbed.set("from nothing", await this.measure("from nothing"));
        fs.cpSync(this.checkout.path(".sandbox"), this.kept.path(".sandbox"), {
            recursive: true,
            verbatimSymlinks: true,
        });
        this.undisturbed.set("update", await this.measure("update"));
    }

    /** Kills at the n-th point of a seed, and runs the next command. */
    async kill(seed: number, n: number): Promise<Result> {
        for (let attempt = 0; attempt < attempts; attempt++) {
            const result = await this.killAt(point(seed, n, attempt));
            if (result) return result;
        }
        throw new Error(`kill ${String(n)} of seed ${String(seed)}: the victim was never there`);
    }

    /** The checkout in which it all happens. */
    get folder(): string {
        return this.checkout.folder;
    }

    remove(): void {
        this.checkout.remove();
        this.kept.remove();
    }

    private async measure(scenario: Scenario): Promise<Undisturbed> {
        this.reset(scenario);
        const startedAt = Date.now();
        const running = this.checkout.start(["up"]);
        const writes = this.countWrites();
        while (!hasEnded(running)) {
            writes();
            await sleep(lookMs);
        }
        const { code, output } = await running.outcome;
        if (code !== 0) throw new Error(`the undisturbed run failed: ${output}`);
        return { ms: Date.now() - startedAt, writes: writes(), state: exportedState(this.checkout) };
    }

    /** Undefined when the command had ended before there was something to kill. */
    private async killAt(at: Point): Promise<Result | undefined> {
        const { scenario, victim, moment } = at;
        const undisturbed = this.undisturbed.get(scenario);
        if (!undisturbed) throw new Error("prepare() comes first");
        this.reset(scenario);
        const startedAt = Date.now();
        const running = this.checkout.start(["up"]);
        const writes = this.countWrites();
        const isDue = () =>
            moment.kind === "time"
                ? Date.now() - startedAt >= moment.share * undisturbed.ms
                : writes() >= 1 + moment.share * (undisturbed.writes - 1);
        let pids: number[] = [];
        while (!hasEnded(running) && pids.length === 0) {
            if (isDue()) pids = find(victim, this.checkout, running);
            if (pids.length === 0) await sleep(lookMs);
        }
        const pid = pids[Math.floor(at.which * pids.length)];
        if (pid === undefined || !killed(pid)) {
            await running.outcome;
            return undefined;
        }
        const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
        const phase = running.printed().includes("preview: ") ? "update" : "set-up and preview";
        const written = this.checkout.stateResources().length;
        // The next command comes as soon as the person at the terminal has the prompt back.
        while (!hasEnded(running)) await sleep(lookMs);
        const { exitCode: code, signalCode: signal } = running.process;
        const next = await this.checkout.sandbox(["up"]);
        // The killed command's children may have gone on for a moment.
        const { stdout, stderr } = await running.outcome;
        const state = exportedState(this.checkout);
        return {
            point: at,
            at: `${phase}, after ${seconds} s, ${String(written)} resources in the state`,
            killed: { code, signal, said: stderr.trim().split("\n").at(-1) ?? "", output: stdout + stderr },
            next,
            found: next.stdout.split("\n").filter((line) => line.startsWith("recovery  ")),
            left: this.checkout.processes().length,
            equal: state.pending.length === 0 && JSON.stringify(state) === JSON.stringify(undisturbed.state),
        };
    }

    /** Puts the checkout into the state in which a scenario begins. */
    private reset(scenario: Scenario): void {
        this.checkout.endProcesses();
        const sandbox = this.checkout.path(".sandbox");
        fs.rmSync(sandbox, { recursive: true, force: true });
        if (scenario === "update") {
            fs.cpSync(this.kept.path(".sandbox"), sandbox, { recursive: true, verbatimSymlinks: true });
        }
        fs.writeFileSync(this.checkout.path("Pulumi.dev.yaml"), this.stackFiles[scenario]);
    }

    /** A function that looks at the checkpoint, and returns in how many of its calls it was another. */
    private countWrites(): () => number {
        const file = this.checkout.path(".sandbox/state/.pulumi/stacks/leanvibe-agent-hive/dev.json");
        const look = () => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
        let last = look();
        let writes = 0;
        return () => {
            const now = look();
            if (now !== last) writes += 1;
            last = now;
            return writes;
        };
    }
}

function hasEnded({ process }: Running): boolean {
    return process.exitCode !== null || process.signalCode !== null;
}

function killed(pid: number): boolean {
    try {
        process.kill(pid, "SIGKILL");
        return true;
    } catch {
        // It ended by itself in this very moment.
        return false;
    }
}
