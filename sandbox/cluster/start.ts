import { once } from "node:events";
import * as fs from "node:fs";
import { get } from "node:http";
import { Interruption } from "../engine/interruption";
import { UserError } from "../errors";
import { Progress } from "../progress";
import { LOOPBACK_PORTS, NODE_NAME } from "./addresses";
import { writeBaseImage } from "./base-image";
import { closeBox, findBox, openBox, UNPRIVILEGED } from "./box";
import { makeCertificates } from "./certificates";
import { writeConfigs } from "./config";
import { makeDatabase, makeDatabaseCluster } from "./database";
import { importImage } from "./images";
import { writeKubeconfigs } from "./kubeconfig";
import { Kubectl } from "./kubectl";
import { layoutIn, type Layout } from "./layout";
import { LocalCluster, takeDown } from "./local-cluster";
import { exclusively } from "./lock";
import { definitions, objects, toYaml } from "./objects";
import { partsOf, type PartName } from "./parts";
import { requireNone, requireNoOther, requireRootOnLinux } from "./preflight";
import { ensurePrograms, versionsOf, type Programs } from "./programs";
import { until } from "./processes";
import { Supervisor } from "./supervisor";

/** Everything has a default that serves a user. */
export interface ClusterOptions {
    /** Where everything of it lies; default: `.sandbox/cluster` of this checkout. */
    folder?: string;
    /** Whether one that runs already is refused, so that nothing but the caller's own work is in it; default: false. */
    fresh?: boolean;
    /** Name of the application's database; default: `leanvibe`. */
    databaseName?: string;
    /** Where progress is shown; default: on standard error. */
    progress?: Progress;
    /** The user's environment; default: this process'. */
    env?: NodeJS.ProcessEnv;
}

/** The user stopped the start. */
class StartInterrupted extends UserError {
    override name = "StartInterrupted";
    override readonly exitCode = 130;
}

/** How long the node may take to be ready, and the gateway to answer, in milliseconds. */
const patienceMs = 120_000;

/**
 * Starts this checkout's cluster, or finds it running: parts that have ended are started again. The first time, what it is
 * made of is fetched and built, which takes some minutes.
 *
 * @returns the cluster; its node is ready and its gateway answers
 * @throws UserError where it cannot run, when another checkout's runs (or, with `fresh`, this one's), or when a part does not
 * start; nothing of a new cluster is left then
 */
export async function startCluster(options: ClusterOptions = {}): Promise<LocalCluster> {
    const { env = process.env, databaseName = "leanvibe" } = options;
    requireRootOnLinux();
    const layout = layoutIn(options.folder);
    requireNoOther(layout);
    if (options.fresh) requireNone(layout);
    const programs = await ensurePrograms(env, options.progress ?? new Progress(process.stderr, env));
    const progress = options.progress ?? new Progress(process.stderr, env, "cluster  ");
    const onWait = () => {
        progress.note("another command is starting or ending it: waiting for that one");
    };
    return exclusively(
        layout,
        async () => {
            if (options.fresh) requireNone(layout);
            const interruption = new Interruption();
            const stop = interruption.signal;
            const task = progress.start("kubernetes", "starting");
            const running = findBox(layout.folder)?.pid;
            try {
                const context = { layout, programs, stop, box: running ?? (await prepare(layout, programs)) };
                requireNoOther(layout);
                await startParts(context, running === undefined ? databaseName : undefined);
                const versions = await versionsOf(programs);
                const cluster = new LocalCluster(layout, programs, context.box, databaseName, versions);
                task.end(`node ready, gateway answers on ${cluster.gatewayUrl}`);
                return cluster;
            } catch (error) {
                // One that was there already is not ours to end: somebody's work is in it.
                if (running === undefined) await takeDown(layout);
                if (!stop.aborted) throw error;
                const outcome = running === undefined ? "was taken down again" : "runs on";
                throw new StartInterrupted(`interrupted: the local cluster ${outcome}.`);
            } finally {
                interruption.end();
                progress.stop();
            }
        },
        onWait,
    );
}

/** What the steps of a start share. */
interface Context {
    layout: Layout;
    programs: Programs;
    box: number;
    stop: AbortSignal;
}

