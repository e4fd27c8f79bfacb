/**
 * A release as steps in order: both colours, the Jobs that bring the traffic over, the route, and the workers. Pure: the same
 * configuration always gives the same steps, and nothing is looked up.
 */
import { objectName, type Colour, type TrafficConfig } from "../application/plan";
import type { KubernetesObject } from "../application/render";
import { planStages, type Stage } from "../application/stages";
import { planAccess } from "./access";
import { planGuard, planLedger } from "./guard";
import { planJob, planProgram, type JobRequest } from "./jobs";
import { planRoute } from "./route";
import { migrateSettings, REQUEST_TIMEOUT_SECONDS, switchSettings, type SettingsRequest } from "./settings";
import { otherColour } from "./version";

/** What a release is planned from. */
export interface ReleaseRequest extends SettingsRequest {
    /** Where traffic may go. */
    readonly traffic: TrafficConfig;
    /** The rendered chart of each colour. */
    readonly charts: Readonly<Record<Colour, readonly KubernetesObject[]>>;
    /** The Jobs' program, file name to text. */
    readonly modules: Readonly<Record<string, string>>;
}

/** Objects that may come to be together. */
export interface Step {
    /** E.g. `green-deployments`; unique in a plan. */
    readonly name: string;
    readonly objects: readonly KubernetesObject[];
    /** Steps whose objects must all be there, and ready, before the first of these is touched. */
    readonly after: readonly string[];
}

/** A pod of a migration may take this long. */
const MIGRATE_DEADLINE_SECONDS = 900;

/** What a switch takes beside its load, canary steps and bake, at most: prewarm, and a pod that had to start anew. */
const SWITCH_ALLOWANCE_SECONDS = 1500;

/**
 * The steps, each after those that it needs: foundations, Services of both colours, then for each colour its migration, pods and
 * autoscalers, then the switch of the live colour, the route, and the workers, of the live colour first.
 *
 * Of pods, the switch needs those of its own colour alone: a rollback must not wait for a version that does not start. It does wait
 * for the idle version's migration, which is why the release command's rollback takes a version that never proved good out.
 */
export function planRelease(request: ReleaseRequest): Step[] {
    const { namespace, release, traffic, charts, modules } = request;
    const { live } = release;
    const idle = otherColour(live);
    const program = planProgram(namespace, modules);
    const stages = { blue: planStages(charts.blue), green: planStages(charts.green) };
    const step = (colour: Colour, stage: Stage, after: readonly string[]): Step => ({
        name: `${colour}-${stage}`,
        objects: stages[colour][stage],
        after,
    });
    const job = (given: Pick<JobRequest, "command" | "colour" | "settings" | "deadlineSeconds">) =>
        planJob({
            namespace,
            program: program.metadata.name,
            api: apiOf(charts[given.colour], given.colour),
            ...given,
        });

    const services = ["blue-services", "green-services"];
    const colourSteps = (colour: Colour, alsoAfter: readonly string[]): Step[] => [
        {
            name: `${colour}-migrate`,
            objects: [
                job({
                    command: "migrate",
                    colour,
                    settings: migrateSettings(request, colour),
                    deadlineSeconds: MIGRATE_DEADLINE_SECONDS,
                }),
            ],
            after: ["jobs", `${colour}-foundation`, ...alsoAfter],
        },
        step(colour, "deployments", [`${colour}-migrate`, ...services]),
        step(colour, "scaling", [`${colour}-deployments`]),
    ];

    return [
        {
            name: "jobs",
            objects: [program, planLedger(namespace), ...planAccess(namespace, traffic)],
            after: [],
        },
        { name: "guard", objects: planGuard(namespace), after: ["jobs"] },
        step("blue", "foundation", []),
        step("green", "foundation", []),
        step("blue", "services", ["blue-foundation"]),
        step("green", "services", ["green-foundation"]),
        // Two migrations never run at once, and that of the version that stays behind cannot need what the other one makes.
        ...colourSteps(idle, []),
        ...colourSteps(live, [`${idle}-migrate`]),
        {
            name: "switch",
            objects: [
                job({
                    command: "switch",
                    colour: live,
                    settings: switchSettings(request),
                    deadlineSeconds: switchDeadline(request),
                }),
            ],
            after: ["guard", `${live}-scaling`],
        },
        { name: "route", objects: [planRoute(namespace, release)], after: ["switch", ...services] },
        ...workerSteps(step, live, ["route"]),
        ...workerSteps(step, idle, [`${live}-workers`]),
    ];
}

function workerSteps(
    step: (colour: Colour, stage: Stage, after: readonly string[]) => Step,
    colour: Colour,
    after: readonly string[],
): Step[] {
    return [
        step(colour, "workers", [`${colour}-migrate`, ...after]),
        step(colour, "workerScaling", [`${colour}-workers`]),
    ];
}

function switchDeadline({ release: { verify, canary, watch } }: ReleaseRequest): number {
    const load = Math.ceil(verify.requests / verify.concurrency) * REQUEST_TIMEOUT_SECONDS;
    return SWITCH_ALLOWANCE_SECONDS + load + canary.steps.length * canary.stepSeconds + watch.bakeSeconds;
}

function apiOf(chart: readonly KubernetesObject[], colour: Colour): KubernetesObject {
    const name = objectName("api", colour);
    const found = chart.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === name);
    if (!found) {
        throw new Error(`the chart renders no Deployment ${name}`);
    }
    return found;
}
