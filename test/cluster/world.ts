import { strict as assert } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";

import { ApiClient } from "../../sandbox/providers/kubernetes/apply/client";
import { Objects, Place } from "../../sandbox/providers/kubernetes/apply/objects";
import { Patience } from "../../sandbox/providers/kubernetes/apply/patience";
import { objectsAt, textAt } from "../../sandbox/providers/kubernetes/apply/live";
import { ClusterProvider } from "../../sandbox/providers/kubernetes/apply/provider";
import { PropertyMap } from "../../sandbox/providers/protocol/value";
import { Engine } from "../unit/providers/harness";
import { ApiServer } from "./api-server";

/** How a write by somebody else is meant. */
export interface WriteOptions {
    /** Its field manager. */
    readonly manager?: string;
    /** E.g. `status`, which only a controller writes. */
    readonly subresource?: string;
}

/** A real API server, the provider beside it, and everybody else who writes there. */
export class World {
    private readonly engines: (readonly [Engine, ClusterProvider])[] = [];

    private constructor(
        public readonly server: ApiServer,
        public readonly kubeconfig: string,
        private readonly api: ApiClient,
        public readonly objects: Objects,
        public readonly patience: Patience,
    ) {}

    public static async begin(): Promise<World> {
        const server = await ApiServer.start();
        process.env.LEANVIBE_CLUSTER_KUBECONFIG = server.kubeconfigFile;
        const { api, objects, patience } = await server.client();
        return new World(server, await server.kubeconfig(), api, objects, patience);
    }

    public async end(): Promise<void> {
        Reflect.deleteProperty(process.env, "LEANVIBE_CLUSTER_KUBECONFIG");
        await this.server.stop();
    }

    /** The provider, spoken to over gRPC, with the cluster's kubeconfig unless the configuration says otherwise. */
    public async start(config: PropertyMap = {}): Promise<Engine> {
        return this.startBare({ kubeconfig: this.kubeconfig, ...config });
    }

    /** The provider with this configuration and no other. */
    public async startBare(config: PropertyMap = {}): Promise<Engine> {
        const provider = new ClusterProvider("4.34.2");
        const engine = await Engine.start(provider, config);
        this.engines.push([engine, provider]);
        return engine;
    }

    /** Ends the providers, with all that they still wait for. */
    public stopEngines(): void {
        this.engines.splice(0).forEach(([engine, provider]) => {
            provider.cancel();
            engine.stop();
        });
    }

    public get(place: Place): Promise<PropertyMap | undefined> {
        return this.objects.get(place, this.patience);
    }

    /** Creates an object as somebody else. */
    public create(place: Place, object: PropertyMap): Promise<PropertyMap> {
        return this.objects.create(place, object, { manager: "somebody", force: false, dryRun: false }, this.patience);
    }

    /** Changes an object as somebody else, by a merge patch. */
    public async patch(place: Place, patch: PropertyMap, options: WriteOptions = {}): Promise<PropertyMap> {
        const { manager = "somebody", subresource } = options;
        const path = await this.objects.pathOf(place, this.patience);
        return this.api.ask(
            {
                method: "PATCH",
                path: subresource === undefined ? path : `${path}/${subresource}`,
                query: { fieldManager: manager },
                body: patch,
                contentType: "application/merge-patch+json",
            },
            this.patience,
        );
    }

    /** Sets an object's status, as its controller does. */
    public setStatus(place: Place, status: PropertyMap): Promise<PropertyMap> {
        return this.patch(place, { status }, { manager: "kube-controller-manager", subresource: "status" });
    }

    /** The object as soon as it is there, which takes no more than so many seconds. */
    public exists(place: Place, seconds = 5): Promise<PropertyMap> {
        return this.until(place, seconds, "appear", (live) => live !== undefined);
    }

    /** The object as soon as it is another one than that with this uid. */
    public replaced(place: Place, uid: string, seconds = 60): Promise<PropertyMap> {
        return this.until(
            place,
            seconds,
            "get a successor",
            (live) => live !== undefined && textAt(live, "metadata", "uid") !== uid,
        );
    }

    private async until(
        place: Place,
        seconds: number,
        what: string,
        test: (live: PropertyMap | undefined) => boolean,
    ): Promise<PropertyMap> {
        for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
            const live = await this.get(place);
            if (live !== undefined && test(live)) {
                return live;
            }
            await sleep(50);
        }
        throw new Error(`${place.kind} ${place.name} did not ${what} within ${seconds} s`);
    }

    /** Lets go an object that waits for its dependents, as the garbage collector does when none is left. */
    public async collect(place: Place, seconds = 5): Promise<void> {
        await this.until(place, seconds, "begin to go", (live) => textAt(live, "metadata", "deletionTimestamp") !== "");
        await this.patch(place, { metadata: { finalizers: null } });
    }
}

/** The names of those who manage an object's fields, the status' aside. */
export function managersOf(live: PropertyMap | undefined): string[] {
    return objectsAt(live, "metadata", "managedFields")
        .filter((entry) => textAt(entry, "subresource") === "")
        .map((entry) => textAt(entry, "manager"));
}

/** Where an object of the default namespace is. */
export function at(kind: string, name: string, apiVersion = "v1"): Place {
    return { apiVersion, kind, namespace: "default", name };
}

/** The error that an operation ends with; fails if it succeeds. */
export async function failureOf(operation: Promise<unknown>): Promise<Error> {
    const outcome = await operation.then(
        () => undefined,
        (error: unknown) => error,
    );
    assert(outcome instanceof Error, "expected a failure");
    return outcome;
}

/** An operation of which a test may ask whether it is still going on. */
export function watched<Result>(promise: Promise<Result>): { readonly promise: Promise<Result>; isOver: boolean } {
    const state = { promise, isOver: false };
    const over = () => {
        state.isOver = true;
    };
    promise.then(over, over);
    return state;
}
