import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import { generate } from "../../load/generator";
import { readOptions } from "../../load/options";
import { freePort, Sample, Servers, stop, until } from "./sample";

const json = { "content-type": "application/json" };

describe("The sample application, run from its image", function () {
    this.timeout(120_000);
    let sample: Sample;
    const ends: (() => Promise<void>)[] = [];
    let port: number;
    let api: ChildProcess;

    before(async function () {
        const unpacked = await Sample.unpack();
        if (typeof unpacked === "string") {
            console.log(`    not run: ${unpacked}`);
            this.skip();
        }
        sample = unpacked;
        ends.push(() => unpacked.end());
        await sample.become({ version: "2.0.0" });
        const started = await Servers.start();
        if (typeof started === "string") {
            console.log(`      not run: ${started}`);
            this.skip();
        }
        ends.push(() => started.end());
        Object.assign(sample.env, started.env);
        await until(async () => (await migrate()).code === 0, "the migrations have run");
        port = await freePort();
        api = await sample.start(
            [
                ...["-m", "uvicorn", "agent_hive.api:app", "--port", `${port}`],
                ...["--no-access-log", "--log-level", "error"],
            ],
            port,
            { RELEASE_VERSION: "2.0.0-abcd", RELEASE_COLOUR: "blue", UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN: "5" },
        );
    });

    after(async () => {
        for (const end of ends) await end();
    });

    const migrate = (env: Record<string, string> = {}) => sample.python(["-m", "alembic", "upgrade", "head"], env);
    const ask = (where: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${where}`, init);
    const post = (where: string, body: object) =>
        ask(where, { method: "POST", headers: json, body: JSON.stringify(body) });
    const sql = async (statement: string) => {
        const code = `import psycopg; from agent_hive.settings import read_settings as s
print(psycopg.connect(**s().database(), autocommit=True).execute(${JSON.stringify(statement)}).fetchone()[0])`;
        return (await sample.python(["-c", code])).output.trim();
    };
    const fault = async (value: object | undefined) => {
        const key = "'leanvibe:faults:2.0.0'";
        await redis(value ? `set(${key}, ${JSON.stringify(JSON.stringify(value))})` : `delete(${key})`);
    };
    /** Calls redis-py; gives what a Python expression makes of the answer. */
    const redis = async (call: string, expression = "answer") => {
        const code = `import redis; from agent_hive.settings import read_settings as s
answer = redis.Redis(**s().redis()).${call}
print(${expression})`;
        const { code: failed, output } = await sample.python(["-c", code]);
        assert.equal(failed, 0, output);
        return output.trim();
    };

    it("is ready, and says in each answer who it is", async () => {
        assert.equal((await ask("/ready")).status, 200);
        const { status, headers } = await ask("/api/version");
        assert.deepEqual(
            [status, headers.get("x-leanvibe-version"), headers.get("x-leanvibe-colour")],
            [200, "2.0.0-abcd", "blue"],
        );
    });

    it("writes an event once, however often it is sent, and finds it by meaning", async () => {
        const event = { id: randomUUID(), body: "an agent has news" };
        assert.deepEqual(
            [(await post("/api/events", event)).status, (await post("/api/events", event)).status],
            [201, 200],
        );
        assert.deepEqual(await (await ask(`/api/events/${event.id}`)).json(), event);
        const { events } = (await (await ask("/api/similar?text=an%20agent%20has%20news")).json()) as {
            events: object[];
        };
        assert.deepEqual(events[0], { id: event.id, distance: 0 });
        const lost = randomUUID();
        assert.deepEqual(await (await post("/api/events/missing", [event.id, lost])).json(), { missing: [lost] });
    });

    it("counts requests for those who watch a release", async () => {
        const text = await (await ask("/metrics")).text();
        assert.match(text, /^leanvibe_http_requests_total\{method="POST",path="\/api\/events",status="201"\} 1\.0$/m);
        assert.match(text, /^leanvibe_http_request_duration_seconds_bucket\{le="0\.5"\} \d/m);
        assert.match(text, /^leanvibe_coordination_events_total 1\.0$/m);
        assert.doesNotMatch(text, /path="\/(ready|metrics)"/);
    });

    it("takes up faults while it runs, and drops them", async () => {
        await fault({ errorRatio: 1, onlyThroughGateway: true });
        const through = { headers: { "x-forwarded-for": "10.0.0.1" } };
        await until(async () => (await ask("/api/version", through)).status === 500, "the fault is in force");
        assert.equal((await ask("/api/version")).status, 200, "it did not come through the gateway");
        await fault({ notReady: true });
        await until(async () => (await ask("/ready")).status === 503, "it is not ready");
        assert.equal((await ask("/health")).status, 200);
        await fault(undefined);
        await until(async () => (await ask("/ready")).status === 200, "it is ready again");
        assert.equal((await ask("/api/version", through)).status, 200);
    });

    it("hands what a killed worker had taken to another, and loses no task", async () => {
        const start = async (name: string) => {
            const own = await freePort();
            const env = {
                POD_NAME: name,
                WORKER_PORT: `${own}`,
                WORKER_CLAIM_IDLE_SECONDS: "2",
                LOG_LEVEL: "ERROR",
            };
            return sample.start(["-m", "agent_hive.worker"], own, env);
        };
        await fault({ latencyMilliseconds: 60_000 });
        const first = await start("first");
        // It has looked at the faults before it takes anything: twice a second.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        const ids = JSON.parse((await sample.python(["-c", addTasks])).output) as string[];
        await new Promise((resolve) => setTimeout(resolve, 1500));
        await stop(first, "SIGKILL");
        await fault(undefined);
        const second = await start("second");
        const missing = async () =>
            ((await (await post("/api/tasks/missing", ids)).json()) as { missing: string[] }).missing;
        await until(async () => (await missing()).length === 0, "all tasks are done");
        assert.equal(await sql("SELECT string_agg(DISTINCT worker, ' ') FROM task_results"), "second");
        await stop(second, "SIGTERM");
        assert.equal(
            await redis("xinfo_consumers('leanvibe:tasks', 'leanvibe-workers')", "[c['name'] for c in answer]"),
            "['first']",
        );
    });

    it("undoes a migration that fails half-way, and names its revision", async () => {
        const before = await sql("SELECT version_num FROM alembic_version");
        await sample.become({ version: "2.1.0", head: "0003" });
        const { code, output } = await migrate({ FAULTS: '{"failMigration": true}' });
        assert.notEqual(code, 0);
        assert.match(output, /Running upgrade 0002 -> 0003[^]*column "importance" of relation "events" already exists/);
        const column =
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'events' AND column_name = 'importance'";
        assert.deepEqual([await sql("SELECT version_num FROM alembic_version"), await sql(column)], [before, "0"]);
        assert.equal((await migrate()).code, 0);
        assert.deepEqual([await sql("SELECT version_num FROM alembic_version"), await sql(column)], ["0003", "1"]);
        assert.equal(
            (await post("/api/events", { id: randomUUID(), body: "older code" })).status,
            201,
            "it only expands",
        );
    });

    it("stands a load that looks for every answer and every write", async () => {
        const options = readOptions({
            url: `http://127.0.0.1:${port}`,
            seconds: 3,
            requestsPerSecond: 50,
            taskSeconds: 0,
        });
        const { failed, failures, kinds, writes } = await generate(
            options,
            new AbortController().signal,
            () => undefined,
        );
        assert.deepEqual([failed, failures], [0, []]);
        assert.deepEqual([writes?.acknowledged, writes?.missing], [kinds.write?.requests, 0]);
    });

    it("closes WebSockets by a frame when it drains, now and at the end, and goes on answering", async () => {
        const open = async () => {
            const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
            const closed = new Promise<number>((resolve) => socket.once("close", resolve));
            await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
            const answered = new Promise<string>((resolve) =>
                socket.once("message", (data: Buffer) => {
                    resolve(data.toString());
                }),
            );
            socket.send("hello");
            assert.equal((JSON.parse(await answered) as { echo: string }).echo, "hello");
            // In an object, because an async function waits for a promise that it returns.
            return { closed };
        };
        const early = await open();
        const drained = ask("/drain?seconds=2", { method: "POST" });
        assert.equal(await early.closed, 1001);
        const late = await open();
        const { status, headers } = await ask("/api/version");
        assert.deepEqual([status, headers.get("connection")], [200, "close"]);
        assert.equal((await ask("/ready")).status, 200);
        assert.equal(await late.closed, 1001);
        assert.deepEqual(await (await drained).json(), { closed: 2 });
    });

    it("finishes what is under way on SIGTERM, and ends then", async () => {
        await sample.become({ version: "2.0.0" });
        await fault({ latencyMilliseconds: 1000 });
        await new Promise((resolve) => setTimeout(resolve, 1500));
        const underWay = ask("/api/version");
        await new Promise((resolve) => setTimeout(resolve, 300));
        const ended = stop(api, "SIGTERM");
        assert.equal((await underWay).status, 200);
        await ended;
    });
});

/** Adds ten entries to the stream, and prints their ids. */
const addTasks = `import json, redis, time; from agent_hive.settings import read_settings as s
client = redis.Redis(**s().redis())
print(json.dumps([client.xadd("leanvibe:tasks", {"payload": str(n), "accepted": str(time.time())}) for n in range(10)]))`;
