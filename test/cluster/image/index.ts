import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { UserError } from "../../../sandbox/errors";
import { cacheDirectory, ToolCache } from "../../../sandbox/toolchain/cache";
import { makeSharedLayers, type Layer } from "./layers";
import { writeArchive, type Image, type ImageConfig, type WrittenImage } from "./oci";
import { platformOf } from "./platform";
import { digestOf, packTree, shortHash } from "./tree";

/** Faults of the sample application; meaning and defaults are in test/cluster/app/agent_hive/faults.py. */
export interface Faults {
    errorRatio?: number;
    latencyMilliseconds?: number;
    cpuMilliseconds?: number;
    memoryMegabytes?: number;
    notReady?: boolean;
    onlyThroughGateway?: boolean;
    failMigration?: boolean;
}

/** Revisions of the database's schema: 0001 to 0003 expand, 0004 contracts, 0003 can be made to fail half-way. */
export type Revision = "0001" | "0002" | "0003" | "0004";

/** A version of the sample application. */
export interface Version {
    /** The tag, which the application also answers: `2.1.0`. */
    version: string;
    /** Faults that this version is born with. Default: none. */
    faults?: Faults;
    /** The newest revision that it brings along. Default: `0002`. */
    head?: Revision;
}

/** What to build. */
export interface BuildRequest {
    /** What the image names begin with, a registry first: `registry.example.com/leanvibe`. */
    repository: string;
    versions: Version[];
    /** A folder for the archive. */
    directory: string;
    /** Told what takes time. Default: nobody. */
    note?: (text: string) => void;
    /** Default: the process' own. */
    env?: NodeJS.ProcessEnv;
}

export type Workload = "api" | "worker" | "frontend";

/** An image of one workload of one version. */
export interface BuiltImage extends WrittenImage {
    workload: Workload;
    version: string;
}

/** Images in one archive, for `ctr --namespace k8s.io images import <archive>`. */
export interface BuiltImages {
    archive: string;
    images: BuiltImage[];
}

const applicationFolder = path.join(__dirname, "..", "app");

/** Parts of the application's folder that are in its image. */
const applicationParts = ["agent_hive", "alembic.ini", "migrations/env.py"];

/**
 * Puts the images of some versions together, without a registry, as one archive in the OCI image layout.
 *
 * Layers that versions share (Debian's Python, the wheels, nginx) come from the tool cache and are in the archive once;
 * a version adds some 50 kB. The same request gives the same digests.
 *
 * @throws UserError when the repository names no registry, or the layers cannot be made
 */
export async function buildImages(request: BuildRequest): Promise<BuiltImages> {
    const { repository, versions, directory, note = () => undefined, env = process.env } = request;
    if (!/^[^/]*[.:][^/]*\/[^/:@]+(\/[^/:@]+)*$/.test(repository)) {
        throw new UserError(
            `The repository is "${repository}", but must be a registry's host and a path, such as registry.example.com/leanvibe.`,
        );
    }
    const platform = platformOf();
    const shared = await makeSharedLayers(new ToolCache(cacheDirectory(env)), platform, note);
    const work = await mkdtemp(path.join(tmpdir(), "sample-images-"));
    try {
        const made: (Image & { workload: Workload; version: string })[] = [];
        for (const version of versions) {
            const own = await packLayer(path.join(work, `${version.version}-app`), (root) =>
                fillApplication(root, version),
            );
            const site = await packLayer(path.join(work, `${version.version}-site`), (root) => fillSite(root, version));
            const python = [shared.base, shared.dependencies, own];
            const image = (workload: Workload, layers: Layer[]) => ({
                ...{
                    workload,
                    version: version.version,
                    repository: `${repository}/${workload}`,
                    tag: version.version,
                },
                ...{ layers, config: configOf(workload, version.version) },
            });
            made.push(image("api", python), image("worker", python), image("frontend", [shared.web, site]));
        }
        await mkdir(directory, { recursive: true });
        const digests = made.flatMap(({ layers }) => layers.map(({ digest }) => digest));
        const archive = path.join(directory, `images-${shortHash(repository, ...digests)}.tar`);
        const written = await writeArchive(made, platform, archive);
        const images = made.flatMap(({ workload, version }, at) => {
            const image = written[at];
            return image ? [{ ...image, workload, version }] : [];
        });
        return { archive, images };
    } finally {
        await rm(work, { recursive: true });
    }
}

