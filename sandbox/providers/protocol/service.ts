import { PropertyMap } from "./value";

/**
 * What stands behind the protocol server: one provider, in terms of decoded properties. A service may answer from
 * the state that the engine sends (the stand-ins here), or pass the operation on to something real.
 */
export interface ProviderService {
    /** Package name, e.g. `aws`. */
    readonly name: string;
    /** Version of the SDK that this provider stands in for. */
    readonly version: string;
    checkConfig(request: CheckRequest): CheckResult;
    diffConfig(request: DiffRequest): DiffResult;
    /** Takes the provider's configuration; throws a {@link ProviderError} where it cannot work with it. */
    configure(config: PropertyMap): void;
    check(request: CheckRequest): CheckResult;
    diff(request: DiffRequest): DiffResult | Promise<DiffResult>;
    create(request: CreateRequest): CreateResult | Promise<CreateResult>;
    /** Undefined means that the resource is gone. */
    read(request: ReadRequest): ReadResult | undefined | Promise<ReadResult | undefined>;
    update(request: UpdateRequest): PropertyMap | Promise<PropertyMap>;
    delete(request: DeleteRequest): void | Promise<void>;
    invoke(request: InvokeRequest): InvokeResult | Promise<InvokeResult>;
    /** The reason why a component of this type cannot be constructed by this provider. */
    refuseComponent(type: string): string;
    /** The user has had enough: what waits ends soon, with an error. Nothing to do where nothing waits. */
    cancel?(): void;
}

/** Which resource an operation is about. */
export interface ResourceIdentity {
    readonly urn: string;
    /** Type token, e.g. `aws:ec2/vpc:Vpc`. */
    readonly type: string;
    /** Logical name, the last part of the URN. */
    readonly name: string;
}

export interface CheckRequest extends ResourceIdentity {
    /** Inputs of the last deployment; empty for a new resource and for a replacement. */
    readonly olds: PropertyMap;
    readonly news: PropertyMap;
    /** The name that `pulumi:autonaming` proposes; undefined where the provider's own convention applies. */
    readonly proposedName: string | undefined;
}

export interface CheckFailure {
    readonly property: string;
    readonly reason: string;
}

export interface CheckResult {
    readonly inputs: PropertyMap;
    readonly failures: readonly CheckFailure[];
}

export interface DiffRequest extends ResourceIdentity {
    readonly id: string;
    readonly oldInputs: PropertyMap;
    readonly oldOutputs: PropertyMap;
    readonly news: PropertyMap;
}

export type ChangeKind = "add" | "delete" | "update";

/** One changed property. */
export interface PropertyChange {
    /** Property path in the engine's syntax: `tags.Name`, `ingress[0].fromPort`, `tags["a.b"]`. */
    readonly path: string;
    readonly kind: ChangeKind;
    readonly replace: boolean;
}

export interface DiffResult {
    readonly changes: readonly PropertyChange[];
    /** The old resource must go first (its name would be taken). */
    readonly deleteBeforeReplace: boolean;
}

/** What the engine says of an operation's time. */
export interface Timed {
    /** `customTimeouts` of the resource, in seconds; undefined where the program says nothing. */
    readonly timeout: number | undefined;
}

export interface CreateRequest extends ResourceIdentity, Timed {
    readonly inputs: PropertyMap;
    readonly preview: boolean;
}

export interface CreateResult {
    /** Empty in a preview: the engine then shows the id as unknown. */
    readonly id: string;
    readonly outputs: PropertyMap;
}

export interface ReadRequest extends ResourceIdentity {
    readonly id: string;
    /** Empty for an import. */
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

export interface ReadResult {
    readonly id: string;
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

export interface UpdateRequest extends DiffRequest, Timed {
    readonly preview: boolean;
}

export interface DeleteRequest extends ResourceIdentity, Timed {
    readonly id: string;
    readonly outputs: PropertyMap;
}

export interface InvokeRequest {
    readonly token: string;
    readonly args: PropertyMap;
}

export interface InvokeResult {
    readonly result: PropertyMap;
    readonly failures: readonly CheckFailure[];
}

/** A refusal that the user reads as it is: what was given, what is allowed, what to do. */
export class ProviderError extends Error {
    public override readonly name: string = "ProviderError";
}

/** What is there of a resource that did not become what it should be. */
export interface PartialState {
    readonly id: string;
    readonly outputs: PropertyMap;
    /** Only for a read: what the inputs are by now. */
    readonly inputs?: PropertyMap;
}

/**
 * The resource exists, but has not become healthy: the engine keeps it in its state with these reasons, and the next
 * update tries again.
 */
export class InitializationError extends ProviderError {
    public override readonly name = "InitializationError";

    /** @param reasons one sentence each, the gravest first; the engine shows them all */
    public constructor(
        public readonly reasons: readonly string[],
        public readonly state: PartialState,
    ) {
        super(reasons.join("; "));
    }
}
