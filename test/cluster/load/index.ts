import { spawn, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { readOptions, type LoadOptions } from "./options";
import type { Failure, Instant, Line, LoadResult, Progress } from "./result";

export type { LoadOptions } from "./options";
export type { Answers, Failure, Instant, LoadResult, Progress, Verified } from "./result";

interface Events {
    failure: [Failure];
    progress: [Progress];
}

/** A load that runs in a process of its own, so that neither it nor the test waits for the other. */
export class Load extends EventEmitter<Events> {
    /** Where it is, a second ago at most. */
    progress?: Progress;
    /** How it went, once it has ended. */
    readonly result: Promise<LoadResult>;
    private readonly began: Promise<Instant>;

    private constructor(private readonly child: ChildProcess) {
        super();
        let begin: (at: Instant) => void;
        this.began = new Promise((resolve) => (begin = resolve));
        this.result = this.read((at) => {
            begin(at);
        });
        // A caller that only watches progress is told by `until`; one that awaits the result gets it there.
        this.result.catch(() => undefined);
    }

    /**
     * Starts a load; resolves once it has begun.
     *
     * @example
     * const load = await Load.start({ url: "http://127.0.0.1:18000", requestsPerSecond: 200 });
     * …
     * const { failed, writes } = await load.stop();
     * @throws Error when an option is wrong or the process cannot start
     */
    static async start(options: LoadOptions): Promise<Load> {
        readOptions(options);
        const args = ["--import", "tsx", path.join(__dirname, "main.ts"), JSON.stringify(options)];
        const load = new Load(spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"] }));
        await Promise.race([load.began, load.result]);
        return load;
    }

    /** The load's process, for tests that look at what it costs. */
    get pid(): number | undefined {
        return this.child.pid;
    }

    /** Ends the load: waits for what is under way, looks for what was acknowledged, and gives the result. */
    stop(): Promise<LoadResult> {
        this.child.stdin?.end();
        return this.result;
    }

    /**
     * The first progress that satisfies the condition.
     *
     * @param what completes the error's sentence: `version 2.1.0 answers`
     * @throws Error when that is not so within the time, or the load ends before
     */
    async until(condition: (progress: Progress) => boolean, what: string, seconds = 60): Promise<Progress> {
        const limit = AbortSignal.timeout(seconds * 1000);
        const over = new AbortController();
        void this.result
            .catch(() => undefined)
            .finally(() => {
                over.abort();
            });
        const signal = AbortSignal.any([limit, over.signal]);
        for (let { progress } = this; ; [progress] = await this.next(signal, what, limit, seconds)) {
            if (progress && condition(progress)) return progress;
        }
    }

    private async next(signal: AbortSignal, what: string, limit: AbortSignal, seconds: number): Promise<[Progress]> {
        try {
            return (await once(this, "progress", { signal })) as [Progress];
        } catch {
            const why = limit.aborted ? `not within ${seconds} s` : "the load has ended before";
            throw new Error(`Waited under load until ${what}: ${why}.`);
        }
    }

    private async read(begin: (at: Instant) => void): Promise<LoadResult> {
        const { child } = this;
        if (!child.stdout || !child.stderr) throw new Error("The load has no output.");
        let words = "";
        child.stderr.setEncoding("utf8").on("data", (text: string) => (words = (words + text).slice(-2000)));
        let result: LoadResult | undefined;
        const lines = createInterface(child.stdout);
        lines.on("line", (text) => {
            const { type, ...line } = JSON.parse(text) as Line;
            switch (type) {
                case "began":
                    begin((line as { at: Instant }).at);
                    break;
                case "failure":
                    this.emit("failure", line as Failure);
                    break;
                case "progress":
                    this.progress = line as Progress;
                    this.emit("progress", this.progress);
                    break;
                case "result":
                    result = line as LoadResult;
            }
        });
        const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
        if (result) return result;
        throw new Error(`The load ended without a result (${signal ?? `exit code ${code}`}): ${words.trim()}`);
    }
}
