import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { parseVersion, type VersionQuestion } from "./versions";

/** How long a program may take to say its version, in milliseconds; a cold start from a slow disk takes about one second. */
export const probeTimeoutMs = 10_000;

/** More output than this is no answer to "which version are you?". */
const outputLimit = 64 * 1024;

/** Whether the path names a file that this user may execute. */
export function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
    } catch {
        return false;
    }
}

/**
 * The first executable of that name on PATH.
 *
 * Relative directories are passed over: what they mean depends on where a command runs.
 */
export function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
    return (env.PATH ?? "")
        .split(delimiter)
        .filter((directory) => isAbsolute(directory))
        .map((directory) => join(directory, name))
        .find(isExecutable);
}

/** What came of running a program briefly. */
export type Answer = { ok: true; output: string } | { ok: false; reason: string };

/** Runs a program that should answer at once, in its own process group, so that a shim which hangs leaves nothing behind. */
export function ask(file: string, args: string[], env: NodeJS.ProcessEnv, timeoutMs = probeTimeoutMs): Promise<Answer> {
    return new Promise((resolve) => {
        const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
        let output = "";
        let failure: string | undefined;
        const stop = (reason: string) => {
            failure ??= reason;
            try {
                if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
            } catch {
                // It has ended by itself.
            }
            child.stdout.destroy();
            child.stderr.destroy();
        };
        const timer = setTimeout(() => {
            stop(`it did not answer within ${timeoutMs / 1000} s`);
        }, timeoutMs);
        const read = (chunk: Buffer) => {
            if (output.length < outputLimit) output += chunk.toString("utf8");
            else stop("it printed no version but endless output");
        };
        child.stdout.on("data", read);
        // Some print their version as a diagnostic (aws 1.x on old Pythons).
        child.stderr.on("data", read);
        child.on("error", (error) => {
            clearTimeout(timer);
            resolve({ ok: false, reason: `it cannot be run (${error.message})` });
        });
        child.on("close", (code) => {
            clearTimeout(timer);
            if (failure !== undefined) resolve({ ok: false, reason: failure });
            else if (code !== 0) resolve({ ok: false, reason: `it ended with exit code ${code ?? "none"}` });
            else resolve({ ok: true, output });
        });
    });
}

/** The version that a program says it has, or why it has none to say. */
export async function askVersion(
    file: string,
    question: VersionQuestion,
    env: NodeJS.ProcessEnv,
    timeoutMs = probeTimeoutMs,
): Promise<{ ok: true; version: string } | { ok: false; reason: string }> {
    // The variable is Pulumi's: asking for its version must not ask the vendor for a newer one.
    const answer = await ask(file, question.args, { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" }, timeoutMs);
    if (!answer.ok) return answer;
    const version = parseVersion(answer.output, question);
    return version === undefined ? { ok: false, reason: "its answer holds no version" } : { ok: true, version };
}