/** Puts everything on disk that the parts need, and makes the namespaces. */
async function prepare(layout: Layout, programs: Programs): Promise<number> {
    // What a killed command or a reboot has left.
    await closeBox(layout);
    for (const folder of [
        layout.logs,
        layout.config,
        layout.certificates,
        layout.database,
        layout.redis,
        layout.engineState,
        layout.temporary,
    ]) {
        fs.rmSync(folder, { recursive: true, force: true });
        fs.mkdirSync(folder, { recursive: true });
    }
    fs.chownSync(layout.database, UNPRIVILEGED, UNPRIVILEGED);
    await makeCertificates(layout, programs.path("openssl"));
    writeKubeconfigs(layout);
    writeConfigs(layout, programs);
    return openBox(layout, programs);
}

/**
 * Starts the parts, each as soon as what it needs is there.
 *
 * @param databaseName the database to make; undefined when the cluster was running
 */
async function startParts(context: Context, databaseName: string | undefined): Promise<void> {
    const { layout, programs, box, stop } = context;
    const supervisor = new Supervisor(layout, programs, box, stop);
    const kubectl = new Kubectl(layout, programs);
    const start = (...names: PartName[]) =>
        Promise.all(
            partsOf(layout)
                .filter(({ name }) => names.includes(name))
                .map((part) => supervisor.start(part)),
        );
    const fresh = databaseName !== undefined;

    const data = (async () => {
        if (fresh) await makeDatabaseCluster(layout, box, programs);
        await start("database", "redis");
        if (fresh) await makeDatabase(databaseName, box, programs);
    })();
    const images = (async () => {
        await start("containerd");
        if (!fresh) return;
        const { folder, names } = writeBaseImage(programs.path("busybox"), `${layout.temporary}/base-image`);
        await importImage(folder, names, box, programs, layout.temporary);
    })();
    const control = (async () => {
        await start("doors", "etcd");
        await start("apiserver");
        await untilSucceeds(kubectl, ["get", "--raw=/readyz?verbose"], stop);
        await Promise.all([start("controller-manager", "scheduler", "proxy"), images.then(() => start("kubelet"))]);
    })();
    const services = control.then(async () => {
        await kubectl.apply(toYaml(definitions(programs.definitions)));
        // `kubectl wait` fails at once for a definition that has no conditions yet, and so is no way to wait for it.
        await untilSucceeds(kubectl, ["get", "gatewayclasses.gateway.networking.k8s.io,nodepools.karpenter.sh"], stop);
        await Promise.all([kubectl.apply(toYaml(objects())), start("dns", "metrics", "gateway")]);
        const node = `node/${NODE_NAME}`;
        await kubectl.run(["wait", "--for=create", `--timeout=${String(patienceMs)}ms`, node]);
        await kubectl.run(["wait", "--for=condition=Ready", `--timeout=${String(patienceMs)}ms`, node]);
    });
    // All of them end before an error is passed on, so that nothing starts while the cluster is taken down.
    const steps = [data, images, control, services];
    await Promise.allSettled(steps);
    await Promise.all(steps);
    if (!(await until(gatewayAnswers, patienceMs, 200))) {
        throw new UserError(`the gateway of the local cluster does not answer (see ${supervisor.log("gateway")}).`);
    }
}

/** Repeats a command of kubectl until it succeeds; passes its error on when it never does. */
async function untilSucceeds(kubectl: Kubectl, command: readonly string[], stop: AbortSignal): Promise<void> {
    const succeeds = () => {
        stop.throwIfAborted();
        return kubectl.run(command).then(
            () => true,
            () => false,
        );
    };
    if (!(await until(succeeds, patienceMs, 200))) await kubectl.run(command);
}

/** Whether the gateway answers a request, if only that it has no route for it. */
async function gatewayAnswers(): Promise<boolean> {
    try {
        const request = get({ host: "127.0.0.1", port: LOOPBACK_PORTS.gateway, timeout: 2000 });
        await once(request, "response");
        request.destroy();
        return true;
    } catch {
        return false;
    }
}
