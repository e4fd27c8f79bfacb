import { createSpinner } from "nanospinner";

/** How often a long task says that it goes on when there is no terminal to draw on. */
const reminderMs = 30_000;

/** Where progress is shown: a line that is redrawn on a terminal, plain lines elsewhere. */
export interface Output {
    write(text: string): unknown;
    isTTY?: boolean;
    columns?: number;
}

/**
 * Whether a line can be redrawn on standard error.
 *
 * The spinner tests standard output too; and on a terminal that says it is 0 columns wide it would redraw for ever.
 */
export function canDraw(stderr: Output, stdout: Pick<Output, "isTTY">, env: NodeJS.ProcessEnv): boolean {
    const wide = stderr.columns !== undefined && stderr.columns > 0;
    return stderr.isTTY === true && wide && stdout.isTTY === true && env.CI === undefined && env.TERM !== "dumb";
}

/** One thing that is being done. */
export interface Task {
    /** What is happening now, e.g. `12 of 120 MB`; shown when there is room for it. */
    update(detail: string): void;
    /** The task has ended. */
    end(outcome: string): void;
}

/** Tells the user what is being done: the toolchain's set-up, or a run of the engine. */
export class Progress {
    private readonly running = new Map<string, { startedAt: number; detail: string }>();
    private readonly spinner?: ReturnType<typeof createSpinner>;
    private timer?: NodeJS.Timeout;

    /**
     * @param output where lines go; default: standard error
     * @param env decides, by CI and TERM, whether a line can be redrawn
     * @param label what every line begins with
     */
    constructor(
        private readonly output: Output = process.stderr,
        env: NodeJS.ProcessEnv = process.env,
        private readonly label = "toolchain  ",
    ) {
        if (canDraw(output, process.stdout, env))
            this.spinner = createSpinner("", { stream: process.stderr, interval: 100 });
    }

    /** Says one thing, on a line of its own. */
    note(text: string): void {
        this.spinner?.clear();
        this.output.write(`${this.label}${text}\n`);
    }

    /** Starts showing a task; without a detail it is announced on a terminal only, until it ends. */
    start(name: string, detail = ""): Task {
        const task = { startedAt: Date.now(), detail };
        this.running.set(name, task);
        if (!this.spinner && detail !== "") this.note(`${name}: ${detail}`);
        this.tick();
        return {
            update: (text) => {
                task.detail = text;
            },
            end: (outcome) => {
                this.running.delete(name);
                if (this.running.size === 0) this.stop();
                this.note(`${name}: ${outcome} (${elapsed(task.startedAt)})`);
            },
        };
    }

    /** Ends all display; for use when an error ends the work. */
    stop(): void {
        clearInterval(this.timer);
        this.timer = undefined;
        this.running.clear();
        if (this.spinner?.isSpinning()) this.spinner.clear().stop();
    }

    private tick(): void {
        if (this.timer) return;
        if (this.spinner) {
            const { spinner } = this;
            const draw = () => spinner.update(this.summary());
            draw();
            spinner.start();
            this.timer = setInterval(draw, 200);
        } else {
            this.timer = setInterval(() => {
                this.note(`still at work: ${this.summary()}`);
            }, reminderMs);
        }
        // Showing progress is no reason to keep a process alive.
        this.timer.unref();
    }

    private summary(): string {
        return [...this.running]
            .map(([name, { startedAt, detail }]) => [`${name}:`, detail, elapsed(startedAt)].filter(Boolean).join(" "))
            .join("; ");
    }
}

function elapsed(since: number): string {
    return `${Math.round((Date.now() - since) / 1000)} s`;
}
