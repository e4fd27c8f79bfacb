import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { generate } from "../../cluster/load/generator";
import { Load } from "../../cluster/load/index";
import { readOptions, type LoadOptions } from "../../cluster/load/options";
import type { LoadResult } from "../../cluster/load/result";
import { FakeApplication, type Trick } from "./server";

const never = new AbortController().signal;
const onlyVersions = { mix: { version: 1 }, sockets: 0 };

describe("A load", () => {
    let application: FakeApplication | undefined;
    afterEach(() => application?.close());

    /** Loads a server for a second or so, with what a test asks for. */
    async function load(options: Partial<LoadOptions>, trick?: Trick, version?: () => string): Promise<LoadResult> {
        application = new FakeApplication(trick, version);
        const url = await application.listen();
        return generate(
            readOptions({ url, seconds: 1, requestsPerSecond: 100, sockets: 0, ...options }),
            never,
            () => undefined,
        );
    }

    it("finds nothing wrong with a server that does everything right, whatever is asked of it", async () => {
        const { failed, ownFailed, requests, writes, tasks, sockets, kinds, versions } = await load({
            sockets: 3,
            messageMilliseconds: 100,
        });
        assert.deepEqual([failed, ownFailed], [0, 0]);
        assert.ok(requests > 20, `${requests} requests`);
        assert.deepEqual(Object.keys(kinds).sort(), ["read", "similar", "task", "version", "write"]);
        assert.deepEqual({ ...writes, acknowledged: 0 }, { acknowledged: 0, missing: 0, examples: [] });
        assert.equal(writes?.acknowledged, kinds.write?.requests);
        assert.equal(tasks?.acknowledged, kinds.task?.requests);
        assert.equal(tasks?.duplicates, 3);
        assert.equal(sockets.opened, 3);
        assert.ok(sockets.messages >= 3);
        assert.deepEqual(
            versions.map(({ version, answers }) => [version, answers]),
            [["2.0.0 blue", requests]],
        );
    });

    it("keeps connections alive, and opens as many fresh ones as asked for", async () => {
        await load({ ...onlyVersions, freshPerSecond: 0, connections: 4 });
        const kept = application?.connections.size ?? 0;
        await application?.close();
        const { requests } = await load({ ...onlyVersions, freshPerSecond: 50, connections: 4 });
        const mixed = application?.connections.size ?? 0;
        assert.ok(kept <= 4, `${kept} connections`);
        assert.ok(
            mixed >= requests / 2 - 1 && mixed <= requests / 2 + 5,
            `${mixed} connections for ${requests} requests`,
        );
    });

    it("counts a kept-alive connection that is closed under a request as one failure, and does not ask again", async () => {
        let count = 0;
        const trick: Trick = (request) => {
            if (++count !== 20) return false;
            request.socket.destroy();
            return true;
        };
        const { failed, failures, requests } = await load({ ...onlyVersions, freshPerSecond: 0 }, trick);
        assert.equal(failed, 1);
        assert.equal(application?.requests.length, requests);
        assert.match(failures[0]?.error ?? "", /other side closed|ECONNRESET/);
        assert.deepEqual([failures[0]?.own, failures[0]?.connection, failures[0]?.status], [false, "kept", undefined]);
    });

    it("notes an answer of the wrong status with who gave it", async () => {
        let count = 0;
        const trick: Trick = (_, response) => {
            if (++count % 10 !== 0) return false;
            response.writeHead(503).end("busy");
            return true;
        };
        const { failed, failures, requests } = await load(onlyVersions, trick);
        assert.equal(failed, Math.floor(requests / 10));
        assert.deepEqual(
            [failures[0]?.status, failures[0]?.version, failures[0]?.error],
            [503, "2.0.0 blue", "answered busy"],
        );
    });

    it("counts an answer that does not come in time as a failure of the server", async () => {
        let count = 0;
        const { failed, failures } = await load({ ...onlyVersions, timeoutMilliseconds: 1000 }, () => ++count === 5);
        assert.equal(failed, 1);
        assert.match(failures[0]?.error ?? "", /TIMEOUT/);
    });

    it("calls it its own failure when more requests wait than it may have under way", async () => {
        const { requests, failed, ownFailed, failures } = await load(
            { ...onlyVersions, mostUnderWay: 2, timeoutMilliseconds: 1000 },
            () => true,
        );
        assert.equal(failed + ownFailed, requests);
        assert.ok(failed >= 2 && failed <= 4, `${failed} failed`);
        assert.ok(failures.every(({ own, error }) => own === (error?.includes("mostUnderWay") ?? false)));
    });

    it("finds a write that was acknowledged and lost", async () => {
        let lost = false;
        const { failed, writes } = await load({ mix: { write: 1 } }, (request) => {
            if (request.url === "/api/events/missing" && !lost) {
                lost = true;
                application?.lose();
            }
            return false;
        });
        assert.equal(failed, 0);
        assert.deepEqual([writes?.missing, writes?.examples.length], [1, 1]);
    });

    it("tells when a version began to answer, and when the other one stopped", async () => {
        let count = 0;
        const { versions } = await load({ ...onlyVersions, freshPerSecond: 0 }, undefined, () =>
            ++count <= 30 ? "2.0.0" : "2.1.0",
        );
        assert.deepEqual(
            versions.map(({ version }) => version),
            ["2.0.0 blue", "2.1.0 blue"],
        );
        const [old, next] = versions;
        assert.equal(old?.answers, 30);
        assert.ok(Number(next?.first) >= old.last - 50, JSON.stringify(versions));
    });

    it("connects a WebSocket anew after a close frame, sends again what was cut off, and counts no failure", async () => {
        application = new FakeApplication();
        let count = 0;
        const echo = application.onMessage;
        application.onMessage = (socket, text) => {
            if (++count === 3) socket.close(1001);
            else echo(socket, text);
        };
        const url = await application.listen();
        const options = readOptions({
            url,
            seconds: 1,
            requestsPerSecond: 1,
            mix: { version: 1 },
            sockets: 1,
            messageMilliseconds: 50,
        });
        const { failed, sockets } = await generate(options, never, () => undefined);
        assert.equal(failed, 0);
        assert.deepEqual(
            [sockets.opened, sockets.reconnected, sockets.resent, sockets.closed],
            [2, 1, 1, { "1001": 1 }],
        );
        assert.ok(sockets.messages >= 3);
    });

    it("counts a WebSocket that ends without a close frame as a failure", async () => {
        application = new FakeApplication();
        let count = 0;
        const echo = application.onMessage;
        application.onMessage = (socket, text) => {
            if (++count === 3) socket.terminate();
            else echo(socket, text);
        };
        const url = await application.listen();
        const options = readOptions({
            url,
            seconds: 1,
            requestsPerSecond: 1,
            mix: { version: 1 },
            sockets: 1,
            messageMilliseconds: 50,
        });
        const { failed, failures, sockets } = await generate(options, never, () => undefined);
        assert.deepEqual([failed, sockets.reconnected], [1, 0]);
        assert.deepEqual(
            [failures[0]?.kind, failures[0]?.error],
            ["socket", "the connection ended without a close frame"],
        );
    });

    it("runs as a process of its own, tells where it is, and gives its result when it is stopped", async () => {
        application = new FakeApplication();
        const url = await application.listen();
        const running = await Load.start({ url, requestsPerSecond: 50, sockets: 1 });
        const progress = await running.until(({ requests }) => requests > 20, "there are 20 requests", 15);
        assert.equal(progress.failed, 0);
        const { requests, failed, writes } = await running.stop();
        assert.ok(requests > 20);
        assert.deepEqual([failed, writes?.missing], [0, 0]);
        await assert.rejects(
            running.until(() => false, "something happens", 5),
            /until something happens: the load has ended before/,
        );
    });

    it("ends at once when the process that started it is gone, however that ended", async () => {
        application = new FakeApplication();
        const url = await application.listen();
        const starter = spawn(process.execPath, ["--import", "tsx", path.join(__dirname, "load-starter.ts"), url], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        const [pid] = (await once(starter.stdout, "data")) as [Buffer];
        const isRunning = () => {
            try {
                return process.kill(Number(pid.toString()), 0);
            } catch {
                return false;
            }
        };
        assert.ok(isRunning());
        starter.kill("SIGKILL");
        for (let waited = 0; isRunning() && waited < 100; waited++) await sleep(100);
        assert.ok(!isRunning());
    }).timeout(60_000);

    it("says in one sentence what is wrong with its options", async () => {
        await assert.rejects(Load.start({ url: "ftp://example.com" }), /^Error: The load cannot be run: url: /);
    });
});
