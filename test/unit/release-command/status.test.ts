import * as assert from "node:assert/strict";
import * as os from "node:os";
import { InvalidArgumentError } from "commander";
import { assertDead } from "../../../release/engine";
import { parseCanary, parseDigest } from "../../../release/options";
import { describeStatus, type Status } from "../../../release/status";
import { releaseConfig } from "../release/release";

const now = new Date("2026-11-21T12:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

function status(overrides: Partial<Status> = {}): Status {
    const version = (tag: string) => ({ tag, digests: { api: "", worker: "", frontend: "" } });
    return {
        configured: releaseConfig({ live: "green", generation: 8, blue: version("2.0.0"), green: version("2.1.0") }),
        route: {
            weights: { blue: 0, green: 100 },
            identities: { blue: "2.0.0", green: "2.1.0" },
            generation: 8,
        },
        colours: {
            blue: { identity: "2.0.0", ready: 2, since: ago(7200), startSeconds: 6.2 },
            green: { identity: "2.1.0", ready: 5, since: ago(90), startSeconds: 4 },
        },
        ledger: { "blue.2.0.0": "good", "green.2.1.0": "good" },
        switches: [{ colour: "green", succeeded: true, startedAt: ago(80), seconds: 21 }],
        now,
        ...overrides,
    };
}

describe("the status of a release", () => {
    it("shows versions, weights, pods, ages and what is remembered", () => {
        const text = describeStatus(status());
        const rows = text.split("\n").map((line) => line.split("│").map((cell) => cell.trim()));
        assert.deepEqual(rows.find((row) => row[1] === "blue")?.slice(1, -1), [
            "blue",
            "idle",
            "2.0.0",
            "0 %",
            "2",
            "2 h ago",
            "good",
        ]);
        assert.deepEqual(rows.find((row) => row[1] === "green")?.slice(1, -1), [
            "green",
            "live",
            "2.1.0",
            "100 %",
            "5",
            "90 s ago",
            "good",
        ]);
        assert.match(text, /generation 8 in the cluster, 8 in the stack's file/);
        assert.match(text, /last switch: to green, 80 s ago, took 21 s$/);
    });

    it("says what a rollback would do, and what it has to wait for", () => {
        assert.match(
            describeStatus(status()),
            /rollback: all traffic to 2\.0\.0 in blue within some 14 s; 3 pods have to be started first$/m,
        );
        const colour = (identity: string, ready: number) => ({ identity, ready, since: undefined, startSeconds: 6 });
        const one = status({ colours: { blue: colour("2.0.0", 4), green: colour("2.1.0", 5) } });
        assert.match(describeStatus(one), /rollback: .* within some 13 s; 1 pod has to be started first$/m);
        const warm = status({ colours: { blue: colour("2.0.0", 5), green: colour("2.1.0", 5) } });
        assert.match(describeStatus(warm), /rollback: .* within some 7 s; no pod has to be started first$/m);
    });

    it("says that a version which never proved good is verified before it is gone back to", () => {
        const text = describeStatus(status({ ledger: { "green.2.0.0": "good" } }));
        assert.match(text, /rollback: .* verified and watched as a release is, because it never proved good there/);
    });

    it("tells what is deployed after a switch that failed, and that a rollback moves no traffic then", () => {
        const { configured, colours, ledger } = status();
        const text = describeStatus(
            status({
                configured: { ...configured, live: "blue", generation: 9, blue: { ...configured.blue, tag: "2.2.0" } },
                colours: { ...colours, blue: { identity: "2.2.0", ready: 2, since: ago(20), startSeconds: 6 } },
                ledger: { ...ledger, "reverted.2.2.0": "80 % errors" },
            }),
        );
        assert.match(text, /blue +│ idle +│ 2\.2\.0 +│ 0 % .*│ 80 % errors/);
        assert.match(text, /generation 8 in the cluster, 9 in the stack's file/);
        assert.match(text, /rollback: writes down that 2\.1\.0 in green is live: the traffic stays where it is/);
    });

    it("says that a version which was taken back is no way back", () => {
        const text = describeStatus(status({ ledger: { "reverted.2.0.0": "blue, 12 % errors" } }));
        assert.match(text, /rollback: refused, because 2\.0\.0 in blue was taken back/);
        assert.match(text, /blue, 12 % errors/);
    });

    it("believes the cluster, not the stack's file, about what is live", () => {
        const route = { weights: { blue: 95, green: 5 }, identities: { blue: "2.0.0", green: "2.1.0" }, generation: 7 };
        const text = describeStatus(status({ route }));
        assert.match(text, /blue +│ live +│ 2\.0\.0 +│ 95 %/);
        assert.match(text, /generation 7 in the cluster, 8 in the stack's file/);
    });

    it("tells a switch that failed from one that is under way", () => {
        const last = (given: { succeeded: boolean; seconds: number | undefined }) =>
            describeStatus(status({ switches: [{ colour: "green", startedAt: ago(5), ...given }] }))
                .split("\n")
                .at(-1);
        assert.match(String(last({ succeeded: false, seconds: undefined })), /is under way$/);
        assert.match(String(last({ succeeded: false, seconds: 4 })), /took 4 s, and failed$/);
    });
});

describe("the release's command line", () => {
    it("reads canary steps, and refuses what is no rising list", () => {
        assert.deepEqual(parseCanary("5,25,50"), [5, 25, 50]);
        assert.deepEqual(parseCanary("none"), []);
        for (const text of ["", "5,5", "50,25", "0,5", "100", "5,x", "1.5", "-5"]) {
            assert.throws(() => parseCanary(text), InvalidArgumentError, text);
        }
    });

    it("reads digests by image, and refuses images that there are not", () => {
        const digest = `sha256:${"0".repeat(64)}`;
        assert.deepEqual(parseDigest(`worker=${digest}`, { api: "x" }), { api: "x", worker: digest });
        for (const text of [digest, `api=${"0".repeat(64)}`, `cron=${digest}`, `api=${digest}0`]) {
            assert.throws(() => parseDigest(text, {}), InvalidArgumentError, text);
        }
    });
});

describe("the lock of a run that was killed", () => {
    const lock = (host: string, pid: number) =>
        `the stack is currently locked by 1 lock(s).\n  file:///state/locks/x.json: created by me@${host} (pid ${String(pid)}) at 2026-11-21T12:00:00Z`;

    it("is taken over when its process is gone from this machine", () => {
        assert.doesNotThrow(() => {
            // The largest number that a process can have is below this.
            assertDead(lock(os.hostname(), 2 ** 30));
        });
    });

    it("is left alone while its process lives, and when it was on another machine", () => {
        assert.throws(() => {
            assertDead(lock(os.hostname(), process.pid));
        }, /and it is alive: wait for it, or when you are sure that it has ended run `pulumi cancel`/);
        assert.throws(() => {
            assertDead(lock("elsewhere", 2 ** 30));
        }, /nobody here can see whether it is alive/);
    });
});
