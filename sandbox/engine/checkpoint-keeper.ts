import * as fs from "node:fs";
import * as path from "node:path";

/** The last bytes of a whole checkpoint: the engine indents it, so that only the last brace begins a line. */
const end = /\n\}\s*$/;

/** How many of the last bytes show it. */
const endBytes = 8;

/** Where {@link CheckpointKeeper} keeps the last whole version of a checkpoint. */
export function keptPath(checkpoint: string): string {
    return `${checkpoint}.whole`;
}

function isWhole(file: string): boolean {
    const handle = fs.openSync(file, "r");
    try {
        const { size } = fs.fstatSync(handle);
        const bytes = Buffer.alloc(endBytes);
        const read = fs.readSync(handle, bytes, 0, endBytes, Math.max(0, size - endBytes));
        return end.test(bytes.toString("utf8", 0, read));
    } finally {
        fs.closeSync(handle);
    }
}

/**
 * Keeps the last whole version of a stack's checkpoint while the engine writes it.
 *
 * On a full disk the engine's storage library renames what it could write of a checkpoint into place, and then copies
 * that over the backup. (`blob.WriteAll` of gocloud.dev closes its writer after a failed write without cancelling it.) The
 * version kept here is a second name of the file that was there before, so it takes no space.
 */
export class CheckpointKeeper {
    private inode = 0;

    /** @param onCut called whenever the engine has put half of a checkpoint in place, which it only does on a full disk */
    constructor(
        private readonly checkpoint: string,
        private readonly onCut: () => void = () => undefined,
    ) {}

    /** Keeps every version from now on, until the returned function is called. */
    watch(): () => void {
        this.keep();
        try {
            const watcher = fs.watch(path.dirname(this.checkpoint), { persistent: false }, () => {
                this.keep();
            });
            // Without it the version before stays, and the backup of the engine.
            watcher.on("error", () => undefined);
            return () => {
                watcher.close();
            };
        } catch {
            return () => undefined;
        }
    }

    /** Looks whether there is a new version, and keeps it if it is whole. */
    keep(): void {
        const kept = keptPath(this.checkpoint);
        const candidate = `${kept}.tmp`;
        try {
            if (fs.statSync(this.checkpoint).ino === this.inode) return;
            // A second name first: the engine may replace the checkpoint between any two looks at it.
            fs.rmSync(candidate, { force: true });
            fs.linkSync(this.checkpoint, candidate);
            // Remembered whatever it is: the second name is itself a change in the folder that is watched.
            this.inode = fs.statSync(candidate).ino;
            if (!isWhole(candidate)) {
                fs.rmSync(candidate);
                this.onCut();
                return;
            }
            fs.renameSync(candidate, kept);
            // Renaming one of two names of a file to the other does nothing, so the name may still be there.
            fs.rmSync(candidate, { force: true });
        } catch {
            // Not there yet, or the disk refuses: the version before stays, and the engine says what is wrong.
        }
    }
}
