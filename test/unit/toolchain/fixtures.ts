/** Builders for the toolchain's tests: pretend tools, pretend pins, and a release site on loopback. */
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as tar from "tar";
import { thisPlatform } from "../../../sandbox/toolchain/kits";
import { Progress } from "../../../sandbox/progress";
import { officialRelease, type ReleaseSites } from "../../../sandbox/toolchain/releases";
import type { Kit } from "../../../sandbox/toolchain/types";

/** Versions that nobody has released, so that no real tool can be taken for a pretend one. */
export const versions = { pulumi: "3.991.0", languageHost: "3.992.0", helm: "3.993.0" };

const folders: string[] = [];

/** A folder of its own for one test; call {@link removeFolders} after each. */
export function folder(): string {
    const directory = mkdtempSync(path.join(tmpdir(), "toolchain-test-"));
    folders.push(directory);
    return directory;
}

export function removeFolders(): void {
    for (const directory of folders.splice(0)) rmSync(directory, { recursive: true, force: true });
}

/** Writes an executable shell script. */
export function script(directory: string, name: string, body: string): string {
    mkdirSync(directory, { recursive: true });
    const file = path.join(directory, name);
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
    return file;
}

/** A directory for PATH with pretend tools that say the given versions; the CLI has its companions beside it. */
export function toolFolder(given: Partial<Record<Kit, string>>): string {
    const directory = folder();
    for (const [kit, version] of Object.entries(given)) {
        script(directory, kit, `echo v${version}`);
        if (kit === "pulumi") {
            for (const name of ["pulumi-language-nodejs", "pulumi-analyzer-policy"]) script(directory, name, "exit 0");
        }
    }
    return directory;
}

/** A tools/ folder whose modules pin {@link versions}. */
export function pinFolder(): string {
    const directory = folder();
    const pin = (name: string, module: string, command: string, version: string) => {
        mkdirSync(path.join(directory, name));
        writeFileSync(path.join(directory, name, "tools.go"), `package tools\n\nimport _ "${module}/${command}"\n`);
        writeFileSync(
            path.join(directory, name, "go.mod"),
            `module example.test/${name}\n\ngo 1.22\n\nrequire ${module} v${version}\n`,
        );
    };
    pin("pulumi", "example.test/engine", "cmd/pulumi", versions.pulumi);
    pin("language-nodejs", "example.test/host", "cmd/pulumi-language-nodejs", versions.languageHost);
    pin("helm", "example.test/charts", "cmd/helm", versions.helm);
    return directory;
}

/** A Progress that never draws, and the lines that it wrote. */
export function recordedProgress(): { progress: Progress; lines: string[] } {
    const lines: string[] = [];
    return { lines, progress: new Progress({ write: (text) => lines.push(text) }, { CI: "true" }) };
}

/** How a release site answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback, with a log of what was asked for. */
export interface Site {
    address: string;
    sites: ReleaseSites;
    requests: string[];
    close(): Promise<void>;
}

export async function serve(handler: Handler): Promise<Site> {
    const requests: string[] = [];
    const server = createServer((request, response) => {
        requests.push(request.url ?? "");
        handler(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
        address,
        sites: { pulumi: `${address}/pulumi`, helm: `${address}/helm` },
        requests,
        close: () =>
            new Promise((resolve) => {
                server.closeAllConnections();
                server.close(() => {
                    resolve();
                });
            }),
    };
}

/** Both kits' releases as their makers publish them: path on the site to content. */
export async function releaseFiles(): Promise<Map<string, Buffer>> {
    const files = new Map<string, Buffer>();
    for (const kit of ["pulumi", "helm"] as const) {
        const version = versions[kit];
        const release = officialRelease(kit, version, thisPlatform, { pulumi: "/pulumi", helm: "/helm" });
        if (!release) throw new Error(`these tests do not know the platform ${thisPlatform}`);
        const directory = folder();
        const top = kit === "pulumi" ? "pulumi" : "os-cpu";
        for (const member of release.members) script(path.join(directory, top), member, `echo v${version}`);
        script(path.join(directory, top), "not-wanted", "exit 1");
        const file = path.join(directory, "archive.tar.gz");
        await tar.create({ file, gzip: true, cwd: directory }, [top]);
        const archive = readFileSync(file);
        const sum = createHash("sha256").update(archive).digest("hex");
        files.set(release.archive, archive);
        files.set(release.checksums, Buffer.from(`${sum}  ${path.posix.basename(release.archive)}\n`));
    }
    return files;
}

/** Serves files, 404 for the rest; `special` may take over single requests by returning true. */
export function fileHandler(
    files: Map<string, Buffer>,
    special: (url: string, response: ServerResponse) => boolean = () => false,
): Handler {
    return (request, response) => {
        const url = request.url ?? "";
        if (special(url, response)) return;
        const content = files.get(url);
        response.writeHead(content ? 200 : 404, content && { "content-length": content.length });
        response.end(content);
    };
}
