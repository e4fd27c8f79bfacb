/** `npm run release -- rollback`: the other colour becomes live again, within seconds. */
import { NAMESPACE, platformOf } from "../components/platform";
import { planRecovery } from "../components/database/recovery";
import type { PlatformConfig } from "../components/config";
import type { KubernetesObject } from "../components/application/render";
import { stepsOf } from "../components/release/steps";
import { identityOf } from "../components/release/version";
import { resolveToolchain } from "../sandbox/toolchain";
import type { ReleaseCluster } from "./cluster";
import { confirmLive, connectToCluster } from "./connect";
import { planRollback } from "./next";
import type { ChangeOptions } from "./options";
import { readStack, record, say, timed, walk } from "./run";
import { StackFile } from "./stack-file";

/** The project's name in Pulumi.yaml. */
const PROJECT = "leanvibe-agent-hive";

/**
 * Makes the other colour live. Where there is a cluster the switch runs at once, with the very Job that the program has; the
 * update after it finds the Job done, records the route and hands over the workers.
 *
 * @throws UserError for a stack's file with mistakes, or a switch that fails
 */
export async function rollback(options: ChangeOptions): Promise<void> {
    const file = new StackFile(options.stack);
    const current = readStack(file, options).release;
    const began = Date.now();
    await timed(options, async (open) => {
        const cluster = await connectToCluster(options, open);
        const isReleased = (await cluster?.route()) !== undefined;
        const abandons = isReleased && !(await cluster?.isGood(current.live, identityOf(current[current.live])));
        const change = planRollback(current, abandons);
        const message = `Roll ${options.stack} back to ${change.identity}: ${change.live}, generation ${String(change.generation)}`;
        if (!record(file, change, options, message)) return undefined;
        if (cluster && isReleased) {
            await switchAtOnce(cluster, readStack(file, options));
            say(`all traffic goes to ${change.identity} in ${change.live} (${seconds(began)} s)`);
        }
        if (await walk(await open())) await confirmLive(change, options, open);
        return `${change.identity} is live in ${change.live}`;
    });
}

/** Runs the switch without the engine, and waits for its end; Ctrl-C ends the waiting. */
async function switchAtOnce(cluster: ReleaseCluster, config: PlatformConfig): Promise<void> {
    const objects = await planSwitch(config);
    await cluster.apply(objects);
    const job = objects.find(({ kind }) => kind === "Job");
    const interruption = new AbortController();
    const abort = () => {
        interruption.abort();
    };
    process.once("SIGINT", abort);
    await cluster.finished(job?.metadata.name ?? "", interruption.signal).finally(() => process.off("SIGINT", abort));
}

/** The switch Job and the program that it mounts, exactly as the program plans them. */
export async function planSwitch(config: PlatformConfig): Promise<KubernetesObject[]> {
    const { path } = await resolveToolchain();
    process.env.PATH = [path, process.env.PATH].filter(Boolean).join(":");
    const steps = stepsOf({
        namespace: NAMESPACE,
        environment: config.environment,
        kubernetesVersion: config.cluster.version,
        application: config.application,
        release: config.release,
        // Neither the Job nor its program depends on them: they only make network policies.
        traffic: { dataCidrs: [], dataPorts: { database: 1, redis: 1 } },
        recovery: planRecovery(platformOf(PROJECT, config), config.release),
    });
    const objects = steps.flatMap((step) => step.objects);
    const job = objects.filter(({ kind, metadata }) => kind === "Job" && metadata.name.startsWith("leanvibe-switch-"));
    const program = objects.filter(
        ({ kind, metadata }) => kind === "ConfigMap" && metadata.name.startsWith("leanvibe-release-"),
    );
    return [...program.filter((object) => object.immutable === true), ...job];
}

function seconds(since: number): string {
    return ((Date.now() - since) / 1000).toFixed(1);
}
