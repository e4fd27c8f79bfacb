import { setTimeout as sleep } from "node:timers/promises";
import { Load } from "../../test/cluster/load";
import type { Platform } from "../../test/cluster/platform";
import { perform } from "../actions";
import type { Experiment, Findings } from "../experiment";

/** CPU time that each request burns during the step, in milliseconds: enough for the autoscaler, not for the machine. */
const STEP = { cpuMilliseconds: 6 };
const REQUESTS_PER_SECOND = 60;
/** More ready replicas must be there after so many seconds. */
const GOAL_SECONDS = 60;
/** How long scaling down is waited for: it is slow on purpose. */
const DOWN_SECONDS = 900;

const FIRST = "2.0.0";
const NEXT = "2.1.0";

/** Ready pods of the API, by colour. */
async function ready({ observer }: Platform, colour: string): Promise<number> {
    return (await observer.get("deployment", `leanvibe-api-${colour}`)).status?.readyReplicas ?? 0;
}

async function run(platform: Platform, findings: Findings): Promise<void> {
    const load = await Load.start({
        ...{ url: platform.cluster.gatewayUrl, requestsPerSecond: REQUESTS_PER_SECOND, sockets: 5, taskSeconds: 120 },
    });
    const calm = await ready(platform, "blue");
    for (const version of [FIRST, NEXT]) await platform.setFaults(version, STEP);
    const stepped = Date.now();
    await platform.observer.until(
        async () => ((await ready(platform, "blue")) > calm ? true : undefined),
        "there are more ready pods",
        300,
    );
    const seconds = (Date.now() - stepped) / 1000;
    findings.note(
        `A step of load (each request burns ${String(STEP.cpuMilliseconds)} ms of CPU time more, at ${String(REQUESTS_PER_SECOND)} requests/s): from ${String(calm)} ready pods to more after ${seconds.toFixed(1)} s.`,
    );
    findings.expect(seconds < GOAL_SECONDS, `more pods are ready within ${GOAL_SECONDS} s of a step of load`);
    // The autoscaler looks every 15 s; after two looks without a change it has what it wants.
    await stable(platform, "blue");

    const rows = [
        await moved(platform, findings, `release of ${NEXT}`, "green", () =>
            platform.release(NEXT, "--canary", "none"),
        ),
        await moved(platform, findings, `rollback to ${FIRST}`, "blue", () => platform.command("rollback")),
    ];
    findings.table(["switch under load", "ready pods of the old colour when traffic moved", "of the new colour"], rows);

    for (const version of [FIRST, NEXT]) await platform.setFaults(version);
    const calmed = Date.now();
    const most = await ready(platform, "blue");
    await platform.observer.until(
        async () => ((await ready(platform, "blue")) <= calm ? true : undefined),
        "the pods are as few as before",
        DOWN_SECONDS,
    );
    const down = (Date.now() - calmed) / 1000;
    const { requests, failed, failures, ownFailed, writes, tasks } = await load.stop();
    for (const failure of failures.slice(0, 10)) findings.say(`failure: ${JSON.stringify(failure)}`);
    findings.note(
        `When the load was light again, ${String(most)} pods became ${String(calm)} within ${down.toFixed(0)} s. In all ${requests.toLocaleString("en-US")} requests, ${String(failed)} failed; ${String(writes?.missing)} writes and ${String(tasks?.missing)} stream entries lost.`,
    );
    findings.expect(failed === 0 && ownFailed === 0, "no request fails, scaling up, switching and scaling down");
    findings.expect(writes?.missing === 0 && tasks?.missing === 0, "nothing acknowledged is lost");
}

/** Waits until the number of ready pods has not changed for half a minute. */
async function stable(platform: Platform, colour: string): Promise<void> {
    let [count, since] = [-1, Date.now()];
    while (Date.now() - since < 35_000) {
        const now = await ready(platform, colour);
        if (now !== count) [count, since] = [now, Date.now()];
        await sleep(500);
    }
}

async function moved(
    platform: Platform,
    findings: Findings,
    name: string,
    to: string,
    run: () => ReturnType<Platform["command"]>,
): Promise<(string | number)[]> {
    const from = to === "green" ? "blue" : "green";
    const command = perform({ name, run }, findings);
    const counts = await platform.observer.until(async () => {
        const { api } = await platform.route();
        return (api[to] ?? 0) > 0 ? { old: await ready(platform, from), new: await ready(platform, to) } : undefined;
    }, `traffic moves to ${to}`);
    await command;
    findings.expect(counts.new >= counts.old, `${name}: the new colour has as many ready pods as the old one`);
    findings.expect(counts.old > 2, `${name}: the old colour had more pods than its minimum, else nothing was shown`);
    return [name, counts.old, counts.new];
}

/** Pods follow the load, and a switch follows the pods. */
export const autoscaling: Experiment = {
    name: "autoscaling",
    title: "Pods follow the load, and a switch follows the pods",
    about: "A step of load, a release and a rollback under it, and the way down. The autoscaler goes by CPU time as metrics-server measures it on real pods.",
    versions: [{ version: FIRST }, { version: NEXT }],
    run,
};
