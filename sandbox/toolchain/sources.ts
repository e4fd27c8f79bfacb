import { ToolchainError } from "./errors";

/** The ways to get a tool, in the order in which they are tried. The cache keeps what the last two made. */
export const sourceNames = ["path", "download", "build"] as const;

export type SourceName = (typeof sourceNames)[number];

/**
 * The ways that `LEANVIBE_TOOLCHAIN` allows: a comma list of path, download and build, tried in that order; all three when
 * it is unset or empty. Throws ToolchainError for anything else.
 */
export function allowedSources(env: NodeJS.ProcessEnv): SourceName[] {
    const given = (env.LEANVIBE_TOOLCHAIN ?? "")
        .split(",")
        .map((word) => word.trim().toLowerCase())
        .filter((word) => word !== "");
    const unknown = given.find((word) => !sourceNames.some((name) => name === word));
    if (unknown !== undefined) {
        throw new ToolchainError(
            `LEANVIBE_TOOLCHAIN holds "${unknown}"; allowed is a comma list of ${sourceNames.join(", ")}: mend or unset it.`,
        );
    }
    return given.length === 0 ? [...sourceNames] : sourceNames.filter((name) => given.includes(name));
}
