import * as assert from "node:assert/strict";
import { Load } from "./load";
import { Platform, type Timed } from "./platform";
import { disturbances, releaseThrough } from "./platform/disturbances";

/** Requests a second while releases run: what two processors carry beside a whole cluster. */
const REQUESTS_PER_SECOND = 50;

/** Versions of the sample application: good ones, one that is wrong at once, one that is wrong to users only. */
const GOOD = ["2.0.0", "2.1.0", "2.2.0"] as const;
const WRONG = "2.3.0";
const TREACHEROUS = "2.4.0";
const UNMIGRATABLE = "2.5.0";

/** What happens in the middle of a release, and the version that is released then. */
const ACCIDENTS = [
    { accident: disturbances.pod, version: "2.6.0" },
    { accident: disturbances.gateway, version: "2.7.0" },
] as const;
/** Requests may fail while an accident lasts, and so many milliseconds longer. */
const RECOVERY_MS = 5000;

describe("releases on a real cluster", function () {
    this.timeout(900_000);
    /** Undefined when it did not start. */
    let started: Platform | undefined;
    let platform: Platform;
    let load: Load;

    before(async () => {
        started = platform = await Platform.start([
            { version: "2.0.0" },
            { version: "2.1.0" },
            { version: "2.2.0" },
            { version: WRONG, faults: { errorRatio: 1 } },
            { version: TREACHEROUS, faults: { errorRatio: 0.5, onlyThroughGateway: true } },
            { version: UNMIGRATABLE, head: "0003", faults: { failMigration: true } },
            ...ACCIDENTS.map(({ version }) => ({ version })),
        ]);
    });
    after(async () => {
        await started?.stop();
    });

    beforeEach(async function () {
        if (this.currentTest?.title.startsWith("is provisioned") === true) return;
        load = await Load.start({
            url: platform.cluster.gatewayUrl,
            requestsPerSecond: REQUESTS_PER_SECOND,
            sockets: 5,
            taskSeconds: 30,
        });
    });

    /** What the load saw, without a fault of its own. */
    async function seen() {
        const result = await load.stop();
        assert.equal(result.ownFailed, 0, "the load itself failed: the run is void");
        return result;
    }

    /** Nothing failed and nothing acknowledged was lost. */
    async function assertNothingLost(): Promise<void> {
        const { failures, writes, tasks } = await seen();
        assert.deepEqual(failures.slice(0, 3), []);
        assert.equal(writes?.missing, 0);
        assert.equal(tasks?.missing, 0);
    }

    function assertEnded(outcome: Timed, code: number): void {
        assert.equal(outcome.code, code, outcome.output);
    }

    async function assertLive(colour: string): Promise<void> {
        const { api, frontend } = await platform.route();
        const expected = colour === "blue" ? { blue: 100, green: 0 } : { blue: 0, green: 100 };
        assert.deepEqual({ api, frontend }, { api: expected, frontend: expected });
    }

    it("is provisioned: AWS simulated, Kubernetes real, and the gateway answers", async () => {
        assertEnded(await platform.sandbox("up"), 0);
        await assertLive("blue");
        const answer = await fetch(`${platform.cluster.gatewayUrl}/api/version`);
        assert.equal(((await answer.json()) as { version: string }).version, GOOD[0]);
    });

    it("moves to a new version by a canary step, and loses nothing", async () => {
        assertEnded(await platform.release(GOOD[1]), 0);
        await assertLive("green");
        const workers = await platform.observer.get("deployment", "leanvibe-worker-blue");
        assert.equal(workers.spec?.replicas, 0, "the old colour's workers have gone");
        await assertNothingLost();
    });

    it("moves at once where no canary is wanted, and loses nothing", async () => {
        assertEnded(await platform.release(GOOD[2], "--canary", "none"), 0);
        await assertLive("blue");
        await assertNothingLost();
    });

    it("rolls back by one command, and loses nothing", async () => {
        const outcome = await platform.command("rollback");
        assertEnded(outcome, 0);
        assert.match(outcome.stdout, /all traffic goes to 2\.1\.0\S* in green/);
        await assertLive("green");
        await assertNothingLost();
        const preview = await platform.sandbox("preview");
        assert.match(preview.stdout, /preview: \d+ resources, no change/, preview.output);
        const { stdout } = await platform.command("status");
        assert.match(stdout, /blue +│ idle +│ 2\.2\.0\S* +│ 0 % +│ 2 .*│ good/);
        assert.match(stdout, /green +│ live +│ 2\.1\.0\S* +│ 100 % +│ 2 .*│ good/);
        assert.match(stdout, /rollback: all traffic to 2\.2\.0\S* in blue within some \d+ s; no pod has to be started/);
    });

    it("sends no request to a version that fails its verify", async () => {
        const outcome = await platform.release(WRONG);
        assertEnded(outcome, 1);
        assert.match(outcome.stderr, /Verify of blue 2\.3\.0\S* failed/);
        await assertLive("green");
        const { failures, versions } = await seen();
        assert.deepEqual(failures.slice(0, 3), []);
        assert.ok(versions.every(({ version }) => !version.startsWith(WRONG)));
        assertEnded(await platform.command("rollback"), 0);
        await assertLive("green");
    });

    it("takes back a version that is wrong to users, by itself, and refuses it from then on", async () => {
        const outcome = await platform.release(TREACHEROUS);
        assertEnded(outcome, 1);
        assert.match(outcome.stderr, /2\.4\.0\S* was in breach: 5xx ratio .* the weights are back/);
        await assertLive("green");
        const { failures, requests, writes } = await seen();
        assert.ok(failures.length > 0, "nobody was hurt, so nothing was shown");
        assert.ok(failures.every(({ version }) => version?.startsWith(TREACHEROUS) === true));
        assert.ok(failures.length < requests * 0.05, `${String(failures.length)} of ${String(requests)} were hurt`);
        assert.equal(writes?.missing, 0);

        const { stdout } = await platform.command("status");
        assert.match(stdout, /blue +│ idle +│ 2\.4\.0\S* +│ 0 %/);
        assert.match(stdout, /rollback: writes down that 2\.1\.0\S* in green is live/);
        assert.match(stdout, /last switch: to blue, .* and failed/);

        const again = await platform.sandbox("up");
        assertEnded(again, 1);
        assert.match(again.stderr, /2\.4\.0\S* was reverted earlier .* `npm run release -- --stack dev rollback`/);
        const ledger = await platform.ledger();
        assert.equal(Object.keys(ledger).filter((key) => key.startsWith(`reverted.${TREACHEROUS}`)).length, 1);
        await assertLive("green");
    });

    it("is put in order by the command that the refusal names, and has nothing left to do after it", async () => {
        assertEnded(await platform.command("rollback"), 0);
        await assertLive("green");
        await assertNothingLost();
        for (const refresh of [[], ["--refresh"]]) {
            const preview = await platform.sandbox("preview", {}, ...refresh);
            assert.match(preview.stdout, /preview: \d+ resources, no change/, preview.output);
        }
    });

    it("leaves schema and data as they were when a migration fails, and says where", async () => {
        const schema = await platform.schema();
        const outcome = await platform.release(UNMIGRATABLE);
        assertEnded(outcome, 1);
        assert.match(outcome.stderr, /The migration for blue 2\.5\.0\S* failed.*0003/);
        assert.equal(await platform.schema(), schema);
        await assertLive("green");
        await assertNothingLost();
        assertEnded(await platform.command("rollback"), 0);
        await assertLive("green");
    });

    for (const { accident, version } of ACCIDENTS) {
        it(`is completed, and loses nothing acknowledged, when in its middle ${accident.name}`, async () => {
            const { began, recovered, release, next } = await releaseThrough(platform, accident, version);
            assertEnded({ seconds: 0, ...(next ?? release) }, 0);
            const { failures, writes, tasks } = await seen();
            const outside = failures.filter(({ at }) => at < began || at > recovered + RECOVERY_MS);
            assert.deepEqual(outside.slice(0, 3), []);
            assert.equal(writes?.missing, 0);
            assert.equal(tasks?.missing, 0);
            const { annotations, live } = await platform.route();
            assert.match(annotations[`leanvibe.dev/${live}`] ?? "", new RegExp(`^${version}`));
        });
    }
});
