import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter } from "node:path";
import { UserError } from "../errors";
import { resolveToolchain } from "../toolchain";

/** Runs any command with the sandbox's toolchain (pulumi, helm) first on PATH; the tests are run by it. */
export async function exec(command: string, args: string[]): Promise<void> {
    const toolchain = await resolveToolchain();
    const PATH = [toolchain.path, process.env.PATH ?? ""].filter(Boolean).join(delimiter);
    // A process group of its own: what stops this command reaches all that it has started, not its first process alone.
    const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, PATH }, detached: true });
    const { pid } = child;
    if (pid !== undefined) {
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
            process.once(signal, () => {
                if (child.exitCode === null && child.signalCode === null) process.kill(-pid, signal);
            });
        }
    }
    try {
        const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
        process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
    } catch (error) {
        const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
        const reason = missing ? "it was not found on PATH" : String(error);
        throw new UserError(`${command} could not be run (${reason}): install it, or name it by its path.`);
    }
}
