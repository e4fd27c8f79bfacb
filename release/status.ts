/** `npm run release -- status`: what is live, what a rollback would do, and what happened before. */
import Table from "cli-table3";
import { COLOURS } from "../components/application/plan";
import type { ReleaseConfig } from "../components/config";
import { identityOf, otherColour } from "../components/release/version";
import type { ColourState, RouteState, SwitchState } from "./cluster";
import { connectToCluster } from "./connect";
import { openEngine } from "./engine";
import type { CommonOptions } from "./options";
import { readStack, say } from "./run";
import { StackFile } from "./stack-file";

/**
 * How long it takes from the command of a rollback to the last answer of the other version, in seconds, where no pod has to be
 * started: docs/results/release-timings.md has 4.8 to 6.0, an earlier run like it up to 6.5.
 */
const SWITCH_SECONDS = 7;

/** All that the status is told from. */
export interface Status {
    readonly configured: ReleaseConfig;
    readonly route: RouteState | undefined;
    readonly colours: Readonly<Partial<Record<"blue" | "green", ColourState>>>;
    readonly ledger: Readonly<Record<string, string>>;
    readonly switches: readonly SwitchState[];
    readonly now: Date;
}

/** Prints the status of a stack's release. */
export async function status(options: CommonOptions): Promise<void> {
    const configured = readStack(new StackFile(options.stack), options).release;
    const cluster = await connectToCluster(options, () => openEngine({ ...options, resume: false }));
    if (!cluster) {
        const live = `${identityOf(configured[configured.live])} live in ${configured.live}`;
        say(`configured: ${live}, generation ${String(configured.generation)}; there is no cluster to ask`);
        return;
    }
    const [route, ledger, switches, blue, green] = await Promise.all([
        cluster.route(),
        cluster.ledger(),
        cluster.switches(),
        cluster.colour("blue"),
        cluster.colour("green"),
    ]);
    say(describeStatus({ configured, route, ledger, switches, colours: { blue, green }, now: new Date() }));
}

/** The status as text. Pure. */
export function describeStatus(status: Status): string {
    const { configured, route, colours, ledger, now } = status;
    const live = liveColour(route) ?? configured.live;
    const table = new Table({
        head: ["Colour", "", "Version", "Weight", "Pods ready", "Since", "Ledger"],
        style: { head: [], border: [] },
    });
    for (const colour of COLOURS) {
        const state = colours[colour];
        const identity = state?.identity ?? identityOf(configured[colour]);
        table.push([
            colour,
            colour === live ? "live" : "idle",
            identity,
            route ? `${String(route.weights[colour])} %` : "-",
            state ? String(state.ready) : "-",
            state?.since ? `${age(state.since, now)} ago` : "-",
            ledger[`reverted.${identity}`] ?? ledger[`${colour}.${identity}`] ?? "-",
        ]);
    }
    const generation = `generation ${String(route?.generation ?? 0)} in the cluster, ${String(configured.generation)} in the stack's file`;
    return [table.toString(), generation, `rollback: ${rollback(status, live)}`, lastSwitchLine(status)].join("\n");
}

function liveColour(route: RouteState | undefined) {
    return route && COLOURS.find((colour) => route.weights[colour] > 50);
}

/** What a rollback would do. */
function rollback({ configured, colours, ledger }: Status, live: "blue" | "green"): string {
    // As the command does: back from what the stack's file says, which is not live after a switch that failed.
    const back = otherColour(configured.live);
    const identity = colours[back]?.identity ?? identityOf(configured[back]);
    if (back === live) return `writes down that ${identity} in ${back} is live: the traffic stays where it is`;
    if (ledger[`reverted.${identity}`] !== undefined) {
        return `refused, because ${identity} in ${back} was taken back`;
    }
    const needed = Math.max(0, (colours[live]?.ready ?? 0) - (colours[back]?.ready ?? 0));
    const startSeconds = colours[back]?.startSeconds ?? colours[live]?.startSeconds ?? 0;
    const seconds = SWITCH_SECONDS + (needed === 0 ? 0 : Math.ceil(startSeconds));
    const pods = needed === 0 ? "no pod has" : needed === 1 ? "1 pod has" : `${String(needed)} pods have`;
    const isGood = ledger[`${back}.${identity}`] === "good";
    const check = isGood ? "" : ", and it is verified and watched as a release is, because it never proved good there";
    return `all traffic to ${identity} in ${back} within some ${String(seconds)} s; ${pods} to be started first${check}`;
}

function lastSwitchLine({ switches, now }: Status): string {
    const [last] = switches;
    if (!last) return "last switch: none is remembered";
    const took = last.seconds === undefined ? "is under way" : `took ${String(last.seconds)} s`;
    const how = last.succeeded || last.seconds === undefined ? "" : ", and failed";
    return `last switch: to ${last.colour}, ${age(last.startedAt, now)} ago, ${took}${how}`;
}

function age(since: Date, now: Date): string {
    const seconds = Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000));
    if (seconds < 120) return `${String(seconds)} s`;
    if (seconds < 7200) return `${String(Math.round(seconds / 60))} min`;
    if (seconds < 172_800) return `${String(Math.round(seconds / 3600))} h`;
    return `${String(Math.round(seconds / 86_400))} days`;
}
