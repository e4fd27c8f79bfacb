import { Load } from "../../test/cluster/load";
import type { Platform } from "../../test/cluster/platform";
import type { Experiment, Findings } from "../experiment";
import { isOf, Meter } from "../traffic";
import { WeightLog } from "../weights";

const WRONG_AT_ONCE = "2.1.0";
const BY_CANARY = "2.2.0";
const AT_ONCE = "2.3.0";
const SLOW = "2.4.0";

interface Case {
    readonly name: string;
    readonly version: string;
    readonly canary: string;
    /** The largest share of all requests of the release that may be hurt, in percent. */
    readonly mostHurt?: number;
    /** How long wrong answers may go on, in seconds. */
    readonly longest?: number;
}

const cases: readonly Case[] = [
    { name: "fails its verify", version: WRONG_AT_ONCE, canary: "5", mostHurt: 0, longest: 0 },
    { name: "every answer wrong to users, canary 5 %", version: BY_CANARY, canary: "5", mostHurt: 5, longest: 10 },
    { name: "every answer wrong to users, no canary", version: AT_ONCE, canary: "none", longest: 5 },
    { name: "every answer 1.5 s late to users, canary 5 %", version: SLOW, canary: "5" },
];

async function run(platform: Platform, findings: Findings): Promise<void> {
    const rows: (string | number)[][] = [];
    for (const one of cases) rows.push(await play(platform, findings, one));
    const columns = [
        "a version that",
        "all requests of the release",
        "of them hurt",
        "hurt, % of the release",
        "hurt, % while it had weight",
        "first to last wrong answer, s",
        "first wrong answer to weights back, s",
        "answers from it",
        "the next `up`",
        "diff after `rollback`, with `--refresh` too",
    ];
    findings.table(columns, rows);
}

async function play(platform: Platform, findings: Findings, one: Case): Promise<(string | number)[]> {
    const { name, version, canary } = one;
    const { live } = await platform.route();
    const colour = live === "blue" ? "green" : "blue";
    const load = await Load.start({ url: platform.cluster.gatewayUrl, requestsPerSecond: 50, sockets: 5 });
    const meter = new Meter(load);
    const weights = new WeightLog(platform.observer);
    const began = Date.now();
    const outcome = await platform.release(version, "--canary", canary);
    const whole = { began, ended: Date.now() };
    await weights.stop();
    const { failures, versions, writes, tasks, ownFailed } = await load.stop();
    findings.say(`${name}: exit ${String(outcome.code)}; ${outcome.stderr.trim().split("\n").at(-1) ?? ""}`);
    findings.expect(outcome.code === 1, `${name}: the release fails: ${outcome.output.slice(-1500)}`);
    findings.expect(ownFailed === 0, `${name}: the load itself does not fail`);
    findings.expect(writes?.missing === 0 && tasks?.missing === 0, `${name}: nothing acknowledged is lost`);
    const hurt = failures.filter(({ own }) => !own);
    const [first, last] = [hurt.at(0)?.at, hurt.at(-1)?.at];
    const requests = meter.in(whole);
    const share = (hurt.length / requests) * 100;
    const lasted = first === undefined || last === undefined ? 0 : (last - first) / 1000;
    const answers = versions.filter((stretch) => isOf(stretch, version));
    const answered = answers.reduce((sum, stretch) => sum + stretch.answers, 0);
    const exposed = weights.changes.find((change) => (change.weights[colour] ?? 0) > 0)?.at;
    const back = weights.takenBack(colour);
    const inWindow = exposed === undefined || back === undefined ? 0 : meter.in({ began: exposed, ended: back });
    if (one.mostHurt !== undefined) {
        findings.expect(
            share <= one.mostHurt,
            `${name}: at most ${one.mostHurt} % are hurt, but ${share.toFixed(2)} %`,
        );
    }
    if (one.longest !== undefined) {
        findings.expect(lasted <= one.longest, `${name}: for at most ${one.longest} s, but ${lasted.toFixed(1)} s`);
    }
    if (one.mostHurt === 0) findings.expect(answered === 0, `${name}: it answers no request`);
    else findings.expect(answered > 0, `${name}: it answered somebody, else nothing was shown`);
    findings.expect((await platform.route()).live === live, `${name}: the old version is live`);

    const next = await platform.sandbox("up");
    const refused = next.code === 1 && next.stderr.includes("npm run release -- --stack dev rollback");
    // A verify that failed condemns nothing: the next update tries again.
    findings.expect(
        one.mostHurt === 0 ? next.code === 1 : refused,
        `${name}: the next up is refused and names the command`,
    );
    const rollback = await platform.command("rollback");
    findings.expect(rollback.code === 0, `${name}: the rollback succeeds: ${rollback.output.slice(-500)}`);
    const isSettled = await hasNoDiff(platform);
    findings.expect(isSettled, `${name}: nothing is left to do after the rollback`);
    const seconds = (from?: number, to?: number) =>
        from === undefined || to === undefined ? "–" : ((to - from) / 1000).toFixed(1);
    return [
        ...[name, requests, hurt.length, share.toFixed(2)],
        inWindow === 0 ? "–" : ((hurt.length / inWindow) * 100).toFixed(1),
        ...[seconds(first, last), seconds(first, back), answered],
        one.mostHurt === 0 ? "verifies again, and fails" : refused ? "refused, names the command" : "NOT refused",
        isSettled ? "none" : "SOME",
    ];
}

/** Whether a preview finds nothing to do, with what really is there, too. */
export async function hasNoDiff(platform: Platform): Promise<boolean> {
    for (const refresh of [[], ["--refresh"]]) {
        const { code, stdout } = await platform.sandbox("preview", {}, ...refresh);
        if (code !== 0 || !/preview: \d+ resources, no change/.test(stdout)) return false;
    }
    return true;
}

/** What a bad version costs. */
export const breaches: Experiment = {
    name: "breaches",
    title: "What a bad version costs",
    about: "Versions that are bad in four ways, released under 50 requests/s. The Job that watches takes a bad one back by itself; the version is refused from then on, and one command writes down what is live.",
    versions: [
        { version: "2.0.0" },
        { version: WRONG_AT_ONCE, faults: { errorRatio: 1 } },
        { version: BY_CANARY, faults: { errorRatio: 1, onlyThroughGateway: true } },
        { version: AT_ONCE, faults: { errorRatio: 1, onlyThroughGateway: true } },
        { version: SLOW, faults: { latencyMilliseconds: 1500, onlyThroughGateway: true } },
    ],
    run,
};
