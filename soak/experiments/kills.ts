import { setTimeout as sleep } from "node:timers/promises";
import { Load } from "../../test/cluster/load";
import type { Platform } from "../../test/cluster/platform";
import { killEngine } from "../../test/cluster/platform/disturbances";
import { isMet, type Observer, type Seen } from "../../test/cluster/platform/observer";
import type { Experiment, Findings } from "../experiment";
import { isOf, lastOf } from "../traffic";
import { WeightLog } from "../weights";
import { hasNoDiff } from "./breaches";

/** How long wrong answers may go on without anybody's help, in seconds. */
const LONGEST = 5;

/** A release under way, as a boundary is looked for. */
interface Watched {
    readonly observer: Observer;
    readonly version: string;
    /** The colour that the version goes to. */
    readonly colour: string;
    /** Names of the Jobs that were there before. */
    readonly earlier: ReadonlySet<string>;
}

/** A moment between two steps of a release. */
interface Boundary {
    readonly name: string;
    readonly isReached: (watched: Watched) => Promise<boolean>;
}

async function job(kind: "migrate" | "switch", { observer, colour, earlier }: Watched): Promise<Seen | undefined> {
    const jobs = await observer.list("job", `leanvibe.dev/colour=${colour}`);
    return jobs.find(({ metadata: { name } }) => name.startsWith(`leanvibe-${kind}-`) && !earlier.has(name));
}

async function hasImage({ observer, version }: Watched, deployment: string): Promise<boolean> {
    const { spec } = await observer.get("deployment", deployment);
    return spec?.template?.spec.containers.some(({ image }) => image.includes(`:${version}`)) === true;
}

/** Boundaries before a version is judged. */
const early: readonly Boundary[] = [
    { name: "its migration begins", isReached: async (release) => (await job("migrate", release)) !== undefined },
    { name: "its migration is done", isReached: async (release) => isMet(await job("migrate", release), "Complete") },
    {
        name: "its pods begin to roll",
        isReached: (release) => hasImage(release, `leanvibe-api-${release.colour}`),
    },
    { name: "its switch begins", isReached: async (release) => (await job("switch", release)) !== undefined },
    {
        name: "traffic moves",
        isReached: async ({ observer, colour }) => ((await observer.route()).api[colour] ?? 0) > 0,
    },
];

/** Of a version that is bad. */
const whenBad: readonly Boundary[] = [
    ...early,
    {
        name: "the weights are back",
        isReached: async ({ observer, version }) => {
            const { data = {} } = await observer.get("configmap", "leanvibe-release-ledger");
            return Object.keys(data).some((key) => key.startsWith(`reverted.${version}`));
        },
    },
    { name: "the switch has failed", isReached: async (release) => isMet(await job("switch", release), "Failed") },
];

/** Of a version that is good. */
const whenGood: readonly Boundary[] = [
    ...early,
    { name: "the switch is done", isReached: async (release) => isMet(await job("switch", release), "Complete") },
    {
        name: "its workers begin",
        isReached: async (release) => {
            const name = `leanvibe-worker-${release.colour}`;
            const { spec } = await release.observer.get("deployment", name);
            return (spec?.replicas ?? 0) > 0 && (await hasImage(release, name));
        },
    },
];

const badVersion = (index: number) => `3.0.${String(index)}`;
const goodVersion = (index: number) => `2.1.${String(index)}`;

async function run(platform: Platform, findings: Findings): Promise<void> {
    const columns = [
        "killed when",
        "requests",
        "hurt",
        "first wrong answer to weights back, s",
        "the next `up`",
        "writes and entries lost",
        "diff after the command that it names",
    ];
    const bad: (string | number)[][] = [];
    for (const [index, boundary] of whenBad.entries()) {
        bad.push(await killBad(platform, findings, boundary, badVersion(index)));
    }
    findings.note("A version that answers wrongly as soon as users reach it, without canary steps:");
    findings.table(columns, bad);
    const good: (string | number)[][] = [];
    for (const [index, boundary] of whenGood.entries()) {
        good.push(await killGood(platform, findings, boundary, goodVersion(index)));
    }
    findings.note("A good version; after the kill `npm run release -- --stack dev --resume`:");
    findings.table(
        ["killed when", "requests", "failed", "`--resume`", "writes and entries lost", "diff after it"],
        good,
    );
}

/** A release under load whose engine was killed. */
interface Killed {
    readonly load: Load;
    /** The boundary's name, and whether it came too late for the engine to be killed there. */
    readonly when: string;
}

