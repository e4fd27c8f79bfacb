/** Both colours of the application, and the traffic's way from one to the other. */
import type { Provider } from "@pulumi/kubernetes/provider";
import { parse } from "@pulumi/kubernetes/yaml";
import * as pulumi from "@pulumi/pulumi";
import type { Colour } from "../application/plan";
import type { Step } from "./plan";
import { stepsOf, type ReleaseArgs } from "./steps";

export type { ReleaseArgs } from "./steps";

/** Options of {@link Release}: the cluster is always named, never the one that a kubeconfig happens to point at. */
export interface ReleaseOptions extends pulumi.ComponentResourceOptions {
    readonly provider: Provider;
}

/** How long the deletion of a Job is waited for: its pods have ended long before. */
const JOB_DELETION = "20s";

/** How much longer than a Job's own deadline it is waited for, so that it is the Job that says what went wrong. */
const VERDICT_SECONDS = 60;

/**
 * Two colours of the application, of which one has the traffic and the workers.
 *
 * One update walks from the old version to the new one: migrate, start the idle colour, judge it and bring the traffic over
 * (a Job in the cluster, which goes on and goes back by itself), record that in the route, and hand over the workers. Children are
 * called `<name>-<namespace>/<object>`, e.g. `release-leanvibe/leanvibe-api-blue`.
 *
 * @throws RunError when helm is missing or the chart refuses the configuration.
 */
export class Release extends pulumi.ComponentResource {
    /** The colour that has the traffic. */
    readonly live: Colour;
    /** All objects, by `apiVersion/Kind::namespace/name`. */
    readonly objects: pulumi.Output<Record<string, pulumi.CustomResource>>;

    constructor(name: string, args: ReleaseArgs, opts: ReleaseOptions) {
        super("leanvibe:platform:Release", name, args, opts);
        const { release } = args;
        const steps = stepsOf(args);
        this.live = release.live;
        this.objects = registerSteps(steps, name, { parent: this });
        this.registerOutputs({ live: this.live, generation: release.generation });
    }
}

type Registered = pulumi.Output<Record<string, pulumi.CustomResource>>;

/** Registers each step after those that it names; returns what was registered, by name. */
function registerSteps(steps: readonly Step[], resourcePrefix: string, opts: pulumi.CustomResourceOptions): Registered {
    const registered = new Map<string, Registered>();
    for (const { name, objects, after } of steps) {
        const before = after.map((step) => {
            const found = registered.get(step);
            if (!found) {
                throw new Error(`the step ${name} comes before ${step}, which it needs`);
            }
            return found.apply((resources) => Object.values(resources));
        });
        const dependsOn = pulumi.all(before).apply((lists) => lists.flat());
        const transformations = [jobTimeouts];
        registered.set(name, parse({ objs: [...objects], resourcePrefix, transformations }, { ...opts, dependsOn }));
    }
    return pulumi
        .all([...registered.values()])
        .apply((maps) => Object.assign({}, ...maps) as Record<string, pulumi.CustomResource>);
}

/** The provider would give a Job ten minutes, however long it may bake. */
function jobTimeouts(object: JobLike, opts: pulumi.CustomResourceOptions): void {
    if (object.kind === "Job") {
        const verdict = `${(object.spec?.activeDeadlineSeconds ?? 0) + VERDICT_SECONDS}s`;
        opts.customTimeouts = { create: verdict, update: verdict, delete: JOB_DELETION };
    }
}

/** The part of an object that decides how long it is waited for. */
interface JobLike {
    readonly kind?: string;
    readonly spec?: { readonly activeDeadlineSeconds?: number };
}
