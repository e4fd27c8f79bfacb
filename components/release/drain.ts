/** What must hold between the times of a pod's end, so that no request is lost. Pure. */
import type { ReleaseConfig } from "../config";

/** Times in seconds, as configuration has them. */
export type DrainConfig = ReleaseConfig["drain"];

/** An inequality that must hold, with the keys of its sides as configuration spells them. */
interface Inequality {
    /** Key whose value the remedy changes. */
    readonly key: keyof DrainConfig;
    /** The inequality in names, e.g. `preStopSeconds >= endpointPropagationSeconds`. */
    readonly names: string;
    readonly left: readonly (keyof DrainConfig)[];
    readonly relation: "<" | "<=" | ">" | ">=";
    readonly right: keyof DrainConfig;
    /** What goes wrong without it. */
    readonly otherwise: string;
}

const INEQUALITIES: readonly Inequality[] = [
    {
        key: "preStopSeconds",
        names: "preStopSeconds >= endpointPropagationSeconds",
        left: ["preStopSeconds"],
        relation: ">=",
        right: "endpointPropagationSeconds",
        otherwise: "a gateway still sends requests to a pod that has ended",
    },
    {
        key: "terminationGraceSeconds",
        names: "preStopSeconds + longestRequestSeconds < terminationGraceSeconds",
        left: ["preStopSeconds", "longestRequestSeconds"],
        relation: "<",
        right: "terminationGraceSeconds",
        otherwise: "a pod is killed in the middle of a request",
    },
    {
        key: "deregistrationDelaySeconds",
        names: "longestRequestSeconds <= deregistrationDelaySeconds",
        left: ["longestRequestSeconds"],
        relation: "<=",
        right: "deregistrationDelaySeconds",
        otherwise: "the gateway cuts a request short",
    },
    {
        key: "keepAliveSeconds",
        names: "keepAliveSeconds > gatewayIdleSeconds",
        left: ["keepAliveSeconds"],
        relation: ">",
        right: "gatewayIdleSeconds",
        otherwise: "the gateway reuses a connection that a pod is closing",
    },
];

/** An inequality that does not hold. */
export interface DrainFault {
    /** The key to change. */
    readonly key: keyof DrainConfig;
    /** Its value. */
    readonly given: number;
    /** The inequality in names and in numbers, and what goes wrong without it. */
    readonly allowed: string;
    /** The least value of the key that makes it hold. */
    readonly least: number;
}

const HOLDS: Readonly<Record<Inequality["relation"], (left: number, right: number) => boolean>> = {
    "<": (left, right) => left < right,
    "<=": (left, right) => left <= right,
    ">": (left, right) => left > right,
    ">=": (left, right) => left >= right,
};

/** Every inequality that does not hold; those with a time that is missing are not judged. */
export function drainFaults(drain: Partial<DrainConfig>): DrainFault[] {
    return INEQUALITIES.flatMap(({ key, names, left, relation, right, otherwise }) => {
        const terms = left.map((name) => drain[name]).filter((value) => value !== undefined);
        const limit = drain[right];
        const given = drain[key];
        if (terms.length < left.length || limit === undefined || given === undefined) {
            return [];
        }
        const sum = terms.reduce((total, value) => total + value, 0);
        if (HOLDS[relation](sum, limit)) {
            return [];
        }
        // The key to change is the right side, or all of the left one.
        const isRight = key === right;
        const bound = isRight ? sum : limit;
        const isStrict = relation === "<" || relation === ">";
        const numbers = `${terms.join(" + ")} ${relation} ${limit}`;
        return [
            {
                key,
                given,
                allowed: `${names}, which ${numbers} is not: ${otherwise}`,
                least: isStrict ? bound + 1 : bound,
            },
        ];
    });
}
