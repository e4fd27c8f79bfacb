import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Readable } from "node:stream";
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
 * The index of a layout in which its images carry names. One that has all of these names already is left as it is; else it
 * must hold one image, which gets each of them.
 *
 * @param text the layout's index.json
 * @throws UserError when it is not clear which image a name is for
 */
export function namedIndex(text: string, names: readonly string[]): string {
    const index = indexFile.parse(JSON.parse(text));
    const there = new Set(index.manifests.map(({ annotations }) => annotations?.[nameAnnotation]));
    const lacking = names.filter((name) => !there.has(name));
    if (lacking.length === 0) return text;
    const [only] = index.manifests;
    const digests = new Set(index.manifests.map(({ digest }) => digest));
    if (only === undefined || digests.size > 1) {
        throw new UserError(
            `the image layout holds ${String(digests.size)} images and none is called ${lacking.join(", ")}: name them by the annotation ${nameAnnotation} in its index.json, or make a layout of one image.`,
        );
    }
    const manifests = names.map((name) => ({ ...only, annotations: { ...only.annotations, [nameAnnotation]: name } }));
    return JSON.stringify({ ...index, manifests });
}

/**
 * Brings images into containerd.
 *
 * @param source an OCI layout: a folder, or a tar file of one
 * @param names what pods call them, e.g. `leanvibe.local/api:2.0.0`
 * @param temporary a folder for what is unpacked meanwhile
 */
export async function importImage(
    source: string,
    names: readonly string[],
    box: number,
    programs: Programs,
    temporary: string,
): Promise<void> {
    const isFolder = fs.statSync(source).isDirectory();
    const given = isFolder ? fs.readFileSync(path.join(source, "index.json"), "utf8") : await indexIn(source);
    const index = namedIndex(given, names);
    if (!isFolder && index === given) return importArchive(source, box, programs);
    fs.mkdirSync(temporary, { recursive: true });
    const scratch = fs.mkdtempSync(path.join(temporary, "image-"));
    try {
        let layout = source;
        if (!isFolder) {
            layout = path.join(scratch, "layout");
            fs.mkdirSync(layout);
            await tar.extract({ file: source, cwd: layout });
        }
        fs.writeFileSync(path.join(scratch, "index.json"), index);
        await pack(layout, scratch, box, programs);
    } finally {
        fs.rmSync(scratch, { recursive: true, force: true });
    }
}

/** The index in a tar file of a layout. */
async function indexIn(archive: string): Promise<string> {
    let index: string | undefined;
    await tar.list({
        file: archive,
        onReadEntry: (entry) => {
            if (path.posix.normalize(entry.path) !== "index.json") return;
            const chunks: Buffer[] = [];
            entry.on("data", (chunk) => chunks.push(chunk));
            entry.on("end", () => (index = Buffer.concat(chunks).toString("utf8")));
        },
    });
    if (index !== undefined) return index;
    throw new UserError(`${archive} is no image in the OCI layout: it holds no index.json.`);
}

/** Streams an archive as it is into containerd's import. */
async function importArchive(archive: string, box: number, programs: Programs): Promise<void> {
    const descriptor = fs.openSync(archive, "r");
    try {
        explain(archive, await ended(startImporter(descriptor, box, programs)));
    } finally {
        fs.closeSync(descriptor);
    }
}

/** Streams a layout, with another index, into containerd's import. */
async function pack(layout: string, indexFolder: string, box: number, programs: Programs): Promise<void> {
    const packer = spawn("tar", ["-c", "-C", layout, "oci-layout", "blobs", "-C", indexFolder, "index.json"], {
        stdio: ["ignore", "pipe", "pipe"],
    });
    const importer = startImporter(packer.stdout, box, programs);
    // The importer has it now; without this the packer would never learn that the importer has ended.
    packer.stdout.destroy();
    const [packed, imported] = await Promise.all([ended(packer), ended(importer)]);
    explain(layout, imported);
    explain(layout, packed);
}

function startImporter(input: Readable | number, box: number, programs: Programs): ChildProcess {
    const ctr = [programs.path("ctr"), "--address", INSIDE.containerdSocket, "--namespace", "k8s.io"];
    const [command = "", ...args] = enter(box, [...ctr, "images", "import", "-"]);
    return spawn(command, args, { cwd: "/", stdio: [input, "pipe", "pipe"], env: programs.environment });
}

/** How a process ended, and the last thing that it said. */
interface End {
    code: number | null;
    said: string;
}

async function ended(child: ChildProcess): Promise<End> {
    const words: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => words.push(chunk));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, said: Buffer.concat(words).toString("utf8").trim().split("\n").at(-1) ?? "" };
}

function explain(source: string, { code, said }: End): void {
    if (code === 0) return;
    throw new UserError(`the images in ${source} could not be imported into the local cluster: ${said.slice(0, 300)}.`);
}
