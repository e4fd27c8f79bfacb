import * as fs from "node:fs";
import * as path from "node:path";

function isWhole(file: string): boolean {
    try {
        JSON.parse(fs.readFileSync(file, "utf8"));
        return true;
    } catch {
        return false;
    }
}

/**
 * Takes away what an engine that was killed while it wrote a stack's checkpoint leaves beside it: a file that it had not
 * yet renamed into place (`.tmp`), and a description (`.attrs`) that is empty or cut short. The engine writes only the
 * latter in place, refuses a whole checkpoint because of it ("failed to load checkpoint: EOF"), and does without it gladly.
 *
 * @param checkpoint the engine's file for the stack
 * @returns how many files were taken away
 */
export function clearSidecars(checkpoint: string): number {
    const folder = path.dirname(checkpoint);
    const beside = fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
    const own = beside.filter((file) => file.startsWith(`${checkpoint}.`));
    const descriptions = [...own, path.resolve(folder, "..", "..", "meta.yaml.attrs")].filter(
        (file) => file.endsWith(".attrs") && fs.existsSync(file),
    );
    const left = [...own.filter((file) => file.endsWith(".tmp")), ...descriptions.filter((file) => !isWhole(file))];
    for (const file of left) fs.rmSync(file, { force: true });
    return left.length;
}
