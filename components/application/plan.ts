/**
 * From the application's configuration to the chart's values. Pure: the values are plain data that is known before anything
 * exists, so that a preview shows every object of the chart.
 */
import type { ApplicationConfig, Environment, ReleaseConfig, ServiceScale } from "../config";
import { formatCpu, parseCpu } from "./quantity";

/** The colours of a blue-green release. */
export const COLOURS = ["blue", "green"] as const;
export type Colour = (typeof COLOURS)[number];

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

/** All that decides the chart's values. */
export interface ValuesRequest {
    /** Images and sizes. */
    readonly application: ApplicationConfig;
    /** Versions, live colour and times of a pod's end. */
    readonly release: Pick<ReleaseConfig, "live" | "blue" | "green" | "drain">;
    /** The environment, which reaches the application as ENVIRONMENT: dev, staging or prod. */
    readonly environment: Environment;
    /** Where traffic may go. */
    readonly traffic: TrafficConfig;
}

/** Values of one workload: the part of values.yaml that the platform decides; the rest keeps the chart's defaults. */
export interface WorkloadValues {
    readonly image: { readonly digest: string };
    /** Off for the workers of the colour that does not work; `replicas` holds then. */
    readonly autoscaling: { readonly enabled: boolean; readonly minReplicas: number; readonly maxReplicas: number };
    readonly replicas: number;
    readonly podDisruptionBudget: { readonly enabled: boolean; readonly minAvailable: number };
    readonly resources: {
        readonly requests: { readonly cpu: string; readonly memory: string };
        readonly limits: { readonly cpu: string; readonly memory: string };
    };
    readonly topologySpread: { readonly zone: "ScheduleAnyway" | "DoNotSchedule" };
}

/** Values of a workload that serves requests. */
export interface ServiceValues extends WorkloadValues {
    readonly drain: {
        readonly preStopSeconds: number;
        readonly longestRequestSeconds: number;
        readonly terminationGracePeriodSeconds: number;
    };
}

/** Values of the API. */
export interface ApiValues extends ServiceValues {
    readonly drain: ServiceValues["drain"] & { readonly path: string };
}

/** Values for charts/leanvibe-agent-hive, as values.schema.json accepts them. */
export interface ChartValues {
    readonly api: ApiValues;
    readonly worker: WorkloadValues;
    readonly frontend: ServiceValues & { readonly otherColour: { readonly enabled: boolean } };
    readonly gateway: {
        readonly idleTimeoutSeconds: number;
        readonly keepAliveSeconds: number;
        readonly endpointPropagationSeconds: number;
        readonly deregistrationDelaySeconds: number;
    };
    readonly colour: Colour;
    readonly environment: Environment;
    readonly managedBy: string;
    /** An empty policy is the chart's own: by digest once, by tag at every start. */
    readonly image: { readonly repository: string; readonly tag: string; readonly pullPolicy: string };
    readonly platformConfigMap: string;
    readonly networkPolicy: {
        readonly gateway: { readonly cidrs: readonly string[] };
        readonly database: { readonly cidrs: readonly string[]; readonly port: number };
        readonly redis: { readonly cidrs: readonly string[]; readonly port: number };
    };
}

/** Name of the ConfigMap with the endpoints that are known only after provisioning. */
export const PLATFORM_CONFIG_MAP = "leanvibe-platform";

/** Path of the API that hears of the pod's end as its pause begins, and sends WebSockets a close frame. */
const DRAIN_PATH = "/drain";

/**
 * CPU limit as a multiple of the request: room for the seconds before the autoscaler answers, and for start-up, which is on the
 * way of every release. Requests share a full node fairly; the limit only keeps a runaway from taking an idle one whole.
 */
export const CPU_BURST = 4;

/** Name of the Helm release of a colour, which is also the label app.kubernetes.io/instance. */
export function releaseName(colour: Colour): string {
    return `leanvibe-${colour}`;
}

/** Name of a workload's Deployment, Service and ServiceAccount: `objectName("api", "blue")` is `leanvibe-api-blue`. */
export function objectName(workload: Workload, colour: Colour): string {
    return `leanvibe-${workload}-${colour}`;
}

/**
 * The chart's values for one colour. The colours differ in their images and, as one of them alone works, in their workers.
 *
 * @throws Error when an amount of CPU cannot be read. What else is wrong is refused by the chart itself when it is rendered.
 */
export function planValues(colour: Colour, request: ValuesRequest): ChartValues {
    const { application, release, environment, traffic } = request;
    const { tag, digests } = release[colour];
    const { drain } = release;
    const ports = traffic.dataPorts;
    const workload = (name: Workload) => ({
        image: { digest: digests[name] },
        ...planWorkload(application[name], environment),
    });
    const service = (name: "api" | "frontend"): ServiceValues => ({
        ...workload(name),
        drain: {
            preStopSeconds: drain.preStopSeconds,
            longestRequestSeconds: drain.longestRequestSeconds,
            terminationGracePeriodSeconds: drain.terminationGraceSeconds,
        },
    });
    const api = service("api");
    const worker = workload("worker");
    return {
        colour,
        environment,
        managedBy: "Pulumi",
        image: { repository: application.imageRepository, tag, pullPolicy: application.imagePullPolicy ?? "" },
        platformConfigMap: PLATFORM_CONFIG_MAP,
        gateway: {
            idleTimeoutSeconds: drain.gatewayIdleSeconds,
            keepAliveSeconds: drain.keepAliveSeconds,
            endpointPropagationSeconds: drain.endpointPropagationSeconds,
            deregistrationDelaySeconds: drain.deregistrationDelaySeconds,
        },
        networkPolicy: {
            gateway: { cidrs: traffic.gatewayCidrs ?? [] },
            database: { cidrs: traffic.dataCidrs, port: ports.database },
            redis: { cidrs: traffic.dataCidrs, port: ports.redis },
        },
        // Without a pause there is no time to tell the application of it.
        api: { ...api, drain: { ...api.drain, path: drain.preStopSeconds > 0 ? DRAIN_PATH : "" } },
        worker: release.live === colour ? worker : { ...worker, ...STOPPED },
        // Whoever loaded a page before a switch asks for its files after it.
        frontend: { ...service("frontend"), otherColour: { enabled: true } },
    };
}

/** A workload without pods: an autoscaler would not let it stop. */
const STOPPED = {
    autoscaling: { enabled: false, minReplicas: 1, maxReplicas: 1 },
    replicas: 0,
    podDisruptionBudget: { enabled: false, minAvailable: 1 },
};

function planWorkload(config: ServiceScale, environment: Environment): Omit<WorkloadValues, "image"> {
    const cpuLimit = formatCpu(parseCpu(config.cpu) * CPU_BURST);
    return {
        autoscaling: { enabled: true, minReplicas: config.minReplicas, maxReplicas: config.maxReplicas },
        replicas: config.minReplicas,
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