/** What a container of a workload runs, as in the Dockerfiles. */
export function configOf(workload: Workload, version: string): ImageConfig {
    const labels = {
        "org.opencontainers.image.title": `leanvibe-${workload}`,
        "org.opencontainers.image.version": version,
    };
    const path = "PATH=/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin";
    if (workload === "frontend") {
        return {
            ...{ User: "1000:1000", WorkingDir: "/", Env: [path], Labels: labels },
            Cmd: ["nginx", "-e", "stderr", "-g", "daemon off;"],
            ExposedPorts: { "8080/tcp": {} },
            // nginx's word for: finish what is under way, then end.
            StopSignal: "SIGQUIT",
        };
    }
    const api = workload === "api";
    return {
        ...{ User: "1000:1000", WorkingDir: "/app", Labels: labels, StopSignal: "SIGTERM" },
        Env: [path, "LANG=C.UTF-8", "PYTHONUNBUFFERED=1", "PYTHONDONTWRITEBYTECODE=1"],
        Cmd: api ? apiCommand : ["python3", "-m", "agent_hive.worker"],
        ExposedPorts: { [api ? "8000/tcp" : "8001/tcp"]: {} },
    };
}

const apiCommand = [
    ...["uvicorn", "agent_hive.api:app", "--host", "0.0.0.0", "--port", "8000"],
    ...["--no-access-log", "--log-level", "warning"],
];

/** The application's own files: code, the revisions up to the version's head, and what the image knows of itself. */
export async function fillApplication(root: string, { version, faults = {}, head = "0002" }: Version): Promise<void> {
    const target = path.join(root, "app");
    for (const part of applicationParts) {
        const filter = (source: string) => !source.includes("__pycache__");
        await cp(path.join(applicationFolder, part), path.join(target, part), { recursive: true, filter });
    }
    const revisions = path.join("migrations", "versions");
    await mkdir(path.join(target, revisions));
    for (const name of await readdir(path.join(applicationFolder, revisions))) {
        if (!name.endsWith(".py") || name.slice(0, head.length) > head) continue;
        await copyFile(path.join(applicationFolder, revisions, name), path.join(target, revisions, name));
    }
    await writeFile(path.join(target, "build.json"), `${JSON.stringify({ version, faults })}\n`);
}

/** The front end's files: a page, and a script whose name carries a hash of its content. */
async function fillSite(root: string, { version }: Version): Promise<void> {
    const folder = path.join(applicationFolder, "frontend");
    const html = path.join(root, "usr/share/nginx/html");
    await mkdir(path.join(html, "assets"), { recursive: true });
    await mkdir(path.join(root, "etc/nginx"), { recursive: true });
    await copyFile(path.join(folder, "nginx.conf"), path.join(root, "etc/nginx/nginx.conf"));
    const script = (await readFile(path.join(folder, "app.js"), "utf8")).replaceAll("%VERSION%", version);
    const scriptName = `app-${shortHash(script)}.js`;
    await writeFile(path.join(html, "assets", scriptName), script);
    const page = await readFile(path.join(folder, "index.html"), "utf8");
    await writeFile(
        path.join(html, "index.html"),
        page.replaceAll("%VERSION%", version).replaceAll("%SCRIPT%", scriptName),
    );
}

async function packLayer(base: string, fill: (root: string) => Promise<void>): Promise<Layer> {
    await mkdir(base);
    await fill(base);
    const file = `${base}.tar`;
    await packTree(base, file);
    return { file, digest: await digestOf(file) };
}
