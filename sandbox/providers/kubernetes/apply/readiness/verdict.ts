import { PropertyMap } from "../../../protocol/value";

/** What a look at an object says of its health. */
export type Verdict =
    | { readonly state: "ready" }
    | { readonly state: "waiting"; readonly why: readonly string[] }
    /** It will not become ready by waiting. */
    | { readonly state: "failed"; readonly why: readonly string[] };

export const READY: Verdict = { state: "ready" };

export function waiting(...why: readonly string[]): Verdict {
    return { state: "waiting", why };
}

export function failed(...why: readonly string[]): Verdict {
    return { state: "failed", why };
}

/** Looks at other objects of the cluster while one is waited for. */
export interface Reader {
    /** The objects of a kind in a namespace that carry all these labels. */
    list(
        apiVersion: string,
        kind: string,
        namespace: string,
        labels: Readonly<Record<string, string>>,
    ): Promise<PropertyMap[]>;
    /** One object; undefined if it is not there. */
    get(apiVersion: string, kind: string, namespace: string, name: string): Promise<PropertyMap | undefined>;
    /** The last lines of a container's log; empty where there is none. */
    log(pod: PropertyMap, container: string, previous: boolean): Promise<string>;
}

/** How a kind of object shows that it is ready. */
export interface Readiness {
    /** Judges the object as it is while an update waits for it. */
    readonly judge: (live: PropertyMap, reader: Reader) => Verdict | Promise<Verdict>;
    /** Judges it at some other time, where it may be a bit busy; like `judge` where absent. */
    readonly judgeLater?: (live: PropertyMap, reader: Reader) => Verdict | Promise<Verdict>;
    /** What else the user should know when it did not become ready: what its pods say. */
    readonly explain?: (live: PropertyMap, reader: Reader) => Promise<readonly string[]>;
}
