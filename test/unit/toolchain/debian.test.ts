import * as assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { ensureDebianPrograms } from "../../../sandbox/toolchain/debian";
import { folder, recordedProgress, removeFolders, script } from "./fixtures";

/** Programs that no system has, so that none is found by accident. */
const wanted = [
    { program: "pretend-runtime", package: "pretend-runtime" },
    { program: "pretend-filter", package: "pretend-filter", file: "usr/sbin/filter-nft" },
    { program: "/usr/lib/pretend/plugin", package: "pretend-plugins" },
];

/** A PATH with a pretend apt-get, which puts one file per package where it is told to, and a pretend dpkg-deb. */
function pretendDebian(): { env: NodeJS.ProcessEnv; calls: string } {
    const bin = folder();
    const calls = path.join(bin, "calls");
    script(
        bin,
        "apt-get",
        `echo "apt-get $*" >> ${calls}
for word; do case "$word" in
  Dir::Cache::archives=*) archives="\${word#*=}" ;;
  pretend-*) echo "$word" > "$archives/$word.deb" ;;
esac; done`,
    );
    script(
        bin,
        "dpkg-deb",
        `mkdir -p "$3/usr/bin" "$3/usr/sbin" "$3/usr/lib/pretend" "$3/usr/lib/x86_64-linux-gnu/xtables"
case "$(cat "$2")" in
  pretend-runtime) file=usr/bin/pretend-runtime ;;
  pretend-filter) file=usr/sbin/filter-nft ;;
  pretend-plugins) file=usr/lib/pretend/plugin ;;
esac
echo '#!/bin/sh' > "$3/$file"; chmod 755 "$3/$file"`,
    );
    return { env: { PATH: `${bin}:/usr/bin:/bin`, LEANVIBE_CACHE_DIR: folder() }, calls };
}

describe("programs of the distribution", () => {
    afterEach(removeFolders);

    it("that the system has are used as they are, and nothing is fetched", async () => {
        const bin = folder();
        const runtime = script(bin, "pretend-runtime", "exit 0");
        const env = { PATH: bin, LEANVIBE_CACHE_DIR: folder() };
        const found = await ensureDebianPrograms(wanted.slice(0, 1), env, recordedProgress().progress);
        assert.equal(found.paths.get("pretend-runtime"), runtime);
        assert.deepEqual(found.directories, []);
        assert.deepEqual(found.environment, {});
    });

    it("that are missing are unpacked into the cache, without a change to the system's own lists and packages", async () => {
        const { env, calls } = pretendDebian();
        const { progress, lines } = recordedProgress();
        const found = await ensureDebianPrograms(wanted, env, progress);
        for (const { program } of wanted) assert.ok(existsSync(found.paths.get(program) ?? ""), program);
        assert.match(found.paths.get("pretend-filter") ?? "", /links\/pretend-filter$/);
        assert.match(found.environment.LD_LIBRARY_PATH ?? "", /usr\/lib\/x86_64-linux-gnu/);
        assert.match(found.environment.XTABLES_LIBDIR ?? "", /xtables$/);
        assert.match(lines.join(""), /fetching pretend-filter, pretend-plugins, pretend-runtime from Debian/);
        const [update = "", install = ""] = readFileSync(calls, "utf8").split("\n");
        for (const line of [update, install]) {
            assert.match(line, /-o Dir::State::lists=\S+ -o Dir::Cache=\S+ -o Dir::Cache::archives=\S+/);
            assert.match(line, /-o Debug::NoLocking=true/);
        }
        assert.match(install, / install --download-only --yes /);

        // The second time nothing is asked of anybody.
        const before = readFileSync(calls, "utf8");
        await ensureDebianPrograms(wanted, env, progress);
        assert.equal(readFileSync(calls, "utf8"), before);
    });

    it("that must be the package's own are not taken from the system", async () => {
        const { env } = pretendDebian();
        const bin = folder();
        script(bin, "pretend-runtime", "exit 0");
        const own = [{ program: "pretend-runtime", package: "pretend-runtime", own: true }];
        const found = await ensureDebianPrograms(
            own,
            { ...env, PATH: `${bin}:${env.PATH ?? ""}` },
            recordedProgress().progress,
        );
        assert.ok(found.paths.get("pretend-runtime")?.startsWith(env.LEANVIBE_CACHE_DIR ?? ""));
    });

    it("that cannot be had are named, with the line that installs them", async () => {
        const { progress } = recordedProgress();
        await assert.rejects(ensureDebianPrograms(wanted, { PATH: folder(), LEANVIBE_CACHE_DIR: folder() }, progress), {
            name: "ToolchainError",
            message:
                "pretend-runtime, pretend-filter, /usr/lib/pretend/plugin are needed and were not found on PATH: install them " +
                "(apt-get install pretend-filter pretend-plugins pretend-runtime), or what your system calls them, and run this again.",
        });
        const { env } = pretendDebian();
        script((env.PATH ?? "").split(":")[0] ?? "", "apt-get", "echo 'E: no network' >&2; exit 100");
        await assert.rejects(ensureDebianPrograms(wanted, env, progress), {
            message: /could not be fetched \(E: no network\): install them \(apt-get install pretend-filter /,
        });
    });
});
