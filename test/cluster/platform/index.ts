import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { startCluster, type LocalCluster } from "../../../sandbox/cluster";
import { Checkout, type Outcome, type RunOptions, type Running } from "../../engine/checkout";
import { buildImages, type BuiltImage, type Faults, type Version } from "../image";
import { setFaults } from "./faults";

/** What the images are called; sandbox/stack-on-cluster.yaml says the same. */
const REPOSITORY = "leanvibe.local/leanvibe";

/** What the route says now. */
export interface RouteNow {
    /** Weights of the API's rule. */
    readonly api: Readonly<Record<string, number>>;
    readonly frontend: Readonly<Record<string, number>>;
    readonly annotations: Readonly<Record<string, string>>;
}

/** A command and how long it took, in seconds. */
export interface Timed extends Outcome {
    readonly seconds: number;
}

/** The whole platform: AWS simulated, Kubernetes real, with the sample application's images on its node. */
export class Platform {
    private constructor(
        readonly cluster: LocalCluster,
        readonly checkout: Checkout,
        private readonly images: readonly BuiltImage[],
        private readonly folder: string,
    ) {}

    /**
     * Starts a fresh cluster, brings the images of these versions into it, and makes a checkout whose dev stack runs the first
     * of them in both colours. Nothing is provisioned yet.
     */
    static async start(versions: readonly [Version, ...Version[]]): Promise<Platform> {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "leanvibe-images-"));
        const cluster = await startCluster({ fresh: true });
        const { archive, images } = await buildImages({
            repository: REPOSITORY,
            versions: [...versions],
            directory: folder,
        });
        await cluster.importImage(
            archive,
            images.flatMap(({ names }) => names),
        );
        const checkout = new Checkout();
        const platform = new Platform(cluster, checkout, images, folder);
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
        const cli = ["exec", "node", "--import", "tsx", this.checkout.path("release", "cli.ts")];
        const commit = args[0] === "status" ? [] : ["--no-commit"];
        return this.checkout.start([...cli, ...args, "--sandbox", "--cluster", this.cluster.kubeconfig, ...commit]);
    }

    /** Changes the stack's file. */
    edit(change: (text: string) => string): void {
        this.checkout.edit("Pulumi.dev.yaml", change);
    }

    /** What the stack's file says of the release. */
    configured(): { live: string; generation: number } {
        const file = parse(this.checkout.read("Pulumi.dev.yaml")) as { config: Record<string, unknown> };
        return file.config["leanvibe-agent-hive:release"] as { live: string; generation: number };
    }

    /** The route as the API server has it. */
    async route(): Promise<RouteNow> {
        const text = await this.cluster.kubectl.run(["get", "httproute", "leanvibe", "-n", "leanvibe", "-o", "json"]);
        const { metadata, spec } = JSON.parse(text) as {
            metadata: { annotations: Record<string, string> };
            spec: { rules: { backendRefs: { name: string; weight: number }[] }[] };
        };
        const weights = (rule: number) =>
            Object.fromEntries(
                (spec.rules[rule]?.backendRefs ?? []).map(({ name, weight }) => [name.split("-").at(-1), weight]),
            ) as Record<string, number>;
        return { api: weights(0), frontend: weights(1), annotations: metadata.annotations };
    }

    /** One object as JSON. */
    async get<T>(kind: string, name: string): Promise<T> {
        return JSON.parse(await this.cluster.kubectl.run(["get", kind, name, "-n", "leanvibe", "-o", "json"])) as T;
    }

    /** The versions that the Jobs remember. */
    async ledger(): Promise<Record<string, string>> {
        const { data = {} } = await this.get<{ data?: Record<string, string> }>("configmap", "leanvibe-release-ledger");
        return data;
    }

    /** Switches faults of a version on while it runs; none switches them off. */
    setFaults(version: string, faults?: Faults): Promise<void> {
        return setFaults(this.cluster.redis.loopbackPlainPort, version, faults);
    }

    /** Ends the cluster; nothing is left. */
    async stop(): Promise<void> {
        this.checkout.remove();
        fs.rmSync(this.folder, { recursive: true, force: true });
        await this.cluster.stop();
    }
}

async function timed(outcome: Promise<Outcome>): Promise<Timed> {
    const began = Date.now();
    const ended = await outcome;
    return { ...ended, seconds: (Date.now() - began) / 1000 };
}
