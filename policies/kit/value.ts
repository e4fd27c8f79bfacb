/**
 * Safe reading of a resource's properties.
 *
 * During a preview a property may be unknown, and the policy SDK then throws when it is read. That throw would end the
 * whole rule, hide what comes after it, and look like a pass in most reports. A `Value` turns each read into one of
 * three states instead, so that a rule cannot mistake "not known yet" for "not set" or for "fine".
 */

/** What is known about a property. `reason` says in words why a value cannot be judged. */
export type State =
    | { readonly kind: "known"; readonly value: unknown }
    | { readonly kind: "absent" }
    | { readonly kind: "unknown"; readonly reason: string };

/** A property that could not be judged, and why. */
export interface Unjudged {
    readonly path: string;
    readonly reason: string;
}

/** Why a value is unknown, in the words that a report prints. */
export const NOT_KNOWN_AT_PREVIEW = "not known at preview";
/** A `…Patch` resource sets some fields of an object; the others are whatever that object has. */
export const LEFT_TO_PATCHED_OBJECT = "not set by this patch, so decided by the object that it changes";

/** Ends one check when a value that it needs cannot be known. The runner records it; it never reaches the engine. */
export class UnjudgedSignal extends Error {
    constructor(readonly unjudged: Unjudged) {
        super(`${unjudged.path} is ${unjudged.reason}`);
    }
}

/**
 * True for the error that the policy SDK throws on reading an unknown value. It is told by its name, because the class
 * is internal to the SDK and a published pack may hold another copy of it.
 */
export function isUnknownValueError(error: unknown): error is Error {
    return error instanceof Error && error.constructor.name === "UnknownValueError";
}

interface Context {
    /** An absent key means "left as it is" (a patch) and not "the default". */
    readonly partial: boolean;
    readonly onUnjudged: (unjudged: Unjudged) => void;
}

const ABSENT: State = { kind: "absent" };
const UNKNOWN: State = { kind: "unknown", reason: NOT_KNOWN_AT_PREVIEW };

/** A position in a resource's properties, whether or not there is something there. */
export class Value {
    private constructor(
        private readonly own: State,
        /** The property path as a user would write it, such as `spec.containers[0].image`. */
        readonly path: string,
        private readonly context: Context,
    ) {}

    /**
     * The root of a resource's properties.
     *
     * @param props the properties, usually the policy SDK's proxy
     * @param options `partial`: the resource is a patch; `onUnjudged`: told of each list that cannot be walked
     *     (default: the check that walks it ends with an UnjudgedSignal)
     */
    static of(props: object, options: { partial?: boolean; onUnjudged?: (unjudged: Unjudged) => void } = {}): Value {
        return new Value({ kind: "known", value: props }, "", {
            partial: options.partial ?? false,
            onUnjudged:
                options.onUnjudged ??
                ((unjudged) => {
                    throw new UnjudgedSignal(unjudged);
                }),
        });
    }

    /** The root of properties of which nothing is known: each of them is unknown. */
    static unknown(): Value {
        const { context } = Value.of({});
        return new Value(UNKNOWN, "", context);
    }

    /** Known, absent (`null` counts as absent, as it does for the providers) or unknown. */
    get state(): State {
        return this.own.kind === "absent" && this.context.partial
            ? { kind: "unknown", reason: LEFT_TO_PATCHED_OBJECT }
            : this.own;
    }

    /** True if nothing is set here, not even something unknown. */
    get isAbsent(): boolean {
        return this.own.kind === "absent";
    }

    /** True if something is set here that cannot be known during this preview. */
    get isUnknown(): boolean {
        return this.own.kind === "unknown";
    }

    /** The value below, by one key or index after another. Below an unknown value everything is unknown. */
    at(...keys: readonly (string | number)[]): Value {
        return keys.reduce<Value>((value, key) => value.child(key), this);
    }

    /**
     * The elements of a list; none if it is absent. A list that is unknown has no elements to judge, so it is recorded
     * as not evaluated.
     */
    items(): Value[] {
        if (this.own.kind === "unknown") {
            this.context.onUnjudged({ path: this.path, reason: this.own.reason });
        }
        const { known } = this;
        return Array.isArray(known) ? Array.from({ length: known.length }, (_, index) => this.child(index)) : [];
    }

    /**
     * True if a list holds this element. An element that is not known may be the one that is looked for.
     *
     * @throws UnjudgedSignal if no known element is it, and the list or one of its elements is unknown
     */
    contains(element: unknown): boolean {
        if (!this.isList) {
            this.read();
            return false;
        }
        const items = this.items();
        return items.some((item) => item.known === element) || items.some((item) => item.read() === element);
    }

    /** The keys of an object; none if there is no object here. Keys are known even where their values are not. */
    keys(): string[] {
        const { known } = this;
        return isObject(known) && !Array.isArray(known) ? Object.keys(known) : [];
    }

    /** True if the value is a known list. */
    get isList(): boolean {
        return Array.isArray(this.known);
    }

    /**
     * The value itself, or undefined if it is absent.
     *
     * @throws UnjudgedSignal if it is unknown: this ends the check that reads it, and the runner records the path
     */
    read(): unknown {
        const { state } = this;
        if (state.kind === "unknown") {
            throw new UnjudgedSignal({ path: this.path, reason: state.reason });
        }
        return state.kind === "known" ? state.value : undefined;
    }

    /** The value if it is a known string, else undefined. For choosing what to judge, never for judging. */
    get knownString(): string | undefined {
        const { known } = this;
        return typeof known === "string" ? known : undefined;
    }

    /** The value itself, or undefined if it is absent or unknown. */
    private get known(): unknown {
        return this.own.kind === "known" ? this.own.value : undefined;
    }

    private child(key: string | number): Value {
        return new Value(stateOf(this.own, key), joinPath(this.path, key), this.context);
    }
}

/** The first value that is set, be it known or not: how a container's setting overrides its pod's. */
export function firstSet(...values: readonly [Value, ...Value[]]): Value {
    return values.find((value) => !value.isAbsent) ?? values[0];
}

function stateOf(parent: State, key: string | number): State {
    if (parent.kind !== "known") {
        return parent;
    }
    if (!isObject(parent.value) || !Object.prototype.hasOwnProperty.call(parent.value, key)) {
        return ABSENT;
    }
    try {
        const value: unknown = Reflect.get(parent.value, key);
        return value === undefined || value === null ? ABSENT : { kind: "known", value };
    } catch (error) {
        if (isUnknownValueError(error)) {
            return UNKNOWN;
        }
        throw error;
    }
}

function isObject(value: unknown): value is object {
    return typeof value === "object" && value !== null;
}

/** A path with one more key, as a user would write it. */
export function joinPath(path: string, key: string | number): string {
    const name = String(key);
    if (!/^[A-Za-z_$][\w$-]*$/.test(name)) {
        return `${path}[${JSON.stringify(key)}]`;
    }
    return path === "" ? name : `${path}.${name}`;
}
