import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import * as tar from "tar";
import { z } from "zod";
import { UserError } from "../errors";
import { enter } from "./box";
import { INSIDE } from "./layout";
import type { Programs } from "./programs";

/** An image as a folder in the OCI layout, and the names that pods call it by. */
export interface ImageLayout {
    folder: string;
    names: readonly string[];
}

const descriptor = z.looseObject({ digest: z.string(), annotations: z.record(z.string(), z.string()).optional() });
const indexFile = z.looseObject({ manifests: z.array(descriptor).min(1) });

/** The annotation that containerd takes an image's name from when it imports one. */
const nameAnnotation = "io.containerd.image.name";

/**
 * The index of a layout in which its images carry names: each manifest once for each name.
 *
 * @param text the layout's index.json
 * @throws UserError when the layout holds several images, so that it is not clear which one is meant
 */
export function namedIndex(text: string, names: readonly string[]): string {
    const index = indexFile.parse(JSON.parse(text));
    const [only] = index.manifests;
    if (only === undefined || index.manifests.length > 1) {
        throw new UserError(
            `the image's index.json lists ${String(index.manifests.length)} images; names can be given to one: make a layout of one image.`,
        );
    }
    const manifests = names.map((name) => ({ ...only, annotations: { ...only.annotations, [nameAnnotation]: name } }));
    return JSON.stringify({ ...index, manifests });
}

/**
 * Brings an image into containerd.
 *
 * @param source an OCI layout: a folder, or a tar file of one
 * @param names what pods call it, e.g. `leanvibe.local/api:2.0.0`
 * @param temporary a folder for what is unpacked meanwhile
 */
export async function importImage(
    source: string,
    names: readonly string[],
    box: number,
    programs: Programs,
    temporary: string,
): Promise<void> {
    fs.mkdirSync(temporary, { recursive: true });
    const scratch = fs.mkdtempSync(path.join(temporary, "image-"));
    try {
        let layout = source;
        if (!fs.statSync(source).isDirectory()) {
            layout = path.join(scratch, "layout");
            fs.mkdirSync(layout);
            await tar.extract({ file: source, cwd: layout });
        }
        const index = namedIndex(fs.readFileSync(path.join(layout, "index.json"), "utf8"), names);
        fs.writeFileSync(path.join(scratch, "index.json"), index);
        await pack(layout, scratch, box, programs);
    } finally {
        fs.rmSync(scratch, { recursive: true, force: true });
    }
}

/** Streams the layout, with another index, into containerd's import. */
async function pack(layout: string, indexFolder: string, box: number, programs: Programs): Promise<void> {
    const packer = spawn("tar", ["-c", "-C", layout, "oci-layout", "blobs", "-C", indexFolder, "index.json"], {
        stdio: ["ignore", "pipe", "pipe"],
    });
    const ctr = [programs.path("ctr"), "--address", INSIDE.containerdSocket, "--namespace", "k8s.io"];
    const [command = "", ...args] = enter(box, [...ctr, "images", "import", "-"]);
    const importer = spawn(command, args, {
        cwd: "/",
        stdio: [packer.stdout, "pipe", "pipe"],
        env: programs.environment,
    });
    // The importer has it now; without this the packer would never learn that the importer has ended.
    packer.stdout.destroy();
    const words: Buffer[] = [];
    for (const stream of [packer.stderr, importer.stdout, importer.stderr]) {
        stream.on("data", (chunk: Buffer) => words.push(chunk));
    }
    const [[packed], [imported]] = (await Promise.all([once(packer, "close"), once(importer, "close")])) as [
        [number | null],
        [number | null],
    ];
    if (packed === 0 && imported === 0) return;
    const said = Buffer.concat(words).toString("utf8").trim().split("\n").at(-1) ?? "";
    throw new UserError(`the image in ${layout} could not be imported into the local cluster: ${said.slice(0, 300)}.`);
}
