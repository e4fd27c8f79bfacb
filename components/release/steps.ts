/** A release from its arguments: the chart rendered for both colours, and the steps planned. */
import { planValues, releaseName, type Colour, type TrafficConfig } from "../application/plan";
import { CHART, renderChart } from "../application/render";
import type { ApplicationConfig, Environment, ReleaseConfig } from "../config";
import { readProgram } from "./jobs";
import { planRelease, type Step } from "./plan";
import type { Recovery } from "./settings";

/** What a release is made from. */
export interface ReleaseArgs {
    /** Namespace of the application. */
    readonly namespace: string;
    /** The environment, which reaches the application as ENVIRONMENT: dev, staging or prod. */
    readonly environment: Environment;
    /** The cluster's version, e.g. `1.35`. */
    readonly kubernetesVersion: string;
    /** Images and sizes. */
    readonly application: ApplicationConfig;
    /** Versions, live colour, and how a switch is judged. */
    readonly release: ReleaseConfig;
    /** Where traffic may go. */
    readonly traffic: TrafficConfig;
    /** What a migration needs to know of the database. */
    readonly recovery: Recovery;
}

/**
 * The steps of a release, in order.
 *
 * @throws RunError when helm is missing or the chart refuses the configuration.
 */
export function stepsOf(args: ReleaseArgs): Step[] {
    const render = (colour: Colour) =>
        renderChart({
            chart: CHART,
            release: releaseName(colour),
            namespace: args.namespace,
            kubernetesVersion: args.kubernetesVersion,
            values: planValues(colour, args),
        });
    return planRelease({ ...args, charts: { blue: render("blue"), green: render("green") }, modules: readProgram() });
}
