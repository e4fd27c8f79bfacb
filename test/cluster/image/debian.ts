import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import * as path from "node:path";
import { UserError } from "../../../sandbox/errors";
import { command } from "./command";

/** Folders of documentation, which no process in a container reads. */
const leftOut = ["usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale", "usr/share/lintian"];

/**
 * Unpacks Debian packages, and all that they depend on, into an empty root file system.
 *
 * apt works out the closure against an empty list of installed packages, in folders of its own, so nothing on this machine
 * changes and no root is needed. No maintainer script runs: what a package would only make then, the caller makes.
 *
 * @param packages names, e.g. `python3.11`; they come from the machine's own Debian sources
 * @param root where the files go
 * @param work a folder for lists and archives, removed afterwards
 * @returns the packages unpacked, as `name_version_architecture`
 */
export async function unpackDebian(packages: string[], root: string, work: string): Promise<string[]> {
    if (!existsSync("/etc/debian_version")) {
        throw new UserError(
            "The sample's images are put together from Debian packages, by apt: use Debian 12, or build test/cluster/app/Dockerfile with a container builder.",
        );
    }
    await mkdir(path.join(work, "lists", "partial"), { recursive: true });
    await mkdir(path.join(work, "archives", "partial"), { recursive: true });
    const purpose = "get Debian's packages";
    const options = [
        `Dir::State=${work}`,
        "Dir::State::status=/dev/null",
        `Dir::Cache=${work}`,
        // apt as root would download as a user of its own, who may not write here.
        "APT::Sandbox::User=root",
        "Acquire::Retries=3",
    ].flatMap((option) => ["-o", option]);
    await command(purpose, "apt-get", [...options, "-qq", "update"]);
    await command(purpose, "apt-get", [
        ...[...options, "-qq", "--no-install-recommends", "--download-only"],
        ...["install", ...packages],
    ]);
    const archives = (await readdir(path.join(work, "archives"))).filter((name) => name.endsWith(".deb")).sort();
    for (const archive of archives) {
        await command("unpack Debian's packages", "dpkg-deb", ["-x", path.join(work, "archives", archive), root]);
    }
    for (const folder of leftOut) await rm(path.join(root, folder), { recursive: true, force: true });
    await rm(work, { recursive: true });
    return archives.map((name) => decodeURIComponent(path.basename(name, ".deb")));
}
