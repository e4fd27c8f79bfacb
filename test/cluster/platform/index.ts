import * as assert from "node:assert/strict";
import { parse, parseDocument } from "yaml";
import { startCluster, type LocalCluster } from "../../../sandbox/cluster";
import { Checkout, type Outcome, type RunOptions, type Running } from "../../engine/checkout";
import type { BuiltImage, Faults, Version } from "../image";
import { setFaults } from "./faults";
import { bringImages } from "./images";
import { Observer, type RouteNow } from "./observer";

/** A command and how long it took, in seconds. */
export interface Timed extends Outcome {
    readonly seconds: number;
}

/** The whole platform: AWS simulated, Kubernetes real, with the sample application's images on its node. */
export class Platform {
    private constructor(
        readonly cluster: LocalCluster,
        readonly checkout: Checkout,
        /** Looks at the application's objects. */
        readonly observer: Observer,
        private readonly images: readonly BuiltImage[],
    ) {}

    /**
     * Starts a fresh cluster, brings the images of these versions into it, and makes a checkout whose dev stack runs the first
     * of them in both colours. Nothing is provisioned yet.
     */
    static async start(versions: readonly [Version, ...Version[]]): Promise<Platform> {
        const cluster = await startCluster({ fresh: true });
        const images = await bringImages(cluster, versions);
        const checkout = new Checkout();
        const platform = new Platform(cluster, checkout, await Observer.connect(cluster.kubeconfig), images);
        const first = platform.versionInFile(versions[0].version);
        checkout.edit("Pulumi.dev.yaml", (text) =>
            text.replace(/blue: \{ tag: .* \}/, `blue: ${first}`).replace(/green: \{ tag: .* \}/, `green: ${first}`),
        );
        return platform;
    }

    /** `{ tag: 2.0.0, digests: { … } }` */
    private versionInFile(version: string): string {
        return JSON.stringify({ tag: version, digests: this.digests(version) });
    }

    private digests(version: string): Record<string, string> {
        const found = this.images.filter((image) => image.version === version);
        assert.equal(found.length, 3, `there are no images of ${version}`);
        return Object.fromEntries(found.map(({ workload, digest }) => [workload, digest]));
    }

    /** Runs a sandbox command on the dev stack and the cluster, e.g. `up`. */
    sandbox(command: string, options: RunOptions = {}, ...args: string[]): Promise<Timed> {
        return timed(this.checkout.sandbox([command, "--cluster", this.cluster.kubeconfig, ...args], options));
    }

    /** Releases a version. */
    release(version: string, ...args: string[]): Promise<Timed> {
        return timed(this.startRelease(version, ...args).outcome);
    }

    /** Starts a release, for a test that does something while it runs. */
    startRelease(version: string, ...args: string[]): Running {
        const digests = Object.entries(this.digests(version)).flatMap(([image, digest]) => [
            "--digest",
            `${image}=${digest}`,
        ]);
        return this.startCommand("--tag", version, ...digests, ...args);
    }

    /** Runs another release command: `rollback`, `status`, `--resume`. */
    command(...args: string[]): Promise<Timed> {
        return timed(this.startCommand(...args).outcome);
    }

    private startCommand(...args: string[]): Running {
        const commit = args[0] === "status" ? [] : ["--no-commit"];
        return this.checkout.release([...args, "--sandbox", "--cluster", this.cluster.kubeconfig, ...commit]);
    }

    /** Writes another version of the idle colour into the stack's file, as a person does; the next `up` rolls it in place. */
    setIdle(version: string): void {
        const idle = this.configured().live === "blue" ? "green" : "blue";
        this.checkout.edit("Pulumi.dev.yaml", (text) => {
            const file = parseDocument(text);
            const value = file.createNode({ tag: version, digests: this.digests(version) });
            file.setIn(["config", "leanvibe-agent-hive:release", idle], value);
            return file.toString();
        });
    }

    /** What the stack's file says of the release. */
    configured(): { live: string; generation: number } {
        const file = parse(this.checkout.read("Pulumi.dev.yaml")) as { config: Record<string, unknown> };
        return file.config["leanvibe-agent-hive:release"] as { live: string; generation: number };
    }

    /** The route as the API server has it. */
    route(): Promise<RouteNow> {
        return this.observer.route();
    }

    /** Waits until a release's switch has begun: its version's pods are ready, and about to be verified. */
    async switchBegins(release: Running): Promise<void> {
        const names = async () => (await this.observer.list("job")).map(({ metadata }) => metadata.name);
        const earlier = new Set(await names());
        const isOver = release.outcome.then(({ output }) => output);
        const begun = this.observer.until(
            async () => (await names()).find((name) => name.startsWith("leanvibe-switch-") && !earlier.has(name)),
            "a switch begins",
        );
        const output = await Promise.race([isOver, begun.then(() => undefined)]);
        if (output !== undefined) throw new Error(`The release ended before its switch began:\n${output}`);
    }

    /** What the database consists of: its columns, indexes and Alembic's revision, in a fixed order. */
    schema(): Promise<string> {
        return this.cluster.sql(
            [
                "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
                "SELECT version_num FROM alembic_version",
            ].join("; "),
        );
    }

    /** The versions that the Jobs remember. */
    async ledger(): Promise<Readonly<Record<string, string>>> {
        return (await this.observer.get("configmap", "leanvibe-release-ledger")).data ?? {};
    }

    /** Switches faults of a version on while it runs; none switches them off. */
    setFaults(version: string, faults?: Faults): Promise<void> {
        return setFaults(this.cluster.redis.loopbackPlainPort, version, faults);
    }

    /** Ends the cluster; nothing is left. */
    async stop(): Promise<void> {
        this.checkout.remove();
        await this.cluster.stop();
    }
}

async function timed(outcome: Promise<Outcome>): Promise<Timed> {
    const began = Date.now();
    const ended = await outcome;
    return { ...ended, seconds: (Date.now() - began) / 1000 };
}
