import * as fs from "node:fs";
import * as path from "node:path";
import { stateInUse } from "../paths";

/**
 * Takes away the engine's own locks of a stack, and halves of such files. Call it while holding the stack's lock and
 * after `endOrphans`: then no engine is left that could hold one.
 *
 * @returns how many there were
 */
export function clearEngineLocks(stack: string): number {
    const folder = path.join(stateInUse(), ".pulumi", "locks");
    if (!fs.existsSync(folder)) return 0;
    const files = fs
        .readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && path.basename(entry.parentPath) === stack)
        .map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files) fs.rmSync(file, { force: true });
    return files.filter((file) => file.endsWith(".json")).length;
}
