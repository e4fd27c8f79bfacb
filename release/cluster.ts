/** What the cluster says of a release, and the one thing that is asked of it beside `pulumi up`: to run a switch at once. */
import { setTimeout as sleep } from "node:timers/promises";
import { COLOURS, objectName, type Colour, type Workload } from "../components/application/plan";
import type { KubernetesObject } from "../components/application/render";
import { FIELD_MANAGER, LEDGER, ROUTE } from "../components/release/names";
import { identityOf } from "../components/release/version";
import { UserError } from "../sandbox/errors";
import { ApiError } from "../sandbox/providers/kubernetes/apply/api-error";
import { ApiClient, type Call } from "../sandbox/providers/kubernetes/apply/client";
import { connect } from "../sandbox/providers/kubernetes/apply/connection";
import { Patience } from "../sandbox/providers/kubernetes/apply/patience";
import { ProviderError } from "../sandbox/providers/protocol/service";
import type { PropertyMap } from "../sandbox/providers/protocol/value";

/** The route as it is now. */
export interface RouteState {
    /** Share of the API's traffic by colour, in percent. */
    readonly weights: Readonly<Record<Colour, number>>;
    /** Version of each colour when it was last routed. */
    readonly identities: Readonly<Partial<Record<Colour, string>>>;
    readonly generation: number;
}

/** What is deployed of one colour. */
export interface ColourState {
    /** Version of its pods, whatever the route says: they differ after a switch that failed. */
    readonly identity: string;
    /** Pods of the API that are ready. */
    readonly ready: number;
    /** When the Deployment last made progress. */
    readonly since: Date | undefined;
    /** How long its pods took to get ready, in seconds: the longest of those that are; undefined when none is. */
    readonly startSeconds: number | undefined;
}

/** A switch whose Job is still there. */
export interface SwitchState {
    readonly colour: string;
    readonly succeeded: boolean;
    readonly startedAt: Date;
    /** How long it took; undefined while it is under way. */
    readonly seconds: number | undefined;
}

/** How often a Job is looked at, in milliseconds. */
const POLL_MS = 250;
/** How long an answer is waited for, in seconds, while the API server restarts. */
const PATIENCE_SECONDS = 60;
/** Single answers are short: nobody cancels them. */
const NEVER = new AbortController().signal;

/** What is read of an object; everything may be missing. */
interface Live {
    readonly metadata?: {
        readonly name?: string;
        readonly annotations?: Readonly<Record<string, string>>;
        readonly labels?: Readonly<Record<string, string>>;
        readonly creationTimestamp?: string;
    };
    readonly data?: Readonly<Record<string, string>>;
    readonly spec?: {
        readonly rules?: readonly { readonly backendRefs?: readonly Backend[] }[];
        readonly template?: { readonly spec?: { readonly containers?: readonly { readonly image?: string }[] } };
    };
    readonly status?: {
        readonly readyReplicas?: number;
        readonly startTime?: string;
        readonly completionTime?: string;
        readonly succeeded?: number;
        readonly conditions?: readonly Condition[];
        readonly containerStatuses?: readonly { readonly state?: { readonly terminated?: { message?: string } } }[];
    };
    readonly items?: readonly Live[];
}

interface Backend {
    readonly name: string;
    readonly weight?: number;
}

interface Condition {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
    readonly lastUpdateTime?: string;
    readonly lastTransitionTime?: string;
}

/** A cluster that a release runs on. */
export class ReleaseCluster {
    private constructor(
        private readonly client: ApiClient,
        private readonly namespace: string,
    ) {}

    /**
     * @param kubeconfig its text, YAML or JSON
     * @throws UserError when it cannot be used
     */
    static async connect(kubeconfig: string, namespace: string): Promise<ReleaseCluster> {
        try {
            return new ReleaseCluster(new ApiClient(await connect(kubeconfig)), namespace);
        } catch (error) {
            throw asUserError(error);
        }
    }

    /** The route; undefined before the first release. */
    async route(): Promise<RouteState | undefined> {
        const route = await this.get(this.path("gateway.networking.k8s.io/v1", "httproutes", ROUTE));
        if (!route) return undefined;
        const annotations = route.metadata?.annotations ?? {};
        const backends = route.spec?.rules?.[0]?.backendRefs ?? [];
        const weightOf = (colour: Colour) =>
            backends.find(({ name }) => name === objectName("api", colour))?.weight ?? 0;
        return {
            weights: { blue: weightOf("blue"), green: weightOf("green") },
            identities: Object.fromEntries(COLOURS.map((colour) => [colour, annotations[`leanvibe.dev/${colour}`]])),
            generation: Number(annotations["leanvibe.dev/generation"] ?? 0),
        };
    }

    /** What the Jobs remember: good and reverted versions. */
    async ledger(): Promise<Readonly<Record<string, string>>> {
        return (await this.get(this.path("v1", "configmaps", LEDGER)))?.data ?? {};
    }

    /** Whether the Jobs found a version good in a colour. */
    async isGood(colour: Colour, identity: string): Promise<boolean> {
        return (await this.ledger())[`${colour}.${identity}`] === "good";
    }

    /** What is deployed of a colour; undefined when it never was. */
    async colour(colour: Colour): Promise<ColourState | undefined> {
        const deployment = (workload: Workload) =>
            this.get(this.path("apps/v1", "deployments", objectName(workload, colour)));
        const [found, worker, frontend] = await Promise.all([
            deployment("api"),
            deployment("worker"),
            deployment("frontend"),
        ]);
        if (!found) return undefined;
        const progress = found.status?.conditions?.find(({ type }) => type === "Progressing");
        const { tag, digest: api } = imageOf(found);
        const digests = { api, worker: imageOf(worker).digest, frontend: imageOf(frontend).digest };
        return {
            identity: identityOf({ tag, digests }),
            ready: found.status?.readyReplicas ?? 0,
            since: dateOf(progress?.lastUpdateTime),
            startSeconds: await this.startSeconds(colour),
        };
    }

