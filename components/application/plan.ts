/**
 * From the application's configuration to the chart's values. Pure: the values are plain data that is known before anything
 * exists, so that a preview shows every object of the chart.
 */
import type { ApplicationConfig, Environment, ServiceScale } from "../config";
import { formatCpu, parseCpu } from "./quantity";

/** The colours of a blue-green release. */
export type Colour = ApplicationConfig["colour"];

/** The application's three workloads. */
export const WORKLOADS = ["api", "worker", "frontend"] as const;
export type Workload = (typeof WORKLOADS)[number];

/** Where the application's traffic may go to and come from. Plain, because network policies must be known at preview. */
export interface TrafficConfig {
    /** Address ranges of the database and cache subnets. */
    readonly dataCidrs: readonly string[];
    /** Address ranges of the load balancer's subnets. Default: none, so that no gateway reaches the pods. */
    readonly gatewayCidrs?: readonly string[];
    /** Ports of PostgreSQL and Redis. */
    readonly dataPorts: { readonly database: number; readonly redis: number };
}

/** Values of one workload: the part of values.yaml that the platform decides; the rest keeps the chart's defaults. */
export interface WorkloadValues {
    readonly autoscaling: { readonly minReplicas: number; readonly maxReplicas: number };
    readonly podDisruptionBudget: { readonly enabled: boolean; readonly minAvailable: number };
    readonly resources: {
        readonly requests: { readonly cpu: string; readonly memory: string };
        readonly limits: { readonly cpu: string; readonly memory: string };
    };
    readonly topologySpread: { readonly zone: "ScheduleAnyway" | "DoNotSchedule" };
}

/** Values for charts/leanvibe-agent-hive, as values.schema.json accepts them. */
export interface ChartValues extends Readonly<Record<Workload, WorkloadValues>> {
    readonly colour: Colour;
    readonly environment: Environment;
    readonly managedBy: string;
    readonly image: { readonly repository: string; readonly tag: string };
    readonly platformConfigMap: string;
    readonly networkPolicy: {
        readonly gateway: { readonly cidrs: readonly string[] };
        readonly database: { readonly cidrs: readonly string[]; readonly port: number };
        readonly redis: { readonly cidrs: readonly string[]; readonly port: number };
    };
}

/** Name of the ConfigMap with the endpoints that are known only after provisioning. */
export const PLATFORM_CONFIG_MAP = "leanvibe-platform";

/** CPU limit as a multiple of the request: room for start-up and for the seconds before the autoscaler answers. */
export const CPU_BURST = 2;

/** Name of the Helm release of a colour, which is also the label app.kubernetes.io/instance. */
export function releaseName(colour: Colour): string {
    return `leanvibe-${colour}`;
}

/** Name of a workload's Deployment, Service and ServiceAccount: `objectName("api", "blue")` is `leanvibe-api-blue`. */
export function objectName(workload: Workload, colour: Colour): string {
    return `leanvibe-${workload}-${colour}`;
}

/**
 * The chart's values for one colour.
 *
 * @throws Error when an amount of CPU cannot be read. What else is wrong is refused by the chart itself when it is rendered.
 */
export function planValues(
    application: ApplicationConfig,
    environment: Environment,
    traffic: TrafficConfig,
): ChartValues {
    const ports = traffic.dataPorts;
    return {
        colour: application.colour,
        environment,
        managedBy: "Pulumi",
        image: { repository: application.imageRepository, tag: application.tag },
        platformConfigMap: PLATFORM_CONFIG_MAP,
        networkPolicy: {
            gateway: { cidrs: traffic.gatewayCidrs ?? [] },
            database: { cidrs: traffic.dataCidrs, port: ports.database },
            redis: { cidrs: traffic.dataCidrs, port: ports.redis },
        },
        api: planWorkload(application.api, environment),
        worker: planWorkload(application.worker, environment),
        frontend: planWorkload(application.frontend, environment),
    };
}

function planWorkload(config: ServiceScale, environment: Environment): WorkloadValues {
    const cpuLimit = formatCpu(parseCpu(config.cpu) * CPU_BURST);
    return {
        autoscaling: { minReplicas: config.minReplicas, maxReplicas: config.maxReplicas },
        // One pod fewer than the autoscaler's floor: a drain takes one at a time. A single pod has no budget that a drain survives.
        podDisruptionBudget: { enabled: config.minReplicas > 1, minAvailable: Math.max(1, config.minReplicas - 1) },
        resources: {
            requests: { cpu: config.cpu, memory: config.memory },
            // Memory is never overcommitted: a pod above its request is killed before it can take its neighbours along.
            limits: { cpu: cpuLimit, memory: config.memory },
        },
        // In dev a node less is worth more than a zone that may fail.
        topologySpread: { zone: environment === "dev" ? "ScheduleAnyway" : "DoNotSchedule" },
    };
}
