import { PropertyMap } from "../../protocol/value";
import { GroupVersionKind } from "../kinds";
import { ApiError, NoSuchKindError } from "./api-error";
import { ApiClient } from "./client";
import { Discovery, pathOf, ResourceKind } from "./discovery";
import { mapAt, objectsAt, textAt } from "./live";
import { foldedManagers, isWrittenBy } from "./managed-fields";
import { Patience } from "./patience";
import { Reader } from "./readiness/verdict";

/** Which object, of which kind. */
export interface Place {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
}

/** How an apply is meant. */
export interface ApplyOptions {
    readonly manager: string;
    /** Take fields away from other managers. */
    readonly force: boolean;
    readonly dryRun: boolean;
}

export type Propagation = "Background" | "Foreground" | "Orphan";

/** How many lines of a log tell how a container ended. */
const LOG_LINES = 5;

/** How often a change of the field managers is tried against others that write the object. */
const STALE_ATTEMPTS = 5;

/** The cluster's objects, of any kind that it serves. */
export class Objects {
    private readonly discovery: Discovery;

    public constructor(
        private readonly client: ApiClient,
        /** For objects that name no namespace, of kinds that live in one. */
        private readonly defaultNamespace: string,
    ) {
        this.discovery = new Discovery(client);
    }

    /** @throws NoSuchKindError */
    public find(place: Pick<Place, "apiVersion" | "kind">, patience: Patience): Promise<ResourceKind> {
        return this.discovery.find(place.apiVersion, place.kind, patience);
    }

    /** The object; undefined if it, its namespace or its kind is not there. */
    public async get(place: Place, patience: Patience): Promise<PropertyMap | undefined> {
        return orGone(async () =>
            this.client.ask({ method: "GET", path: await this.pathOf(place, patience) }, patience),
        );
    }

    /** Creates the object; one that is there already is refused. */
    public async create(
        place: Place,
        object: PropertyMap,
        options: ApplyOptions,
        patience: Patience,
    ): Promise<PropertyMap> {
        const kind = await this.find(place, patience);
        const call = {
            method: "POST",
            path: pathOf(kind, this.namespaceOf(place)),
            query: { fieldManager: options.manager, fieldValidation: "Warn", ...dryRunOf(options) },
            body: object,
            // A name that the server makes up would be another one the next time.
            isRepeatable: place.name !== "",
        } as const;
        // Our own first attempt may have been done although its answer was lost.
        return this.client.askOnce(call, patience, async (error) => {
            const found = error.isAlreadyThere ? await this.get(place, patience) : undefined;
            return found !== undefined && isWrittenBy(found, options.manager) ? found : undefined;
        });
    }

    /** Makes the object what it should be, where it is ours to say; creates it if it is not there. */
    public async apply(
        place: Place,
        object: PropertyMap,
        options: ApplyOptions,
        patience: Patience,
    ): Promise<PropertyMap> {
        return this.client.ask(
            {
                method: "PATCH",
                path: await this.pathOf(place, patience),
                query: {
                    fieldManager: options.manager,
                    force: String(options.force),
                    fieldValidation: "Warn",
                    ...dryRunOf(options),
                },
                body: object,
                contentType: "application/apply-patch+yaml",
            },
            patience,
        );
    }

    /** Makes fields that our creation wrote ours to apply (see {@link foldedManagers}). */
    public async foldManagers(
        place: Place,
        live: PropertyMap,
        manager: string,
        previous: string,
        patience: Patience,
    ): Promise<PropertyMap> {
        let current = live;
        for (let attempt = 1; ; attempt++) {
            const managedFields = foldedManagers(current, manager, previous);
            if (managedFields === undefined) {
                return current;
            }
            const body = [
                { op: "replace", path: "/metadata/managedFields", value: managedFields },
                {
                    op: "replace",
                    path: "/metadata/resourceVersion",
                    value: textAt(current, "metadata", "resourceVersion"),
                },
            ];
            const path = await this.pathOf(place, patience);
            try {
                return await this.client.ask(
                    { method: "PATCH", path, body, contentType: "application/json-patch+json" },
                    patience,
                );
            } catch (error) {
                const fresh = await this.get(place, patience);
                if (
                    !(error instanceof ApiError && error.isStale) ||
                    attempt === STALE_ATTEMPTS ||
                    fresh === undefined
                ) {
                    throw error;
                }
                current = fresh;
            }
        }
    }

    /** Gives up the fields that a manager owns by apply; those that nobody else owns go away with it. */
    public async relinquish(place: Place, manager: string, patience: Patience): Promise<PropertyMap> {
        const { apiVersion, kind, name, namespace } = place;
        const metadata = { name, ...(namespace === "" ? {} : { namespace }) };
        const object = { apiVersion, kind, metadata };
        return this.apply(place, object, { manager, force: false, dryRun: false }, patience);
    }

    /** Asks for the object's deletion; true if it was there. */
    public async delete(place: Place, propagationPolicy: Propagation, patience: Patience): Promise<boolean> {
        const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy };
        const path = await orGone(() => this.pathOf(place, patience));
        const answer =
            path === undefined
                ? undefined
                : await orGone(() => this.client.ask({ method: "DELETE", path, body }, patience));
        return answer !== undefined;
    }

    /** Looks at other objects while the patience lasts. */
    public reader(patience: Patience): Reader {
        return {
            list: async (apiVersion, kind, namespace, labels) => {
                const path = pathOf(await this.find({ apiVersion, kind }, patience), namespace);
                const labelSelector = Object.entries(labels)
                    .map(([name, value]) => `${name}=${value}`)
                    .join(",");
                return objectsAt(
                    await this.client.ask({ method: "GET", path, query: { labelSelector } }, patience),
                    "items",
                );
            },
            get: (apiVersion, kind, namespace, name) => this.get({ apiVersion, kind, namespace, name }, patience),
            log: async (pod, container, previous) => {
                const { namespace, name } = mapAt(pod, "metadata") as { namespace: string; name: string };
                const path = `${await this.pathOf({ apiVersion: "v1", kind: "Pod", namespace, name }, patience)}/log`;
                const query = { container, previous: String(previous), tailLines: String(LOG_LINES) };
                try {
                    return await this.client.askText({ method: "GET", path, query }, patience.atMost(LOG_SECONDS));
                } catch {
                    return "";
                }
            },
        };
    }

    /** The path of an object. */
    public async pathOf(place: Place, patience: Patience): Promise<string> {
        return pathOf(await this.find(place, patience), this.namespaceOf(place), place.name);
    }

    private namespaceOf(place: Place): string {
        return place.namespace === "" ? this.defaultNamespace : place.namespace;
    }
}

/** A log that does not come by then is not told of. */
const LOG_SECONDS = 5;

/** Where an object is that the program describes. */
export function placeOf(gvk: GroupVersionKind, object: PropertyMap): Place {
    const [namespace, name] = [textAt(object, "metadata", "namespace"), textAt(object, "metadata", "name")];
    return { apiVersion: gvk.apiVersion, kind: gvk.kind, namespace, name };
}

function dryRunOf({ dryRun }: ApplyOptions): Record<string, string> {
    return dryRun ? { dryRun: "All" } : {};
}

async function orGone<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
        return await ask();
    } catch (error) {
        if (error instanceof NoSuchKindError || (error instanceof ApiError && error.isNotFound)) {
            return undefined;
        }
        throw error;
    }
}
