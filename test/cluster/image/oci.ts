import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as tar from "tar";
import type { Layer } from "./layers";
import type { Platform } from "./platform";
import { epoch, listTree } from "./tree";

/** What a container made from an image runs; the fields of the OCI image configuration (image-spec, config.md). */
export interface ImageConfig {
    User: string;
    Cmd: string[];
    Env: string[];
    WorkingDir: string;
    ExposedPorts: Record<string, object>;
    StopSignal: string;
    Labels: Record<string, string>;
}

/** An image before it is written: what it is called, its layers from the lowest up, and its configuration. */
export interface Image {
    /** `registry.example.com/leanvibe/api` */
    repository: string;
    /** `2.0.0` */
    tag: string;
    layers: Layer[];
    config: ImageConfig;
}

/** An image in an archive. */
export interface WrittenImage {
    repository: string;
    tag: string;
    /** Of the manifest: `sha256:…` */
    digest: string;
    /**
     * The names that it has in the archive: by tag, and by digest, because containerd's CRI plugin looks
     * `repository:tag@digest` up as `repository@digest`.
     */
    names: [string, string];
}

/** The annotation from which `ctr images import` takes an image's name. */
const nameAnnotation = "io.containerd.image.name";
const manifestType = "application/vnd.oci.image.manifest.v1+json";

/**
 * Writes images into one tar in the OCI image layout; a layer that they share is in it once.
 *
 * The same images always give the same bytes.
 */
export async function writeArchive(images: Image[], platform: Platform, file: string): Promise<WrittenImage[]> {
    const staged = await mkdtemp(path.join(tmpdir(), "oci-"));
    try {
        const blobs = path.join(staged, "blobs", "sha256");
        await mkdir(blobs, { recursive: true });
        const written: WrittenImage[] = [];
        const index: object[] = [];
        for (const image of images) {
            const manifest = await writeManifest(image, platform, blobs);
            const { repository, tag } = image;
            const names: [string, string] = [`${repository}:${tag}`, `${repository}@${manifest.digest}`];
            written.push({ repository, tag, digest: manifest.digest, names });
            for (const name of names) index.push({ ...manifest, annotations: { [nameAnnotation]: name } });
        }
        await writeFile(path.join(staged, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
        await writeFile(path.join(staged, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: index }));
        const options = { cwd: staged, file, portable: true, mtime: epoch, noDirRecurse: true, follow: true };
        await tar.create(options, await listTree(staged));
        return written;
    } finally {
        await rm(staged, { recursive: true });
    }
}

interface Descriptor {
    mediaType: string;
    digest: string;
    size: number;
}

async function writeManifest(image: Image, platform: Platform, blobs: string): Promise<Descriptor> {
    const layers: Descriptor[] = [];
    for (const { file, digest } of image.layers) {
        await symlink(path.resolve(file), blobPath(blobs, digest)).catch(ignoreExisting);
        layers.push({ mediaType: "application/vnd.oci.image.layer.v1.tar", digest, size: (await stat(file)).size });
    }
    const config = await writeBlob(blobs, "application/vnd.oci.image.config.v1+json", {
        created: epoch.toISOString(),
        architecture: platform.architecture,
        os: "linux",
        config: image.config,
        // The layers are not compressed, so their digests are those of their content too.
        rootfs: { type: "layers", diff_ids: image.layers.map(({ digest }) => digest) },
    });
    return writeBlob(blobs, manifestType, { schemaVersion: 2, mediaType: manifestType, config, layers });
}

async function writeBlob(blobs: string, mediaType: string, content: object): Promise<Descriptor> {
    const text = JSON.stringify(content);
    const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
    await writeFile(blobPath(blobs, digest), text);
    return { mediaType, digest, size: Buffer.byteLength(text) };
}

function blobPath(blobs: string, digest: string): string {
    return path.join(blobs, digest.replace("sha256:", ""));
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
    if (error.code !== "EEXIST") throw error;
}
