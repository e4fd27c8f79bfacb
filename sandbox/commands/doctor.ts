import { formatFindings, inspect, isReady } from "../toolchain";

/** Prints what was found on this machine, from where, and what to install; fails when something required is missing. */
export async function doctor(): Promise<void> {
    const findings = await inspect();
    process.stdout.write(`${formatFindings(findings)}\n`);
    if (!isReady(findings)) process.exitCode = 1;
}
