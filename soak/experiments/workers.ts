import { setTimeout as sleep } from "node:timers/promises";
import { Load } from "../../test/cluster/load";
import type { Platform } from "../../test/cluster/platform";
import { actionColumns, actionRows, perform, type Done } from "../actions";
import type { Experiment, Findings } from "../experiment";
import { Meter } from "../traffic";

const SWITCHES = 5;
const ENTRIES = 10_000;
/** Entries that a consumer takes at once: `count` in test/cluster/app/agent_hive/streams.py. */
const BATCH = 50;
/** Workers of a colour at most: sandbox/stack-on-cluster.yaml. */
const MOST_WORKERS = 2;

async function run(platform: Platform, findings: Findings): Promise<void> {
    const load = await Load.start({
        ...{ url: platform.cluster.gatewayUrl, requestsPerSecond: 50, mix: { task: 1 } },
        ...{ sockets: 0, verify: false, taskSeconds: 180 },
    });
    const meter = new Meter(load);
    const done: Done[] = [];
    for (let number = 1; number <= SWITCHES; number++) {
        const version = `2.0.${String(number)}`;
        const run = () => platform.release(version, "--canary", "none");
        done.push(await perform({ name: `release of ${version}`, to: version, run }, findings));
    }
    while ((load.progress?.requests ?? 0) < ENTRIES) await sleep(1000);
    const result = await load.stop();
    const { tasks, failed } = result;
    const bound = BATCH * MOST_WORKERS * SWITCHES;
    const acknowledged = tasks?.acknowledged ?? 0;
    findings.note(
        `${acknowledged.toLocaleString("en-US")} entries acknowledged across ${String(SWITCHES)} switches: ${String(tasks?.missing)} never processed, ${String(tasks?.duplicates)} processed more than once (at most ${String(bound)} can be: a batch of ${String(BATCH)} in the hands of each of ${String(MOST_WORKERS)} workers at each switch).`,
    );
    findings.table(actionColumns, actionRows(done, result, meter));
    findings.expect(acknowledged >= ENTRIES, `at least ${ENTRIES} entries are acknowledged`);
    findings.expect(tasks?.missing === 0, "each entry is processed at least once");
    findings.expect((tasks?.duplicates ?? Infinity) <= bound, `at most ${bound} entries are processed more than once`);
    findings.expect(failed === 0, `no request fails, but ${String(failed)} did`);
}

/** Stream entries while the workers change hands. */
export const workers: Experiment = {
    name: "workers",
    title: "Stream entries while the workers change hands",
    about: "Entries are added to the Redis stream without a pause while five versions are released; a worker acknowledges an entry after its effect is committed. At the end every acknowledged entry is looked for.",
    versions: [
        { version: "2.0.0" },
        ...Array.from({ length: SWITCHES }, (_, index) => ({ version: `2.0.${String(index + 1)}` })),
    ],
    run,
};