/** Begins a load and a release, and kills its engine at a boundary. */
async function killAt(platform: Platform, { name, isReached }: Boundary, version: string): Promise<Killed> {
    const { cluster, observer } = platform;
    const load = await Load.start({ url: cluster.gatewayUrl, requestsPerSecond: 50, sockets: 5 });
    const earlier = new Set((await observer.list("job")).map(({ metadata }) => metadata.name));
    const colour = (await platform.route()).live === "blue" ? "green" : "blue";
    const release = platform.startRelease(version, "--canary", "none");
    const watched = { observer, version, colour, earlier };
    await observer.until(async () => ((await isReached(watched)) ? true : undefined), name);
    const when = (await killEngine(platform, release)) ? name : `${name} (the engine had ended)`;
    return { load, when };
}

async function killBad(
    platform: Platform,
    findings: Findings,
    boundary: Boundary,
    version: string,
): Promise<(string | number)[]> {
    const what = `bad version, killed when ${boundary.name}`;
    const { live } = await platform.route();
    const colour = live === "blue" ? "green" : "blue";
    const weights = new WeightLog(platform.observer);
    const { load, when } = await killAt(platform, boundary, version);
    await settle(platform);
    const first = await platform.sandbox("up");
    const next = await platform.sandbox("up");
    await weights.stop();
    const { requests, failures, failed, ownFailed, writes, tasks } = await load.stop();
    const firstWrong = failures.find(({ own }) => !own)?.at;
    const back = weights.takenBack(colour);
    const seconds = firstWrong === undefined || back === undefined ? undefined : (back - firstWrong) / 1000;
    findings.say(`${what}: ${String(failed)} hurt, weights back after ${seconds?.toFixed(1) ?? "–"} s`);
    findings.expect(ownFailed === 0, `${what}: the load itself does not fail`);
    findings.expect(seconds !== undefined && seconds <= LONGEST, `${what}: the weights are back within ${LONGEST} s`);
    const lost = (writes?.missing ?? NaN) + (tasks?.missing ?? NaN);
    findings.expect(lost === 0, `${what}: nothing acknowledged is lost`);
    const isRefused = (run: typeof next) => run.code === 1 && run.stderr.includes("rollback`");
    findings.expect(isRefused(first), `${what}: the next up fails and names the command: ${first.output.slice(-800)}`);
    findings.expect(isRefused(next), `${what}: the one after it, too: ${next.output.slice(-800)}`);
    const rollback = await platform.command("rollback");
    findings.expect(rollback.code === 0, `${what}: the command succeeds: ${rollback.output.slice(-800)}`);
    const isSettled = await hasNoDiff(platform);
    findings.expect(isSettled, `${what}: nothing is left to do after it`);
    findings.expect((await platform.route()).live === live, `${what}: the old version is live`);
    const told = isRefused(first) ? "fails, names the command" : `exit ${String(first.code)}`;
    return [when, requests, failed, seconds?.toFixed(1) ?? "–", told, lost, isSettled ? "none" : "SOME"];
}

async function killGood(
    platform: Platform,
    findings: Findings,
    boundary: Boundary,
    version: string,
): Promise<(string | number)[]> {
    const what = `good version, killed when ${boundary.name}`;
    const { load, when } = await killAt(platform, boundary, version);
    const resumed = await platform.command("--resume");
    const { requests, failed, ownFailed, writes, tasks, versions } = await load.stop();
    const lost = (writes?.missing ?? NaN) + (tasks?.missing ?? NaN);
    findings.say(`${what}: resumed with ${String(resumed.code)}, ${String(failed)} failed`);
    findings.expect(resumed.code === 0, `${what}: --resume completes: ${resumed.output.slice(-800)}`);
    findings.expect(failed === 0 && ownFailed === 0, `${what}: no request fails`);
    findings.expect(lost === 0, `${what}: nothing acknowledged is lost`);
    findings.expect(isOf(lastOf(versions), version), `${what}: the new version answers`);
    const isSettled = await hasNoDiff(platform);
    findings.expect(isSettled, `${what}: nothing is left to do after it`);
    const told = resumed.code === 0 ? "completes" : `exit ${String(resumed.code)}`;
    return [when, requests, failed, told, lost, isSettled ? "none" : "SOME"];
}

/** Waits until no Job is at work: what the engine had begun goes on without it. */
async function settle({ observer }: Platform): Promise<void> {
    await observer.until(async () => {
        const jobs = await observer.list("job");
        return jobs.every((one) => isMet(one, "Complete") || isMet(one, "Failed")) ? true : undefined;
    }, "the Jobs have ended");
    // The load's failures are told within a second.
    await sleep(1000);
}

/** The engine killed at every boundary. */
export const kills: Experiment = {
    name: "kills",
    title: "The engine killed at every boundary of a release",
    about: "`kill -9` of the engine between any two steps of a release, under 50 requests/s. Nobody is there to put the weights back but the Job in the cluster.",
    versions: [
        { version: "2.0.0" },
        ...whenBad.map((_, index) => ({
            version: badVersion(index),
            faults: { errorRatio: 1, onlyThroughGateway: true },
        })),
        ...whenGood.map((_, index) => ({ version: goodVersion(index) })),
    ],
    run,
};
