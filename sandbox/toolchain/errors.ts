import { UserError } from "../errors";

/** The toolchain could not be had; the message says what was tried and what to do. */
export class ToolchainError extends UserError {
    override name = "ToolchainError";
}

/** The user stopped the command while tools were downloaded or built; nothing half-done is kept. */
export class ToolchainInterrupted extends ToolchainError {
    override name = "ToolchainInterrupted";
    override readonly exitCode = 130;

    constructor() {
        super(
            "interrupted: the tools are not ready yet; run the command again to go on, Go keeps what it has compiled.",
        );
    }
}

/** One way to get a tool did not work; the reason is short, and the next way is tried. */
export class SourceFailure extends Error {
    override name = "SourceFailure";
}

/** What an unknown thrown value has to say, on one line. */
export function reasonOf(error: unknown): string {
    const text = error instanceof Error ? error.message : String(error);
    return text.replace(/\s+/g, " ").trim();
}

/** The error code of Node.js (`ENOENT`, …) of a thrown value, following `cause`. */
export function codeOf(error: unknown): string | undefined {
    for (let current = error; current instanceof Error; current = current.cause) {
        if ("code" in current && typeof current.code === "string") return current.code;
    }
    return undefined;
}
