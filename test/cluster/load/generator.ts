import { setTimeout as sleep } from "node:timers/promises";
import type { Options } from "./options";
import { Recorder } from "./recorder";
import { Requests } from "./requests";
import type { Line, LoadResult } from "./result";
import { Pace } from "./schedule";
import { Agent } from "./sockets";
import { verify } from "./verify";

/**
 * Loads the application until the time is up or `stop` is aborted, then looks for what was acknowledged.
 *
 * @param tell told of the beginning, each failure as it happens, and each second where the load is
 */
export async function generate(options: Options, stop: AbortSignal, tell: (line: Line) => void): Promise<LoadResult> {
    const recorder = new Recorder((failure) => {
        tell({ type: "failure", ...failure });
    });
    const requests = new Requests(options, recorder);
    const began = Date.now();
    tell({ type: "began", at: began });
    const agents = Array.from({ length: options.sockets }, () => new Agent(options, recorder));
    const pace = new Pace(options.requestsPerSecond, (n, lateMs) => {
        requests.begin(n, lateMs);
    });
    const reports = setInterval(() => {
        tell({ type: "progress", ...recorder.progress() });
    }, 1000);
    try {
        await wait(options.seconds, stop);
    } finally {
        pace.stop();
    }
    await Promise.all([requests.end(), ...agents.map((agent) => agent.stop())]);
    clearInterval(reports);
    const ended = Date.now();
    const checked = await verify(options, requests.events, requests.tasks);
    const { failed, ownFailed, failures, kinds, latency, lag, versions, sockets } = recorder;
    return {
        ...{ began, ended, requests: recorder.requests, failed, ownFailed, failures },
        ...{ kinds, latency, lag, versions, sockets, ...checked },
    };
}

async function wait(seconds: number | undefined, stop: AbortSignal): Promise<void> {
    // A timer's longest delay, 24 days, stands for "until stopped".
    const delay = seconds === undefined ? 2 ** 31 - 1 : seconds * 1000;
    await sleep(delay, undefined, { signal: stop }).catch(() => undefined);
}
