import { PropertyMap } from "../../protocol/value";
import { ApiError, NoSuchKindError } from "./api-error";
import { ApiClient } from "./client";
import { at, objectsAt, textAt } from "./live";
import { Patience } from "./patience";

/** How the server calls a kind in its paths. */
export interface ResourceKind {
    /** E.g. `/apis/apps/v1`. */
    readonly base: string;
    /** E.g. `deployments`. */
    readonly plural: string;
    readonly isNamespaced: boolean;
}

/** What the server serves, asked once per API version, and again when a kind is missing. */
export class Discovery {
    private readonly known = new Map<string, Promise<readonly PropertyMap[]>>();

    public constructor(private readonly client: ApiClient) {}

    /** @throws NoSuchKindError if the server does not serve it (yet) */
    public async find(apiVersion: string, kind: string, patience: Patience): Promise<ResourceKind> {
        const isOld = this.known.has(apiVersion);
        const found =
            (await this.look(apiVersion, kind, patience)) ??
            (isOld ? await this.lookAgain(apiVersion, kind, patience) : undefined);
        if (found === undefined) {
            this.known.delete(apiVersion);
            throw new NoSuchKindError(kind, apiVersion);
        }
        return found;
    }

    private lookAgain(apiVersion: string, kind: string, patience: Patience): Promise<ResourceKind | undefined> {
        this.known.delete(apiVersion);
        return this.look(apiVersion, kind, patience);
    }

    private async look(apiVersion: string, kind: string, patience: Patience): Promise<ResourceKind | undefined> {
        const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        let asked = this.known.get(apiVersion);
        if (asked === undefined) {
            asked = this.list(base, patience);
            this.known.set(apiVersion, asked);
            asked.catch(() => this.known.delete(apiVersion));
        }
        const resources = await asked;
        const resource = resources.find(
            (entry) => textAt(entry, "kind") === kind && !textAt(entry, "name").includes("/"),
        );
        return resource === undefined
            ? undefined
            : { base, plural: textAt(resource, "name"), isNamespaced: at(resource, "namespaced") === true };
    }

    private async list(path: string, patience: Patience): Promise<readonly PropertyMap[]> {
        try {
            return objectsAt(await this.client.ask({ method: "GET", path }, patience), "resources");
        } catch (error) {
            if (error instanceof ApiError && error.isNotFound) {
                return [];
            }
            throw error;
        }
    }
}

/** The path of an object, or of all objects of a kind where no name is given. */
export function pathOf(kind: ResourceKind, namespace: string, name?: string): string {
    const within = kind.isNamespaced ? `/namespaces/${encodeURIComponent(namespace)}` : "";
    const suffix = name === undefined ? "" : `/${encodeURIComponent(name)}`;
    return `${kind.base}${within}/${kind.plural}${suffix}`;
}
