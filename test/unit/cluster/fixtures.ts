/** Builders for the local cluster's unit tests. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { layoutIn, type Layout } from "../../../sandbox/cluster/layout";

const folders: string[] = [];

/** A folder of its own for one test; call {@link removeFolders} after each. */
export function folder(): string {
    const directory = mkdtempSync(path.join(tmpdir(), "cluster-test-"));
    folders.push(directory);
    return directory;
}

export function removeFolders(): void {
    for (const directory of folders.splice(0)) rmSync(directory, { recursive: true, force: true });
}

/** A layout in which nothing has to exist. */
export function pretendLayout(): Layout {
    return layoutIn("/checkout/.sandbox/cluster");
}
