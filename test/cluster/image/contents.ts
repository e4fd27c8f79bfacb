import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { command } from "./command";
import { unpackDebian } from "./debian";
import type { Platform } from "./platform";
import { invocation, unpackLayers } from "./unpacked";

/** The packages of the Python base, and of the front end's (dash: the chart's front end starts by /bin/sh). */
export const basePackages = ["python3.11", "ca-certificates"];
export const webPackages = ["nginx", "dash"];

/** Where Debian's Python looks for what was installed beside its own packages. */
const packagesFolder = "usr/local/lib/python3.11/dist-packages";

/** Fills a root file system with Debian's Python, certificates, and the user that everything runs as. */
export async function fillBase(root: string, platform: Platform): Promise<void> {
    await unpackDebian(basePackages, root, `${root}-apt`);
    await writeUser(root);
    await symlink("python3.11", path.join(root, "usr/bin/python3"));
    const authorities = path.join(root, "usr/share/ca-certificates/mozilla");
    const names = (await readdir(authorities)).sort();
    const certificates = await Promise.all(names.map((name) => readFile(path.join(authorities, name), "utf8")));
    await writeFile(path.join(root, "etc/ssl/certs/ca-certificates.crt"), certificates.join(""));
    await compile(root, root, "usr/lib/python3.11", platform);
}

/**
 * Fills a root file system with the wheels, as pip unpacks them, and the two commands that are used.
 *
 * @param requirements the file that names every wheel with its hash
 * @param base the layer below, whose Python compiles them
 */
export async function fillDependencies(
    root: string,
    requirements: string,
    base: { file: string },
    platform: Platform,
): Promise<void> {
    const target = path.join(root, packagesFolder);
    await command("get the application's wheels", "python3", [
        ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"],
        ...["--no-compile", "--no-deps", "--require-hashes", "--only-binary=:all:"],
        ...["--implementation", "cp", "--python-version", "3.11"],
        ...platform.wheels.flatMap((wheels) => ["--platform", wheels]),
        ...["--target", target, "-r", requirements],
    ]);
    // Commands for the Python that pip ran under.
    await rm(path.join(target, "bin"), { recursive: true, force: true });
    await writeCommand(root, "alembic", "alembic.config");
    await writeCommand(root, "uvicorn", "uvicorn");
    const python = `${root}-python`;
    await unpackLayers([base], python);
    await compile(python, root, packagesFolder, platform);
    await rm(python, { recursive: true });
}

/** Fills a root file system with nginx, a shell, and the user. */
export async function fillWeb(root: string): Promise<void> {
    await unpackDebian(webPackages, root, `${root}-apt`);
    await writeUser(root);
    await rm(path.join(root, "usr/share/nginx/html"), { recursive: true, force: true });
}

async function writeUser(root: string): Promise<void> {
    await mkdir(path.join(root, "tmp"), { recursive: true });
    const users = ["root:x:0:0:root:/:/bin/false", "leanvibe:x:1000:1000:leanvibe:/tmp:/bin/false"];
    await writeFile(path.join(root, "etc/passwd"), `${users.join("\n")}\n`);
    await writeFile(path.join(root, "etc/group"), "root:x:0:\nleanvibe:x:1000:\n");
    await writeFile(path.join(root, "etc/nsswitch.conf"), "hosts: files dns\n");
}

async function writeCommand(root: string, name: string, module: string): Promise<void> {
    const file = path.join(root, "usr/local/bin", name);
    await mkdir(path.dirname(file), { recursive: true });
    const script = ["#!/usr/bin/python3", "import sys", `from ${module} import main`, "", "sys.exit(main())", ""];
    await writeFile(file, script.join("\n"), { mode: 0o755 });
}

/**
 * Compiles Python sources, which a read-only root file system would not let Python keep: starting takes a third of the time.
 * What is compiled is marked as never to be checked against its source, whose time says nothing here.
 */
async function compile(pythonRoot: string, root: string, folder: string, platform: Platform): Promise<void> {
    const options = [
        "-q",
        "--invalidation-mode",
        "unchecked-hash",
        "-x",
        "/(test|tests|lib2to3)/",
        "-s",
        root,
        "-p",
        "/",
    ];
    const { file, args, env } = invocation(pythonRoot, platform, "usr/bin/python3.11", [
        ...["-m", "compileall", ...options, path.join(root, folder)],
    ]);
    await command("compile Python's modules", file, args, { env });
}
