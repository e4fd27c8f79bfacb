/** A command of the trial, and how long each of its steps took by its own lines. */
import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";

/** A line of output, and when it came, in milliseconds since 1970. */
export interface TimedLine {
    at: number;
    text: string;
}

/** A command that has ended. */
export interface Ended {
    startedAt: number;
    endedAt: number;
    code: number | null;
    lines: TimedLine[];
}

/** Runs a command to its end, noting when each line of its output came. */
export function runTimed(command: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
    return new Promise((resolve, reject) => {
        const [program = "", ...args] = command;
        const startedAt = Date.now();
        const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
        const lines: TimedLine[] = [];
        for (const stream of [child.stdout, child.stderr]) {
            let rest = "";
            stream.setEncoding("utf8").on("data", (text: string) => {
                const parts = (rest + text).split("\n");
                rest = parts.pop() ?? "";
                lines.push(...parts.map((part) => ({ at: Date.now(), text: part })));
            });
        }
        child.on("error", reject);
        child.on("close", (code) => {
            resolve({ startedAt, endedAt: Date.now(), code, lines });
        });
    });
}

/** Seconds per step of `make up`; a step that had nothing to do is left out. */
export interface UpTimes {
    /** `npm ci`, from its line to the moment that its stamp was written. */
    packages?: number;
    /** As the sandbox says it; Pulumi's includes its language host. */
    pulumi?: number;
    helm?: number;
    /** From the end of those to the start of the preview: the sandbox's own start, the stand-in plugins, and what else it makes. */
    setUp?: number;
    preview?: number;
    update?: number;
    total: number;
}

/** Reads the times from what `make up` printed. */
export function upTimes(run: Ended, checkout: string): UpTimes {
    const seconds = (pattern: RegExp) => {
        const found = run.lines.map(({ text }) => pattern.exec(text)?.[1]).find((text) => text !== undefined);
        return found === undefined ? undefined : Number(found);
    };
    const installing = run.lines.find(({ text }) => text.startsWith("packages  installing"));
    const stamp = statSync(join(checkout, "node_modules", ".installed-from"), { throwIfNoEntry: false })?.mtimeMs;
    const installed = installing && stamp !== undefined && stamp >= installing.at ? stamp : undefined;
    const tools = run.lines.filter(({ text }) => text.startsWith("toolchain  ")).at(-1)?.at;
    const preview = seconds(/^preview: .*\((\d+) s\)$/);
    const previewed = run.lines.find(({ text }) => text.startsWith("preview: "))?.at;
    const readyAt = tools ?? installed ?? run.startedAt;
    return {
        packages: installing && installed !== undefined ? (installed - installing.at) / 1000 : undefined,
        pulumi: seconds(/^toolchain {2}pulumi: (?:built|downloaded) .*\((\d+) s\)$/),
        helm: seconds(/^toolchain {2}helm: (?:built|downloaded) .*\((\d+) s\)$/),
        setUp:
            previewed === undefined || preview === undefined
                ? undefined
                : Math.max(0, (previewed - readyAt) / 1000 - preview),
        preview,
        update: seconds(/^update: .*\((\d+) s\)$/),
        total: (run.endedAt - run.startedAt) / 1000,
    };
}
