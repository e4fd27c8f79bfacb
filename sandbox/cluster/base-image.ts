/** The image that the cluster brings along: a static shell, which is both every pod's first container and a pod to try things with. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import * as tar from "tar";
import { PAUSE_IMAGE } from "./config/containerd";
import type { ImageLayout } from "./images";

/** An image with a shell, `httpd` and `nslookup`, for pods that try the cluster. (A static `wget` cannot look names up.) */
export const SHELL_IMAGE = "leanvibe.local/busybox:1";

/** Node.js' and the image format's names of processors. */
const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: "amd64", arm64: "arm64" };

/**
 * Writes the image as an OCI layout.
 *
 * @param busybox the static program
 * @param folder an empty folder, which is made
 */
export function writeBaseImage(busybox: string, folder: string): ImageLayout {
    const root = path.join(folder, "root");
    const layout = path.join(folder, "layout");
    const blobs = path.join(layout, "blobs", "sha256");
    for (const name of ["bin", "etc", "tmp"]) fs.mkdirSync(path.join(root, name), { recursive: true });
    fs.mkdirSync(blobs, { recursive: true });
    fs.copyFileSync(busybox, path.join(root, "bin", "busybox"));
    fs.chmodSync(path.join(root, "bin", "busybox"), 0o755);
    fs.chmodSync(path.join(root, "tmp"), 0o1777);
    fs.writeFileSync(path.join(root, "etc", "passwd"), "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n");
    for (const applet of execFileSync(busybox, ["--list"], { encoding: "utf8" }).trim().split("\n")) {
        if (applet !== "busybox") fs.symlinkSync("busybox", path.join(root, "bin", applet));
    }
    const store = (bytes: Buffer) => {
        const hash = createHash("sha256").update(bytes).digest("hex");
        fs.writeFileSync(path.join(blobs, hash), bytes);
        return { digest: `sha256:${hash}`, size: bytes.length };
    };
    const archive = path.join(folder, "layer.tar");
    tar.create({ cwd: root, file: archive, sync: true, mtime: new Date(0) }, ["bin", "etc", "tmp"]);
    const layer = store(fs.readFileSync(archive));
    const config = store(
        json({
            architecture: architectures[process.arch] ?? process.arch,
            os: "linux",
            // A number: the shell's own word for "for ever" is not in every build of it.
            config: { Env: ["PATH=/bin"], Cmd: ["/bin/sleep", "2147483647"] },
            rootfs: { type: "layers", diff_ids: [layer.digest] },
        }),
    );
    const media = "application/vnd.oci.image";
    const manifest = store(
        json({
            schemaVersion: 2,
            mediaType: `${media}.manifest.v1+json`,
            config: { mediaType: `${media}.config.v1+json`, ...config },
            layers: [{ mediaType: `${media}.layer.v1.tar`, ...layer }],
        }),
    );
    const index = { schemaVersion: 2, manifests: [{ mediaType: `${media}.manifest.v1+json`, ...manifest }] };
    fs.writeFileSync(path.join(layout, "oci-layout"), json({ imageLayoutVersion: "1.0.0" }));
    fs.writeFileSync(path.join(layout, "index.json"), json(index));
    return { folder: layout, names: [PAUSE_IMAGE, SHELL_IMAGE] };
}

function json(value: unknown): Buffer {
    return Buffer.from(JSON.stringify(value));
}
