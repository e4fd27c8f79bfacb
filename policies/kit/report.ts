import { show } from "./show";
import { NOT_KNOWN_AT_PREVIEW, UnjudgedSignal, isUnknownValueError, joinPath } from "./value";
import type { Unjudged, Value } from "./value";

/** One finding of a rule against a resource. */
export interface Violation {
    readonly path: string;
    readonly message: string;
}

/** How a rule says what it found about one subject. */
export interface Report {
    /**
     * A violation unless the value passes the test. An absent value is tested as `undefined`, so a missing key is
     * judged by what it means (mostly: the insecure default). An unknown value is recorded as not evaluated, and later
     * requirements of the same rule are judged all the same.
     *
     * @param wanted completes "it must …", such as `be true`
     */
    require(value: Value, test: (value: unknown) => boolean, wanted: string): void;
    /** A violation found by other means, of a value or (the root) of the resource. `wanted` completes "it must …". */
    violation(value: Value, wanted: string): void;
    /** Says that something could not be judged, for another reason than being unknown at preview. */
    notEvaluated(value: Value, reason: string): void;
}

/** Collects what a rule finds in one resource. */
export class Findings {
    readonly violations: Violation[] = [];
    private readonly unjudgedByPath = new Map<string, Unjudged>();
    /** Faults of the rule itself, each as the place in the rule's code where it failed. */
    readonly faults: string[] = [];

    constructor(
        /** The resource, as messages name it. */
        private readonly subject: string,
        private readonly remedy: string,
    ) {}

    /** Places that could not be judged, each once. */
    get unjudged(): readonly Unjudged[] {
        return [...this.unjudgedByPath.values()];
    }

    addUnjudged(items: readonly Unjudged[]): void {
        for (const item of items) {
            this.unjudgedByPath.set(item.path, item);
        }
    }

    /** Runs a check; an unknown value or a fault ends that check alone. */
    attempt(check: () => void): void {
        try {
            check();
        } catch (error) {
            if (error instanceof UnjudgedSignal) {
                this.addUnjudged([error.unjudged]);
            } else if (isUnknownValueError(error)) {
                this.addUnjudged([{ path: unknownPath(error), reason: NOT_KNOWN_AT_PREVIEW }]);
            } else {
                this.faults.push(placeOf(error));
            }
        }
    }

    /** The report for one subject; `label` names it within the resource (a container's name). */
    reportFor(label: string | undefined): Report {
        const violation = (value: Value, wanted: string): void => {
            const where = label === undefined ? "" : `${label}: `;
            // The root stands for the resource as a whole, which has no value to show.
            const seen = value.path === "" ? "" : `${value.path} ${show(value.state, value.path)}; `;
            this.violations.push({
                path: value.path,
                message: `${this.subject}: ${where}${seen}it must ${wanted}. Fix: ${this.remedy}`,
            });
        };
        return {
            violation,
            require: (value, test, wanted) => {
                this.attempt(() => {
                    if (!test(value.read())) {
                        violation(value, wanted);
                    }
                });
            },
            notEvaluated: (value, reason) => {
                this.addUnjudged([{ path: value.path, reason }]);
            },
        };
    }
}

/** The path that the SDK's error carries; it has one for as long as its proxy has existed. */
function unknownPath(error: Error): string {
    const props: unknown = "props" in error ? error.props : undefined;
    return Array.isArray(props)
        ? props.map(String).reduce((path, key) => joinPath(path, /^\d+$/.test(key) ? Number(key) : key), "")
        : "(unknown property)";
}

/**
 * Kind and place of an error, without its message: a message may quote a property (as JSON.parse's does), and
 * properties may be secret.
 */
function placeOf(error: unknown): string {
    if (!(error instanceof Error)) {
        return "a thrown value that is no Error";
    }
    const frame = error.stack?.split("\n").find((line) => /^\s+at /.test(line)) ?? "";
    const place = /([^/\\(]+:\d+):\d+\)?$/.exec(frame)?.[1];
    return `${error.constructor.name}${place === undefined ? "" : ` at ${place}`}`;
}
