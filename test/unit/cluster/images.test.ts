import * as assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as tar from "tar";
import { writeBaseImage } from "../../../sandbox/cluster/base-image";
import { namedIndex } from "../../../sandbox/cluster/images";
import { script } from "../toolchain/fixtures";
import { folder, removeFolders } from "./fixtures";

interface Index {
    manifests: { digest: string; annotations: Record<string, string> }[];
}

describe("an image for the local cluster", () => {
    afterEach(removeFolders);

    it("gets each of its names, and keeps what was noted on it", () => {
        const text = JSON.stringify({
            schemaVersion: 2,
            manifests: [{ digest: "sha256:1", annotations: { by: "us" } }],
        });
        const { manifests } = JSON.parse(namedIndex(text, ["a:1", "b:2"])) as Index;
        assert.deepEqual(
            manifests.map(({ digest, annotations }) => [
                digest,
                annotations["io.containerd.image.name"],
                annotations.by,
            ]),
            [
                ["sha256:1", "a:1", "us"],
                ["sha256:1", "b:2", "us"],
            ],
        );
    });

    it("keeps the names that it has, beside other images", () => {
        const named = (digest: string, name: string) => ({ digest, annotations: { "io.containerd.image.name": name } });
        const text = JSON.stringify({ manifests: [named("sha256:1", "a:1"), named("sha256:2", "b:2")] });
        assert.equal(namedIndex(text, ["a:1", "b:2"]), text);
    });

    it("must be the only one in its layout for a name that none has", () => {
        const text = JSON.stringify({ manifests: [{ digest: "sha256:1" }, { digest: "sha256:2" }] });
        assert.throws(() => namedIndex(text, ["a:1"]), {
            message: /holds 2 images and none is called a:1: name them /,
        });
    });

    it("that comes along is whole: every digest is that of its bytes, and any user may write to /tmp", () => {
        const busybox = script(folder(), "busybox", "echo sh; echo sleep");
        const { folder: layout, names } = writeBaseImage(busybox, path.join(folder(), "image"));
        assert.deepEqual([...names], ["leanvibe.local/pause:1", "leanvibe.local/busybox:1"]);
        const blob = (digest: string) => {
            const bytes = readFileSync(path.join(layout, "blobs", digest.replace(":", "/")));
            assert.equal(`sha256:${createHash("sha256").update(bytes).digest("hex")}`, digest);
            return bytes;
        };
        const json = (digest: string) => JSON.parse(blob(digest).toString()) as unknown;
        const [entry] = (JSON.parse(readFileSync(path.join(layout, "index.json"), "utf8")) as Index).manifests;
        const manifest = json(entry?.digest ?? "") as { config: { digest: string }; layers: { digest: string }[] };
        const config = json(manifest.config.digest) as { rootfs: { diff_ids: string[] } };
        const [layer = { digest: "" }] = manifest.layers;
        assert.deepEqual(config.rootfs.diff_ids, [layer.digest]);
        const entries = new Map<string, { mode: number; link?: string }>();
        const list = new tar.Parser({
            onReadEntry: (found) => {
                entries.set(found.path, { mode: found.mode ?? 0, link: found.linkpath });
                found.resume();
            },
        });
        list.end(blob(layer.digest));
        assert.equal((entries.get("tmp/")?.mode ?? 0) & 0o7777, 0o1777);
        assert.equal(entries.get("bin/sh")?.link, "busybox");
        assert.equal((entries.get("bin/busybox")?.mode ?? 0) & 0o777, 0o755);
    });
});
