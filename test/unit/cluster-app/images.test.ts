import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as tar from "tar";
import { buildImages, configOf, fillApplication, type Workload } from "../../cluster/image/index";
import { writeArchive, type WrittenImage } from "../../cluster/image/oci";
import { platformOf } from "../../cluster/image/platform";
import { digestOf, packTree } from "../../cluster/image/tree";

const platform = platformOf("linux", "x64");
const application = path.join(__dirname, "..", "..", "cluster", "app");

interface Descriptor {
    digest: string;
    size: number;
    annotations?: Record<string, string>;
}

describe("The sample's images", () => {
    let folder: string;
    before(async () => (folder = await mkdtemp(path.join(tmpdir(), "images-"))));
    after(() => rm(folder, { recursive: true }));

    /** An archive of an API image with one small layer, unpacked: where it is, what it says. */
    async function write(name: string): Promise<{ root: string; bytes: Buffer; images: WrittenImage[] }> {
        const source = path.join(folder, name);
        await mkdir(path.join(source, "app"), { recursive: true });
        await writeFile(path.join(source, "app", "run"), "#!/bin/sh\n", { mode: 0o777 });
        await writeFile(path.join(source, "app", "data"), "data", { mode: 0o600 });
        await utimes(path.join(source, "app", "data"), Math.random() * 1e9, Math.random() * 1e9);
        await packTree(source, `${source}.layer`);
        const layer = { file: `${source}.layer`, digest: await digestOf(`${source}.layer`) };
        const image = {
            repository: "registry.example.com/x/api",
            tag: "2.0.0",
            layers: [layer],
            config: configOf("api", "2.0.0"),
        };
        const images = await writeArchive([image, { ...image, tag: "2.0.1" }], platform, `${source}.tar`);
        const root = `${source}-out`;
        await mkdir(root);
        await tar.extract({ file: `${source}.tar`, cwd: root });
        return { root, bytes: await readFile(`${source}.tar`), images };
    }

    it("depend on names, contents and who may execute alone: twice the same is byte for byte the same", async () => {
        const [one, two] = [await write("one"), await write("two")];
        assert.ok(one.bytes.equals(two.bytes));
        const modes: Record<string, number> = {};
        tar.list({
            file: path.join(folder, "one.layer"),
            sync: true,
            onReadEntry: ({ path, mode }) => (modes[path] = mode ?? 0),
        });
        assert.deepEqual(modes, { "app/": 0o755, "app/data": 0o644, "app/run": 0o755 });
    });

    it("are an OCI layout whose every blob is there under its own digest and size", async () => {
        const { root } = await write("layout");
        const blob = async ({ digest, size }: Descriptor) => {
            const content = await readFile(path.join(root, "blobs", digest.replace(":", "/")));
            assert.equal(`sha256:${createHash("sha256").update(content).digest("hex")}`, digest);
            assert.equal(content.length, size);
            return content;
        };
        const json = async <T>(descriptor: Descriptor) => JSON.parse((await blob(descriptor)).toString()) as T;
        const layout: unknown = JSON.parse(await readFile(path.join(root, "oci-layout"), "utf8"));
        assert.deepEqual(layout, { imageLayoutVersion: "1.0.0" });
        const index = JSON.parse(await readFile(path.join(root, "index.json"), "utf8")) as { manifests: Descriptor[] };
        for (const entry of index.manifests) {
            const { config, layers } = await json<{ config: Descriptor; layers: Descriptor[] }>(entry);
            const { config: run, rootfs } = await json<{ config: { User: string }; rootfs: { diff_ids: string[] } }>(
                config,
            );
            assert.equal(run.User, "1000:1000");
            assert.deepEqual(
                rootfs.diff_ids,
                layers.map(({ digest }) => digest),
            );
            for (const layer of layers) await blob(layer);
        }
        assert.equal(index.manifests.length, 4);
    });

    it("have a name by tag and one by digest, as containerd's CRI plugin looks for them", async () => {
        const { root, images } = await write("names");
        const index = JSON.parse(await readFile(path.join(root, "index.json"), "utf8")) as { manifests: Descriptor[] };
        const named = index.manifests.map(({ annotations }) => annotations?.["io.containerd.image.name"]);
        const [first] = images;
        assert.match(first?.digest ?? "", /^sha256:[0-9a-f]{64}$/);
        assert.deepEqual(first?.names, [
            "registry.example.com/x/api:2.0.0",
            `registry.example.com/x/api@${first?.digest}`,
        ]);
        assert.deepEqual(
            named,
            images.flatMap(({ names }) => names),
        );
    });

    it("of versions differ in what the application says of itself, and bring the revisions up to their head", async () => {
        const revisions = async (name: string, version: Parameters<typeof fillApplication>[1]) => {
            const root = path.join(folder, name);
            await fillApplication(root, version);
            const build: unknown = JSON.parse(await readFile(path.join(root, "app", "build.json"), "utf8"));
            return { build, files: (await readdir(path.join(root, "app/migrations/versions"))).sort() };
        };
        const plain = await revisions("plain", { version: "2.0.0" });
        assert.deepEqual(plain, {
            build: { version: "2.0.0", faults: {} },
            files: ["0001_base.py", "0002_event_source.py"],
        });
        const broken = await revisions("broken", { version: "2.1.0", head: "0003", faults: { errorRatio: 0.5 } });
        assert.deepEqual(broken.build, { version: "2.1.0", faults: { errorRatio: 0.5 } });
        assert.deepEqual(broken.files.at(-1), "0003_event_importance.py");
    });

    it("refuse a repository without a registry, which containerd would look for at another name", async () => {
        const request = { repository: "leanvibe", versions: [], directory: folder };
        await assert.rejects(
            buildImages(request),
            /^UserError: The repository is "leanvibe", but must be a registry's host and a path/,
        );
    });

    it("are refused on a machine that cannot make them, with the way that is left", () => {
        assert.throws(
            () => platformOf("darwin", "arm64"),
            /not on darwin on arm64: build test\/cluster\/app\/Dockerfile/,
        );
    });
});

