/** A mistake of the user or a fault outside: the command line prints its message, one clear sentence, and no stack. */
export class UserError extends Error {
    override name = "UserError";
    /** What the command ends with. */
    readonly exitCode: number = 1;
}

/** What to tell of the operating system's refusals, by their code. */
const systemFaults: Record<string, string> = {
    EACCES: "it may not be written by this user: change its owner or its rights",
    EPERM: "it may not be written by this user: change its owner or its rights",
    EROFS: "it is on a read-only disk: use a checkout on a disk that can be written",
    ENOSPC: "its disk is full: free some space and run the command again",
    EDQUOT: "the disk quota is used up: free some space and run the command again",
    ENOTDIR: "a part of it is a file and no folder: move that file away",
    EISDIR: "it is a folder and no file: move that folder away",
};

/** The thrown value as the user is told of it; undefined when it is a fault of this program, which shows its stack. */
export function faultOf(error: unknown): UserError | undefined {
    if (error instanceof UserError) return error;
    if (!(error instanceof Error)) return undefined;
    const { path = "a file of the sandbox", syscall, code: given = "" } = error as NodeJS.ErrnoException;
    // Node.js' mkdir with `recursive` says "no such file" of a read-only disk.
    const code = given === "ENOENT" && syscall === "mkdir" ? "EROFS" : given;
    const advice = systemFaults[code];
    return advice === undefined ? undefined : new UserError(`${path} cannot be used: ${advice}.`);
}
