import { Load } from "../../test/cluster/load";
import type { Platform } from "../../test/cluster/platform";
import { disturbances, releaseThrough, type Disturbance } from "../../test/cluster/platform/disturbances";
import type { Experiment, Findings } from "../experiment";
import { isOf, lastOf } from "../traffic";

/** Failures must have ended so many seconds after recovery. */
const GRACE_SECONDS = 5;

const all: readonly Disturbance[] = Object.values(disturbances);
const versionOf = (index: number) => `2.0.${String(index + 1)}`;

async function run(platform: Platform, findings: Findings): Promise<void> {
    const rows: (string | number)[][] = [];
    for (const [index, disturbance] of all.entries()) {
        rows.push(await play(platform, findings, disturbance, versionOf(index)));
    }
    const columns = [
        "fault, while the new version is verified",
        "lasted, s",
        "the release",
        "the next run",
        "requests",
        "failed",
        "first failure after the fault, s",
        "last failure after recovery, s",
        "writes lost",
        "stream entries lost",
    ];
    findings.table(columns, rows);
}

async function play(
    platform: Platform,
    findings: Findings,
    disturbance: Disturbance,
    version: string,
): Promise<(string | number)[]> {
    const load = await Load.start({
        ...{ url: platform.cluster.gatewayUrl, requestsPerSecond: 50, sockets: 5, taskSeconds: 120 },
    });
    const { name } = disturbance;
    const { began, recovered, release, next } = await releaseThrough(platform, disturbance, version);
    const { requests, failed, ownFailed, failures, writes, tasks, versions } = await load.stop();
    const real = failures.filter(({ own }) => !own);
    const lasted = (recovered - began) / 1000;
    const [first, last] = [real.at(0)?.at, real.at(-1)?.at];
    findings.say(`${name}, ${lasted.toFixed(1)} s: release exit ${String(release.code)}, ${String(failed)} failed`);
    if (next && next.code !== 0) findings.say(`the next run: ${next.output.slice(-1500)}`);
    const isDone = release.code === 0 || next?.code === 0;
    findings.expect(isDone, `${name}: the release or the next run completes`);
    findings.expect(ownFailed === 0, `${name}: the load itself does not fail`);
    findings.expect(first === undefined || first >= began, `${name}: no request fails before the fault`);
    const late = last === undefined ? 0 : (last - recovered) / 1000;
    findings.expect(
        late <= GRACE_SECONDS,
        `${name}: failures end within ${GRACE_SECONDS} s, but took ${late.toFixed(1)}`,
    );
    findings.expect(writes?.missing === 0, `${name}: no acknowledged write is lost`);
    findings.expect(tasks?.missing === 0, `${name}: no acknowledged stream entry is lost`);
    findings.expect(isOf(lastOf(versions), version), `${name}: the new version answers in the end`);
    const after = (at: number | undefined, since: number) =>
        at === undefined ? "–" : ((at - since) / 1000).toFixed(1);
    return [
        ...[name, lasted.toFixed(1), release.code === 0 ? "completes" : "ends with an error"],
        ...[next === undefined ? "–" : next.code === 0 ? "completes" : "FAILS"],
        ...[requests, failed, after(first, began), after(last, recovered)],
        ...[writes?.missing ?? "?", tasks?.missing ?? "?"],
    ];
}

/** Accidents in the middle of a release. */
export const faults: Experiment = {
    name: "faults",
    title: "Accidents in the middle of a release",
    about: "A release under 50 requests/s for each kind of accident, which happens while the new version is verified and lasts as long as the table says. Where the release ends with an error, `npm run release -- --stack dev --resume` is run after it.",
    versions: [{ version: "2.0.0" }, ...all.map((_, index) => ({ version: versionOf(index) }))],
    run,
};
