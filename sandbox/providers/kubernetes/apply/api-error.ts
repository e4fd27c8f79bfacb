import { PropertyMap } from "../../protocol/value";
import { numberAt, objectsAt, textAt } from "./live";

/** An API server's refusal, as its Status object tells it. */
export class ApiError extends Error {
    public override readonly name = "ApiError";
    /** E.g. `NotFound`, `AlreadyExists`, `Conflict`, `Invalid`. */
    public readonly reason: string;

    public constructor(
        public readonly code: number,
        /** The Status object; empty if the answer held none. */
        public readonly status: PropertyMap,
    ) {
        super(textAt(status, "message") || `the API server answered ${code}`);
        this.reason = textAt(status, "reason");
    }

    /** The object is not there (nor, maybe, the namespace that it would be in). */
    public get isNotFound(): boolean {
        return this.code === 404;
    }

    /** The object's namespace is not there. */
    public get isNamespaceMissing(): boolean {
        return this.isNotFound && textAt(this.status, "details", "kind") === "namespaces";
    }

    public get isAlreadyThere(): boolean {
        return this.code === 409 && this.reason === "AlreadyExists";
    }

    /** Somebody else changed the object between our look and our write. */
    public get isStale(): boolean {
        return this.code === 409 && this.reason === "Conflict" && !this.isFieldConflict;
    }

    /** Another field manager owns what an apply would change. */
    public get isFieldConflict(): boolean {
        return this.causes.some((cause) => textAt(cause, "reason") === "FieldManagerConflict");
    }

    /** The change touches something that the server never changes. */
    public get isImmutable(): boolean {
        return this.code === 422 && this.message.includes("field is immutable");
    }

    /** What the server found, cause by cause. */
    public get causes(): readonly PropertyMap[] {
        return objectsAt(this.status, "details", "causes");
    }

    /** Seconds after which the server wants to be asked again. */
    public get retryAfter(): number | undefined {
        return numberAt(this.status, "details", "retryAfterSeconds");
    }

    /**
     * True for what passes by itself: the server restarts, is overloaded, or has lost its store for a moment.
     * A webhook that cannot be reached is an internal error (500) too, and mostly passes as well.
     */
    public get isTransient(): boolean {
        return this.code === 429 || (this.code >= 500 && this.code !== 501);
    }
}

/** The server has no such kind, or not yet: its CustomResourceDefinition is missing. */
export class NoSuchKindError extends Error {
    public override readonly name = "NoSuchKindError";

    public constructor(kind: string, apiVersion: string) {
        super(`no matches for kind "${kind}" in version "${apiVersion}"`);
    }
}
