import { Load } from "../../test/cluster/load";
import type { Platform } from "../../test/cluster/platform";
import { actionColumns, actionRows, perform, type Action, type Done } from "../actions";
import type { Experiment, Findings } from "../experiment";
import { cutover, Meter } from "../traffic";

/** Releases of each kind; each is followed by a rollback. */
const ROUNDS = 3;
/** What a running platform has to do anyway while it is released. */
const REQUESTS_PER_SECOND = 20;

/** What a canary step adds: as sandbox/stack-on-cluster.yaml has it. */
const STEP_SECONDS = 5;

const GOALS = { release: 60, releaseOver: 30, rollbackOver: 10 };

async function run(platform: Platform, findings: Findings): Promise<void> {
    const url = platform.cluster.gatewayUrl;
    const load = await Load.start({ url, requestsPerSecond: REQUESTS_PER_SECOND, freshPerSecond: 5, sockets: 5 });
    const meter = new Meter(load);
    const done: Done[] = [];
    let live = "1.0.0";
    for (let round = 1; round <= ROUNDS; round++) {
        for (const canary of ["none", "5"]) {
            const version = `2.${canary === "5" ? "1" : "0"}.${String(round)}`;
            const how = canary === "none" ? "without a canary" : "canary 5 %";
            const back = live;
            done.push(await perform(release(platform, version, canary, how), findings));
            const rollback: Action = {
                name: `rollback to ${back}`,
                to: back,
                run: () => platform.command("rollback"),
            };
            done.push(await perform(rollback, findings));
            live = back;
        }
    }
    const result = await load.stop();
    findings.table(actionColumns, actionRows(done, result, meter));
    for (const one of done) {
        const over = cutover(result.versions, one, one.action.to ?? "")?.whole ?? Infinity;
        const whole = (one.ended - one.began) / 1000;
        if (one.action.name.startsWith("rollback")) {
            findings.expect(
                over < GOALS.rollbackOver,
                `${one.action.name}: all answers within ${GOALS.rollbackOver} s`,
            );
        } else {
            // A canary step adds its own length, which is configuration.
            const more = one.action.name.endsWith("%") ? STEP_SECONDS : 0;
            const goals = { whole: GOALS.release + more, over: GOALS.releaseOver + more };
            findings.expect(whole < goals.whole, `${one.action.name}: under ${goals.whole} s`);
            findings.expect(over < goals.over, `${one.action.name}: all answers from it within ${goals.over} s`);
        }
    }
    findings.expect(result.failed === 0, `no request fails, but ${String(result.failed)} did`);
}

function release(platform: Platform, version: string, canary: string, how: string): Action {
    return {
        name: `release of ${version}, ${how}`,
        to: version,
        run: () => platform.release(version, "--canary", canary),
    };
}

const rounds = Array.from({ length: ROUNDS }, (_, index) => String(index + 1));

/** How long a release and a rollback take. */
export const timings: Experiment = {
    name: "timings",
    title: "How long a release and a rollback take",
    about: `From the command to its end, and to the moment from which all answers come from the new version, under ${String(REQUESTS_PER_SECOND)} requests/s. Every version is new: it is migrated, started, verified, moved to and watched (12 s on this stack). Goals: a release under ${String(GOALS.release)} s, of which all answers from the new version within ${String(GOALS.releaseOver)} s (both and the ${String(STEP_SECONDS)} s of a canary step); a rollback's within ${String(GOALS.rollbackOver)} s.`,
    versions: [{ version: "1.0.0" }, ...rounds.flatMap((n) => [{ version: `2.0.${n}` }, { version: `2.1.${n}` }])],
    run,
};
