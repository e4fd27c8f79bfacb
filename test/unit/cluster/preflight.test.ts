import * as assert from "node:assert/strict";
import { boxScript } from "../../../sandbox/cluster/box";
import { layoutIn } from "../../../sandbox/cluster/layout";
import { BOX } from "../../../sandbox/cluster/mark";
import { checkoutOf, requireNone, requireNoOther, requireRootOnLinux } from "../../../sandbox/cluster/preflight";
import { formatStatus } from "../../../sandbox/cluster/status";
import { pretendLayout } from "./fixtures";

describe("a local cluster", () => {
    it("is refused where it cannot run, in one sentence that says what to do", () => {
        assert.throws(requireRootOnLinux.bind(undefined, "darwin", 0), {
            message: /runs on Linux only, and this is darwin: use /,
        });
        assert.throws(requireRootOnLinux.bind(undefined, "linux", 1000), {
            message: /takes root: run this command as root/,
        });
        requireRootOnLinux("linux", 0);
    });

    it("is refused while another checkout's runs, whose checkout is named", () => {
        const own = layoutIn("/home/me/a/.sandbox/cluster");
        const running = [
            { folder: own.folder, part: BOX },
            { folder: "/home/me/b/.sandbox/cluster", part: "etcd" },
        ];
        assert.throws(requireNoOther.bind(undefined, own, running), {
            message:
                "the local cluster of another checkout is running (/home/me/b): `make cluster-down` there ends it.",
        });
        requireNoOther(own, running.slice(0, 1));
    });

    it("is refused to who needs a fresh one while it runs, for somebody's work is in it", () => {
        const own = layoutIn("/home/me/a/.sandbox/cluster");
        assert.throws(requireNone.bind(undefined, own, [{ folder: own.folder, part: BOX }]), {
            message: /^the local cluster of this checkout is running, .*`make cluster-down` ends it/,
        });
        requireNone(own, []);
    });

    it("is named by its checkout, or by its folder where that is elsewhere", () => {
        assert.equal(checkoutOf("/home/me/platform/.sandbox/cluster"), "/home/me/platform");
        assert.equal(checkoutOf("/tmp/state"), "/tmp/state");
    });

    it("covers what its programs write to, and quotes folders with strange names", () => {
        const script = boxScript(pretendLayout(), "/tools/it's here");
        for (const covered of ["/run", "/var/log", "/var/lib/kubelet", "/var/lib/cni"]) {
            assert.match(script, new RegExp(`^mount -t tmpfs -o mode=755 tmpfs ${covered}$`, "m"));
        }
        assert.ok(script.includes(String.raw`mount --bind '/tools/it'\''s here' /run/leanvibe/wheel`));
        assert.match(script, /^mount -t tmpfs -o mode=1777 tmpfs \/dev\/shm$/m);
        // Its disks have a size, so that they can be full.
        assert.match(script, /^mount -t tmpfs -o mode=700,size=\d+ tmpfs \/run\/leanvibe\/etcd$/m);
        assert.match(script, /^mount -t tmpfs -o mode=700,size=\d+ tmpfs \/run\/leanvibe\/containerd$/m);
    });

    it("says what runs, what has ended and how to go on", () => {
        const at = { kubeconfig: "/k", logs: "/l" };
        assert.equal(
            formatStatus({ state: "down", parts: [], ...at }),
            "The local cluster is down: `make cluster` starts it.",
        );
        const text = formatStatus(
            {
                state: "degraded",
                parts: [
                    { name: "etcd", running: true, pids: [7] },
                    { name: "kubelet", running: false, pids: [] },
                ],
                ...at,
            },
            { kubernetes: "1.35.4" },
        );
        assert.match(text, /^ {2}etcd {5}runs \(process 7\)$/m);
        assert.match(text, /^ {2}kubelet {2}has ended: `make cluster` starts it again$/m);
        assert.match(text, /^ {2}Versions {4}kubernetes 1\.35\.4$/m);
        assert.match(text, /^ {2}Kubeconfig {2}\/k$/m);
    });
});