    private async startSeconds(colour: Colour): Promise<number | undefined> {
        const query = { labelSelector: `app.kubernetes.io/name=leanvibe-api,leanvibe.dev/colour=${colour}` };
        const pods = (await this.ask({ method: "GET", path: this.path("v1", "pods"), query })).items ?? [];
        const taken = pods.flatMap(({ metadata, status }) => {
            const created = dateOf(metadata?.creationTimestamp);
            const ready = dateOf(met(status?.conditions, "Ready")?.lastTransitionTime);
            return created && ready ? [(ready.getTime() - created.getTime()) / 1000] : [];
        });
        return taken.length === 0 ? undefined : Math.max(...taken);
    }

    /** The switches whose Jobs are still there, the newest first. */
    async switches(): Promise<SwitchState[]> {
        const jobs = (await this.get(this.path("batch/v1", "jobs")))?.items ?? [];
        return jobs
            .filter(({ metadata }) => metadata?.name?.startsWith("leanvibe-switch-") === true)
            .flatMap((job) => switchState(job) ?? [])
            .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
    }

    /** Applies objects as the program would; what is there already is left as it is. */
    async apply(objects: readonly KubernetesObject[]): Promise<void> {
        for (const object of objects) {
            const plural = `${object.kind.toLowerCase()}s`;
            await this.ask({
                method: "PATCH",
                path: this.path(object.apiVersion, plural, object.metadata.name),
                query: { fieldManager: FIELD_MANAGER, force: "true" },
                contentType: "application/apply-patch+yaml",
                body: object as PropertyMap,
            });
        }
    }

    /**
     * Waits until a Job has ended.
     *
     * @throws UserError with the last words of its pod when it failed
     */
    async finished(name: string, signal: AbortSignal): Promise<void> {
        for (;;) {
            const conditions = (await this.get(this.path("batch/v1", "jobs", name)))?.status?.conditions;
            if (met(conditions, "Complete")) return;
            const failed = met(conditions, "Failed");
            if (failed) throw new UserError(`${name} failed: ${await this.lastWords(name, failed.message ?? "")}`);
            await sleep(POLL_MS, undefined, { signal }).catch(() => {
                throw new UserError(
                    `stopped waiting for ${name}, which goes on in the cluster: run this again with --resume.`,
                );
            });
        }
    }

    private async lastWords(job: string, otherwise: string): Promise<string> {
        const query = { labelSelector: `batch.kubernetes.io/job-name=${job}` };
        const pods = (await this.ask({ method: "GET", path: this.path("v1", "pods"), query })).items ?? [];
        const messages = pods.map((pod) => pod.status?.containerStatuses?.[0]?.state?.terminated?.message?.trim());
        return (
            messages
                .findLast((message) => message)
                ?.split("\n")
                .at(-1) ?? otherwise
        );
    }

    private path(apiVersion: string, plural: string, name?: string): string {
        const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        return [group, "namespaces", this.namespace, plural, ...(name === undefined ? [] : [name])].join("/");
    }

    /** The object, or undefined when the server has none of that name. */
    private async get(path: string): Promise<Live | undefined> {
        return this.ask({ method: "GET", path }).catch((error: unknown) => {
            if (error instanceof UserError && error.cause instanceof ApiError && error.cause.isNotFound) {
                return undefined;
            }
            throw error;
        });
    }

    private async ask(call: Call): Promise<Live> {
        try {
            return await this.client.ask(call, new Patience(PATIENCE_SECONDS, NEVER));
        } catch (error) {
            throw asUserError(error);
        }
    }
}

/** What the client says, as the command line tells it; faults of this program stay what they are. */
function asUserError(error: unknown): unknown {
    if (error instanceof ApiError) {
        const told = new UserError(`the cluster refuses: ${error.message}`);
        told.cause = error;
        return told;
    }
    return error instanceof ProviderError ? new UserError(error.message) : error;
}

function switchState({ metadata, status }: Live): SwitchState | undefined {
    const startedAt = dateOf(status?.startTime);
    if (!startedAt) return undefined;
    // A Job that failed has no time of completion.
    const endedAt = dateOf(status?.completionTime ?? met(status?.conditions, "Failed")?.lastTransitionTime);
    return {
        colour: metadata?.labels?.["leanvibe.dev/colour"] ?? "",
        succeeded: (status?.succeeded ?? 0) > 0,
        startedAt,
        seconds: endedAt && (endedAt.getTime() - startedAt.getTime()) / 1000,
    };
}

/** The tag and, where it is pinned, the digest of a Deployment's image. */
function imageOf(deployment: Live | undefined): { tag: string; digest: string } {
    const image = deployment?.spec?.template?.spec?.containers?.[0]?.image ?? "";
    const [, tag = "", digest = ""] = /:([^:@/]+)(?:@(sha256:[0-9a-f]+))?$/.exec(image) ?? [];
    return { tag, digest };
}

/** The condition of that type, if it is met. */
function met(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
    return conditions?.find((condition) => condition.type === type && condition.status === "True");
}

function dateOf(text: string | undefined): Date | undefined {
    return text === undefined ? undefined : new Date(text);
}
