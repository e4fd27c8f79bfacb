import { setTimeout as sleep } from "node:timers/promises";
import type { LoadResult } from "../../test/cluster/load";
import { Load } from "../../test/cluster/load";
import type { Version } from "../../test/cluster/image";
import type { Platform } from "../../test/cluster/platform";
import { actionColumns, actionRows, perform, type Action, type Done } from "../actions";
import { swapSelector } from "../control";
import type { Experiment, Findings, Settings } from "../experiment";
import { Meter } from "../traffic";

/** Releases; with the two ways back they make twenty switches. */
const RELEASES = 18;
/** Which of them go by a canary step. */
const CANARIES = [3, 9, 15];
/** After which of them comes the way back. */
const ROLLBACKS = [6, 12];
/** After which of them the idle colour is updated where it stands. */
const IDLE_UPDATES = [4, 10];

/** The close code of a pod that ends (RFC 6455, section 7.4.1). */
const GOING_AWAY = "1001";

const versionOf = (number: number) => `2.0.${String(number)}`;
const FIRST = versionOf(0);

function actions(platform: Platform): Action[] {
    const release = (number: number): Action => {
        const isCanary = CANARIES.includes(number);
        return {
            name: `release of ${versionOf(number)}${isCanary ? ", canary 5 %" : ""}`,
            to: versionOf(number),
            run: () => platform.release(versionOf(number), "--canary", isCanary ? "5" : "none"),
        };
    };
    const rollback = (number: number): Action => ({
        name: `rollback to ${versionOf(number)}`,
        to: versionOf(number),
        run: () => platform.command("rollback"),
    });
    const idleUpdate = (version: string): Action => ({
        name: `update of the idle colour to ${version}`,
        run: () => {
            platform.setIdle(version);
            return platform.sandbox("up");
        },
    });
    return Array.from({ length: RELEASES }, (_, index) => index + 1).flatMap((number) => [
        release(number),
        ...(ROLLBACKS.includes(number) ? [rollback(number - 1)] : []),
        ...(IDLE_UPDATES.includes(number) ? [idleUpdate(versionOf(RELEASES + number))] : []),
    ]);
}

async function run(platform: Platform, findings: Findings, { requests, rate }: Settings): Promise<void> {
    const lost = await swapSelector(platform, rate);
    findings.note(
        `Negative control, in the same run on the same gateway, before all else: a Service's selector swapped to other pods and the old ones ended in the same moment, without drain, under ${String(rate)} requests/s: ${String(lost.failed)} of ${lost.requests.toLocaleString("en-US")} requests failed.`,
    );
    findings.expect(lost.failed > 0, "the negative control loses requests; without a loss the run is void");

    const url = platform.cluster.gatewayUrl;
    const load = await Load.start({ url, requestsPerSecond: rate, connections: 64, sockets: 20, taskSeconds: 180 });
    const meter = new Meter(load);
    const done: Done[] = [];
    const planned = actions(platform);
    for (const [index, action] of planned.entries()) {
        await begun(load, (requests * (index + 0.5)) / (planned.length + 1));
        done.push(await perform(action, findings));
    }
    await begun(load, requests);
    const result = await load.stop();
    tell(findings, result, requests);
    findings.table(actionColumns, actionRows(done, result, meter));
}

/** Waits until a load has begun so many requests. */
async function begun(load: Load, requests: number): Promise<void> {
    while ((load.progress?.requests ?? 0) < requests) {
        const over = await Promise.race([load.result.then(() => true), sleep(1000).then(() => false)]);
        if (over) throw new Error("the load has ended before it was told to");
    }
}

function tell(findings: Findings, result: LoadResult, requests: number): void {
    const { began, ended, failed, ownFailed, failures, latency, lag, sockets, writes, tasks, verifyError } = result;
    const minutes = (ended - began) / 60_000;
    const perSecond = result.requests / ((ended - began) / 1000);
    const number = (value?: number) => value?.toLocaleString("en-US") ?? "not known";
    findings.note(
        `${number(result.requests)} requests in ${minutes.toFixed(1)} minutes (${perSecond.toFixed(0)} a second): ${number(failed)} failed, ${number(ownFailed)} by the load's own fault.`,
    );
    findings.note(
        `${number(writes?.acknowledged)} acknowledged writes, ${number(writes?.missing)} missing; ${number(tasks?.acknowledged)} acknowledged stream entries, ${number(tasks?.missing)} missing, ${number(tasks?.duplicates)} delivered more than once.`,
    );
    findings.note(
        `Answers: p50 ${String(latency.p50)} ms, p95 ${String(latency.p95)} ms, p99 ${String(latency.p99)} ms, at most ${String(latency.max)} ms; requests were begun p99 ${String(lag.p99)} ms late. WebSockets: ${number(sockets.messages)} messages answered, ${number(sockets.reconnected)} connections made anew after a close frame, ${number(sockets.resent)} messages sent again.`,
    );
    for (const failure of failures.slice(0, 20)) findings.say(`failure: ${JSON.stringify(failure)}`);
    findings.expect(result.requests >= requests, `there are at least ${number(requests)} requests`);
    findings.expect(failed === 0, `no request fails, but ${number(failed)} did`);
    findings.expect(ownFailed === 0, `the load itself does not fail, but ${number(ownFailed)} requests did so`);
    findings.expect(verifyError === undefined, `acknowledged writes can be looked for: ${verifyError ?? ""}`);
    findings.expect(writes?.missing === 0, "no acknowledged write is lost");
    findings.expect(tasks?.missing === 0, "no acknowledged stream entry is lost");
    const codes = Object.keys(sockets.closed);
    findings.expect(
        codes.length === 1 && codes[0] === GOING_AWAY,
        `WebSockets of pods that end get a close frame ${GOING_AWAY} and no other, but got ${JSON.stringify(sockets.closed)}`,
    );
}

/** How long each request takes at least: some are under way at every moment of a switch, and would be lost with their pod. */
const faults = { latencyMilliseconds: 50 };
const later: Version[] = Array.from({ length: RELEASES + Math.max(...IDLE_UPDATES) }, (_, index) => ({
    version: versionOf(index + 1),
    faults,
}));

/** A million requests through twenty switches. */
export const switches: Experiment = {
    name: "switches",
    title: "A million requests through twenty switches",
    about: "A steady load of reads, writes, vector queries, stream entries and WebSockets, over kept-alive and fresh connections, each request of which takes 50 ms at least, while versions are released (three of them by a canary step), rolled back, and the idle colour is updated where it stands. Nothing is tried again: a kept-alive connection that is closed under a request is a failure.",
    versions: [{ version: FIRST, faults }, ...later],
    run,
};
