import { mkdir } from "node:fs/promises";
import * as path from "node:path";
import * as tar from "tar";
import type { Platform } from "./platform";

/** A program, and the arguments and environment that start it. */
export interface Invocation {
    file: string;
    args: string[];
    env: NodeJS.ProcessEnv;
}

/** Unpacks layers over each other into a folder, as a container runtime does (whiteouts, which ours have none of, apart). */
export async function unpackLayers(layers: { file: string }[], root: string): Promise<void> {
    await mkdir(root, { recursive: true });
    // preservePaths: Debian has links to absolute paths, which tar would otherwise leave out.
    for (const { file } of layers) await tar.extract({ file, cwd: root, preservePaths: true, preserveOwner: false });
}

/**
 * How to run a program of an unpacked image without a container: through the image's own loader and libraries.
 *
 * @param program its path inside the image, e.g. `usr/bin/python3.11`
 */
export function invocation(root: string, platform: Platform, program: string, args: string[]): Invocation {
    const libraries = ["lib", "usr/lib"].map((folder) => path.join(root, folder, platform.libraries));
    return {
        file: path.join(root, platform.loader),
        args: ["--library-path", libraries.join(":"), path.join(root, program), ...args],
        env: { PATH: "/usr/bin:/bin", LANG: "C.UTF-8", PYTHONHOME: path.join(root, "usr") },
    };
}