describe("The Dockerfiles", () => {
    const lines = async (file: string) =>
        (await readFile(path.join(application, file), "utf8")).replaceAll("\\\n", " ").split("\n");

    /** The instructions of a stage. */
    async function stage(file: string, name: string): Promise<string[]> {
        const all = await lines(file);
        const begin = all.findIndex((line) => line.startsWith("FROM ") && line.endsWith(` AS ${name}`));
        assert.notEqual(begin, -1, `${file} has no stage ${name}`);
        const end = all.findIndex((line, at) => at > begin && line.startsWith("FROM "));
        return all.slice(begin, end === -1 ? undefined : end);
    }

    const workloads: [Workload, string, string][] = [
        ["api", "Dockerfile", "production"],
        ["worker", "Dockerfile", "worker"],
        ["frontend", "frontend/Dockerfile", "production"],
    ];
    for (const [workload, file, name] of workloads) {
        it(`run the same command as the ${workload} image that is put together without them`, async () => {
            const { Cmd, ExposedPorts } = configOf(workload, "2.0.0");
            const own = await stage(file, name);
            assert.ok(own.includes(`CMD ${JSON.stringify(Cmd).replaceAll(",", ", ")}`), own.at(-1));
            assert.ok(own.includes(`EXPOSE ${Object.keys(ExposedPorts).join().replace("/tcp", "")}`));
        });
    }

    it("have the stages base, dependencies, development, production and monitoring; what runs does so as uid and gid 1000", async () => {
        const all = await lines("Dockerfile");
        const names = all.flatMap((line) => /^FROM .* AS (\w+)$/.exec(line)?.[1] ?? []);
        for (const name of ["base", "dependencies", "development", "production", "monitoring"])
            assert.ok(names.includes(name), name);
        assert.equal(names.at(-1), "production", "the default target");
        for (const name of ["development", "runtime", "monitoring"])
            assert.ok((await stage("Dockerfile", name)).includes("USER 1000:1000"), name);
        for (const line of all.filter((text) => /^FROM \w+ AS (production|worker)$/.test(text)))
            assert.match(line, /^FROM runtime /);
    });

    it("install wheels by hash only, and copy nothing that .dockerignore does not let through", async () => {
        const all = [...(await lines("Dockerfile"))];
        const installs = all.filter((line) => /\bpip install\b/.test(line));
        assert.equal(installs.length, 2);
        for (const line of installs) assert.match(line, /--require-hashes --only-binary=:all:/);
        const allowed = await lines(".dockerignore");
        for (const line of all.filter((text) => /^COPY (?!--from)/.test(text))) {
            const [, source = ""] = line.split(" ");
            assert.ok(
                allowed.some(
                    (pattern) =>
                        pattern === `!${source}` ||
                        (pattern === "!requirements*.txt" && /^requirements.*\.txt$/.test(source)),
                ),
                line,
            );
        }
    });
});
