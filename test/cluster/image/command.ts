import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "../../../sandbox/errors";

const run = promisify(execFile);

/**
 * Runs a program and gives its standard output.
 *
 * @param purpose what it is for, as it goes into the error: `get Debian's packages`
 * @throws UserError with the program's last words when it cannot be run or fails
 */
export async function command(
    purpose: string,
    file: string,
    args: string[],
    options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
    try {
        const { stdout } = await run(file, args, { ...options, maxBuffer: 64 * 1024 * 1024 });
        return stdout;
    } catch (error) {
        const { code, stderr = "" } = error as { code?: string | number; stderr?: string };
        if (code === "ENOENT")
            throw new UserError(`"${file}" is needed to ${purpose}, but is not on PATH: install it.`);
        const words = stderr.trim().split("\n").slice(-3).join(" ");
        throw new UserError(`Could not ${purpose}: ${file} ended with ${String(code)}: ${words}`);
    }
}
