import { spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { UserError } from "../errors";
import { resolveToolchain } from "../toolchain";

/** Runs any command with the sandbox's toolchain (pulumi, helm) first on PATH; the tests are run by it. */
export async function exec(command: string, args: string[]): Promise<void> {
    const toolchain = await resolveToolchain();
    const PATH = [toolchain.path, process.env.PATH ?? ""].filter(Boolean).join(delimiter);
    const { status, error } = spawnSync(command, args, { stdio: "inherit", env: { ...process.env, PATH } });
    if (error) throw new UserError(`${command} could not be run: ${error.message}`);
    process.exitCode = status ?? 1;
}
