import { UserError } from "../errors";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How often to look whether the command that started this process is still there, in milliseconds. */
const parentCheckMs = 1000;

/** The user stopped a run of the engine, which has ended in good order. */
export class InterruptedError extends UserError {
    override name = "InterruptedError";
    override readonly exitCode = 130;

    constructor(command: string, stack: string) {
        super(
            `interrupted: the ${command} of ${stack} was stopped and its state is whole; run the command again to go on.`,
        );
    }
}

/**
 * Lets the engine cancel in good order while it runs: the first signal, or the end of the command that started this
 * process, is handed to it once. (A second one would make it drop everything and leave its lock behind.)
 */
export class Interruption {
    private readonly controller = new AbortController();
    private readonly parent = process.ppid;
    private readonly watch: NodeJS.Timeout;
    private readonly abort = () => {
        this.controller.abort();
    };

    constructor() {
        for (const signal of signals) process.on(signal, this.abort);
        this.watch = setInterval(() => {
            if (process.ppid !== this.parent) this.abort();
        }, parentCheckMs).unref();
    }

    /** Aborted when the run is to stop. */
    get signal(): AbortSignal {
        return this.controller.signal;
    }

    /** Stops listening. */
    end(): void {
        clearInterval(this.watch);
        for (const signal of signals) process.off(signal, this.abort);
    }
}
