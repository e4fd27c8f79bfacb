import { chmod, rm } from "node:fs/promises";
import * as path from "node:path";
import * as tar from "tar";
import { isFileSystemFault } from "./cache";
import { defaultLimits, downloadFile, downloadText, type DownloadLimits } from "./download";
import { reasonOf, SourceFailure } from "./errors";
import type { Kit } from "./types";

/** What a tool's maker publishes for one platform. */
export interface Release {
    archive: string;
    checksums: string;
    /** The files wanted from the archive; its one top folder is taken off. */
    members: string[];
}

/** Addresses under which releases are served; a mirror has the same layout. */
export interface ReleaseSites {
    pulumi: string;
    helm: string;
}

export const officialSites: ReleaseSites = {
    pulumi: "https://get.pulumi.com/releases/sdk",
    helm: "https://get.helm.sh",
};

/** Where a platform's releases are, or undefined when the maker has none for it. */
export function officialRelease(
    kit: Kit,
    version: string,
    platform: string,
    sites: ReleaseSites = officialSites,
): Release | undefined {
    const [os, cpu] = platform.split("-");
    if ((os !== "linux" && os !== "darwin") || (cpu !== "x64" && cpu !== "arm64")) return undefined;
    if (kit === "pulumi") {
        // Named so by .goreleaser.yml of github.com/pulumi/pulumi.
        return {
            archive: `${sites.pulumi}/pulumi-v${version}-${os}-${cpu}.tar.gz`,
            checksums: `${sites.pulumi}/pulumi-${version}-checksums.txt`,
            members: ["pulumi", "pulumi-language-nodejs", "pulumi-analyzer-policy", "pulumi-resource-pulumi-nodejs"],
        };
    }
    // Named so by the installer script get-helm-3 of github.com/helm/helm.
    const archive = `${sites.helm}/helm-v${version}-${os}-${cpu === "x64" ? "amd64" : cpu}.tar.gz`;
    return { archive, checksums: `${archive}.sha256sum`, members: ["helm"] };
}

/** The SHA-256 of a file in the output format of sha256sum, in lower case; undefined when the file is not listed. */
export function listedChecksum(list: string, fileName: string): string | undefined {
    for (const line of list.split(/\r?\n/)) {
        const [, sum, name] = /^([0-9a-f]{64}) [ *](.+)$/i.exec(line) ?? [];
        if (name === fileName) return sum?.toLowerCase();
    }
    return undefined;
}

/**
 * Downloads a release into a folder: checked against its published checksum first, then unpacked.
 *
 * Throws SourceFailure when it cannot be had or is not what was published.
 */
export async function downloadRelease(
    release: Release,
    directory: string,
    env: NodeJS.ProcessEnv,
    onBytes: (received: number, total: number | undefined) => void,
    limits: DownloadLimits = defaultLimits,
    stop?: AbortSignal,
): Promise<void> {
    const fileName = path.posix.basename(new URL(release.archive).pathname);
    const expected = listedChecksum(await downloadText(release.checksums, env, limits, stop), fileName);
    if (expected === undefined) throw new SourceFailure(`${release.checksums} does not list ${fileName}`);
    const archive = path.join(directory, fileName);
    const actual = await downloadFile(release.archive, archive, env, limits, onBytes, stop);
    if (actual !== expected) {
        throw new SourceFailure(
            `${release.archive} is not what was published (SHA-256 ${actual}, the list says ${expected})`,
        );
    }
    const found = new Set<string>();
    try {
        await tar.extract({
            file: archive,
            cwd: directory,
            strip: 1,
            preserveOwner: false,
            filter: (entry) => {
                const [, name, ...deeper] = entry.replace(/^\.\//, "").split("/");
                if (name === undefined || deeper.length > 0 || !release.members.includes(name)) return false;
                found.add(name);
                return true;
            },
        });
    } catch (error) {
        if (isFileSystemFault(error)) throw error;
        throw new SourceFailure(`${fileName} cannot be unpacked (${reasonOf(error)})`);
    }
    await rm(archive);
    const missing = release.members.filter((member) => !found.has(member));
    if (missing.length > 0) throw new SourceFailure(`${fileName} lacks ${missing.join(", ")}`);
    for (const member of release.members) await chmod(path.join(directory, member), 0o755);
}
