import { realpathSync } from "node:fs";
import * as path from "node:path";
import { SourceFailure } from "./errors";
import { askVersion, findOnPath, isExecutable, probeTimeoutMs } from "./probe";
import type { FoundKit, Kit, Tool } from "./types";
import { satisfies, supported, versionQuestions } from "./versions";

/** The programs that must lie beside the CLI: the engine looks there for them when ambient plugins are off. */
export const besidePulumi = ["pulumi-language-nodejs", "pulumi-analyzer-policy"] as const;

/**
 * The kit as the user has it on PATH. Throws SourceFailure, with a short reason, when it is missing or does not serve.
 *
 * @param timeoutMs how long a program may take to say its version
 */
export async function findKitOnPath(kit: Kit, env: NodeJS.ProcessEnv, timeoutMs = probeTimeoutMs): Promise<FoundKit> {
    const file = findOnPath(kit, env);
    if (file === undefined) throw new SourceFailure("not on PATH");
    const answer = await askVersion(file, versionQuestions[kit], env, timeoutMs);
    if (!answer.ok) throw new SourceFailure(`${file} does not serve: ${answer.reason}`);
    const { version } = answer;
    if (!satisfies(version, supported[kit].range)) {
        throw new SourceFailure(`${file} is version ${version}, needed is ${supported[kit].words}`);
    }
    const tool: Tool = { name: kit, version, path: file, source: "PATH" };
    if (kit === "helm") return { kit, programs: [tool] };
    // As the engine does it, which follows links from its own executable.
    const directory = path.dirname(realpathSync(file));
    const missing = besidePulumi.filter((name) => !isExecutable(path.join(directory, name)));
    if (missing.length > 0) throw new SourceFailure(`${file} has no ${missing.join(" and no ")} beside it`);
    const companions = besidePulumi.map((name): Tool => ({ ...tool, name, path: path.join(directory, name) }));
    return { kit, programs: [tool, ...companions] };
}
