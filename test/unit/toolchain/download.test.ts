import * as assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { SourceFailure } from "../../../sandbox/toolchain/errors";
import { thisPlatform } from "../../../sandbox/toolchain/kits";
import { downloadRelease, listedChecksum, officialRelease } from "../../../sandbox/toolchain/releases";
import { fileHandler, folder, releaseFiles, removeFolders, serve, versions, type Handler } from "./fixtures";

const limits = { connectMs: 2_000, answerMs: 300, stallMs: 300 };

/** Downloads the pretend Helm from a site that answers with `handler`; returns the folder it went to. */
async function download(handler: Handler, env: NodeJS.ProcessEnv = {}): Promise<string> {
    const site = await serve(handler);
    const directory = folder();
    try {
        const release = officialRelease("helm", versions.helm, thisPlatform, site.sites);
        assert.ok(release);
        await downloadRelease(release, directory, env, () => undefined, limits);
        return directory;
    } finally {
        await site.close();
    }
}

function failsWith(text: RegExp): (error: unknown) => boolean {
    return (error) => {
        assert.ok(error instanceof SourceFailure, String(error));
        assert.match(error.message, text);
        return true;
    };
}

describe("a download", () => {
    let files: Map<string, Buffer>;
    let proxy: Server | undefined;
    const archive =
        officialRelease("helm", versions.helm, thisPlatform, { pulumi: "/pulumi", helm: "/helm" })?.archive ?? "";

    beforeEach(async () => {
        files = await releaseFiles();
    });
    afterEach(() => {
        proxy?.close();
        removeFolders();
    });

    it("leaves just the wanted programs, executable", async () => {
        const directory = await download(fileHandler(files));
        assert.deepEqual(readdirSync(directory), ["helm"]);
        assert.equal(statSync(path.join(directory, "helm")).mode & 0o777, 0o755);
    });

    it("that is not what the published checksum says is refused before it is unpacked", async () => {
        const content = Buffer.from(files.get(archive) ?? "");
        content.writeUInt8(content.readUInt8(40) ^ 1, 40);
        files.set(archive, content);
        await assert.rejects(
            download(fileHandler(files)),
            failsWith(/is not what was published \(SHA-256 [0-9a-f]{64}, /),
        );
    });

    it("whose checksum is not listed is refused without fetching it", async () => {
        files.set(`${archive}.sha256sum`, Buffer.from(`${"0".repeat(64)}  other.tar.gz\n`));
        files.delete(archive);
        await assert.rejects(download(fileHandler(files)), failsWith(/does not list helm-v/));
    });

    it("that is missing says so with the server's status", async () => {
        files.delete(archive);
        await assert.rejects(download(fileHandler(files)), failsWith(/answered 404 for http/));
    });

    it("whose server never answers is given up", async () => {
        await assert.rejects(
            download(() => undefined),
            failsWith(/no answer within 0\.3 s/),
        );
    });

    it("that comes to a halt is given up", async () => {
        const half = files.get(archive)?.subarray(0, 100);
        const handler = fileHandler(files, (url, response) => {
            if (url !== archive) return false;
            response.writeHead(200, { "content-length": 100_000 }).write(half);
            return true;
        });
        await assert.rejects(download(handler), failsWith(/nothing came for 0\.3 s/));
    });

    it("that breaks off is a failure, not a short file", async () => {
        const handler = fileHandler(files, (url, response) => {
            if (url !== archive) return false;
            response.writeHead(200, { "content-length": 100_000 }).write("half", () => response.destroy());
            return true;
        });
        await assert.rejects(download(handler), failsWith(/the connection broke off/));
    });

    it("from a port where nobody listens is refused at once", async () => {
        const site = await serve(() => undefined);
        await site.close();
        const release = officialRelease("helm", versions.helm, thisPlatform, site.sites);
        assert.ok(release);
        const directory = folder();
        const attempt = downloadRelease(release, directory, {}, () => undefined, limits);
        await assert.rejects(attempt, failsWith(/connection refused/));
    });

    it("goes through the proxy that the environment names, and takes its no for a no", async () => {
        const asked: string[] = [];
        proxy = createServer().on("connect", (request, socket) => {
            asked.push(request.url ?? "");
            socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        });
        await once(proxy.listen(0, "127.0.0.1"), "listening");
        const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
        const release = officialRelease("helm", versions.helm, thisPlatform, {
            pulumi: "",
            helm: "https://mirror.invalid",
        });
        assert.ok(release);
        const attempt = downloadRelease(release, folder(), { HTTPS_PROXY: address }, () => undefined, limits);
        await assert.rejects(attempt, failsWith(/^mirror\.invalid: the proxy answered 403$/));
        assert.deepEqual(asked, ["mirror.invalid:443"]);
    });

    it("without the wanted program is refused", async () => {
        const pulumi = [...files].find(([name]) => name.startsWith("/pulumi/") && name.endsWith(".tar.gz"))?.[1];
        assert.ok(pulumi);
        files.set(archive, pulumi);
        const sum = createHash("sha256").update(pulumi).digest("hex");
        files.set(`${archive}.sha256sum`, Buffer.from(`${sum}  ${path.posix.basename(archive)}\n`));
        await assert.rejects(download(fileHandler(files)), failsWith(/lacks helm$/));
    });

    it("does not leave the archive behind", async () => {
        const directory = await download(fileHandler(files));
        assert.ok(!existsSync(path.join(directory, path.posix.basename(archive))));
    });
});

describe("official releases", () => {
    it("have the makers' file names", () => {
        assert.deepEqual(officialRelease("pulumi", "3.160.0", "linux-x64"), {
            archive: "https://get.pulumi.com/releases/sdk/pulumi-v3.160.0-linux-x64.tar.gz",
            checksums: "https://get.pulumi.com/releases/sdk/pulumi-3.160.0-checksums.txt",
            members: ["pulumi", "pulumi-language-nodejs", "pulumi-analyzer-policy", "pulumi-resource-pulumi-nodejs"],
        });
        assert.deepEqual(officialRelease("helm", "3.22.0", "darwin-arm64"), {
            archive: "https://get.helm.sh/helm-v3.22.0-darwin-arm64.tar.gz",
            checksums: "https://get.helm.sh/helm-v3.22.0-darwin-arm64.tar.gz.sha256sum",
            members: ["helm"],
        });
        assert.match(officialRelease("helm", "3.22.0", "linux-x64")?.archive ?? "", /linux-amd64\.tar\.gz$/);
    });

    it("do not exist for other platforms", () => {
        for (const platform of ["linux-ia32", "freebsd-x64", "win32-x64"]) {
            assert.equal(officialRelease("helm", "3.22.0", platform), undefined);
        }
    });

    it("are looked up in checksum lists by their whole name", () => {
        const sum = "AB".repeat(32);
        const list = `${"1".repeat(64)}  xpulumi.tar.gz\n${sum} *pulumi.tar.gz\r\n${"2".repeat(64)}  pulumi.tar.gz.sig\n`;
        assert.equal(listedChecksum(list, "pulumi.tar.gz"), sum.toLowerCase());
        assert.equal(listedChecksum("<html>sign in</html>", "pulumi.tar.gz"), undefined);
    });
});
