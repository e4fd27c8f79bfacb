import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiClient } from "../../../sandbox/providers/kubernetes/apply/client";
import { connect } from "../../../sandbox/providers/kubernetes/apply/connection";
import { Patience } from "../../../sandbox/providers/kubernetes/apply/patience";

/** What tests read of an object; everything may be missing. */
export interface Seen {
    readonly metadata: {
        readonly name: string;
        readonly annotations?: Readonly<Record<string, string>>;
        readonly labels?: Readonly<Record<string, string>>;
        readonly creationTimestamp: string;
        readonly deletionTimestamp?: string;
    };
    readonly data?: Readonly<Record<string, string>>;
    readonly spec?: {
        readonly replicas?: number;
        readonly rules?: readonly { readonly backendRefs?: readonly { name: string; weight?: number }[] }[];
        readonly template?: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
    };
    readonly status?: {
        readonly replicas?: number;
        readonly readyReplicas?: number;
        readonly conditions?: readonly { readonly type: string; readonly status: string }[];
        readonly containerStatuses?: readonly { readonly restartCount: number; readonly ready: boolean }[];
    };
}

/** What the route says now. */
export interface RouteNow {
    /** Weights of the API's rule. */
    readonly api: Readonly<Record<string, number>>;
    readonly frontend: Readonly<Record<string, number>>;
    readonly annotations: Readonly<Record<string, string>>;
    /** The colour with most of the API's traffic. */
    readonly live: string;
}

/** Whether an object, a Job for example, has a condition. */
export function isMet(object: Seen | undefined, type: string): boolean {
    return object?.status?.conditions?.some((one) => one.type === type && one.status === "True") === true;
}

/** Kinds that tests look at, and where the API server has them. */
const places = {
    configmap: "api/v1",
    deployment: "apis/apps/v1",
    horizontalpodautoscaler: "apis/autoscaling/v2",
    httproute: "apis/gateway.networking.k8s.io/v1",
    job: "apis/batch/v1",
    pod: "api/v1",
} as const;
export type Kind = keyof typeof places;

/** Reads the application's objects over one connection: cheap enough to look ten times a second. */
export class Observer {
    private constructor(private readonly client: ApiClient) {}

    static async connect(kubeconfig: string): Promise<Observer> {
        return new Observer(new ApiClient(await connect(fs.readFileSync(kubeconfig, "utf8"))));
    }

    /** One object; an API server that is away is waited for. */
    async get(kind: Kind, name: string): Promise<Seen> {
        return (await this.ask(`${this.path(kind)}/${name}`)) as unknown as Seen;
    }

    /** All objects of a kind, those with a label only where one is given (`app.kubernetes.io/name=leanvibe`). */
    async list(kind: Kind, labelSelector?: string): Promise<Seen[]> {
        return (await this.ask(this.path(kind), labelSelector)).items as unknown as Seen[];
    }

    /** The route that divides the traffic. */
    async route(): Promise<RouteNow> {
        const { metadata, spec } = await this.get("httproute", "leanvibe");
        const weights = (rule: number) =>
            Object.fromEntries(
                (spec?.rules?.[rule]?.backendRefs ?? []).map(({ name, weight = 1 }) => [
                    name.split("-").at(-1),
                    weight,
                ]),
            ) as Record<string, number>;
        const [api, frontend] = [weights(0), weights(1)];
        const live = (api.green ?? 0) > (api.blue ?? 0) ? "green" : "blue";
        return { api, frontend, annotations: metadata.annotations ?? {}, live };
    }

    /**
     * Looks ten times a second until there is something to see.
     *
     * @param what completes the error's sentence: `a migration runs`
     * @throws Error when that is not so within the time
     */
    async until<T>(look: () => Promise<T | undefined>, what: string, seconds = 180): Promise<T> {
        const end = Date.now() + seconds * 1000;
        while (Date.now() < end) {
            const found = await look();
            if (found !== undefined) return found;
            await sleep(100);
        }
        throw new Error(`Waited in the cluster until ${what}: not within ${String(seconds)} s.`);
    }

    private path(kind: Kind): string {
        return `/${places[kind]}/namespaces/leanvibe/${kind}s`;
    }

    private ask(path: string, labelSelector?: string) {
        const query = labelSelector === undefined ? {} : { query: { labelSelector } };
        return this.client.ask({ method: "GET", path, ...query }, new Patience(120, new AbortController().signal));
    }
}
