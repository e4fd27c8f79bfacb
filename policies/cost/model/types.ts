import type { Confidence } from "../prices/table";
import type { Figures, MonthlyFigures } from "./money";

/** A resource as the model needs it, from a policy's arguments or from an exported deployment. */
export interface PricedResource {
    /** Type token, such as `aws:rds/instance:Instance`. */
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    /** Inputs; values that a preview does not know may be the policy SDK's throwing proxies. */
    readonly props: Record<string, unknown>;
    /** Region of its provider, if the caller knows it. Default: `props.region`, else the stack's only region. */
    readonly region?: string;
}

/** One line of arithmetic: quantity × price × 730 h (or × 1 for what is billed by the month). */
export interface CostComponent {
    readonly name: string;
    /** What the price buys, such as `hour` or `GB-month`. */
    readonly unit: string;
    readonly usd: number;
    /** 730 for units billed by the hour, else 1. */
    readonly perMonth: number;
    readonly quantity: Figures<number>;
    readonly monthly: MonthlyFigures;
    /** Day of the price (ISO date). */
    readonly asOf: string;
    /** Publisher of the price, in short; the table has the whole citation. */
    readonly source: string;
    readonly confidence: Confidence;
}

/**
 * `unknown-price`: something costs money and no price is known for it. `unbounded`: an autoscaler without a limit, so
 * there is no worst case. `does-not-fit`: the minimum replicas need more nodes than the NodePools allow.
 */
export type FindingKind = "unknown-price" | "unbounded" | "does-not-fit";

/** Something that makes the total too low. */
export interface CostFinding {
    readonly kind: FindingKind;
    readonly urn: string;
    readonly message: string;
    readonly remedy: string;
}

/** A property that is not known at preview and without which a cost cannot be computed. */
export interface NotEvaluated {
    readonly urn: string;
    readonly path: string;
    readonly reason: string;
}

/** A cost that follows usage, which a program does not say; listed, and in no figure. */
export interface UsageBased {
    readonly urn: string;
    readonly what: string;
}

/** What one resource costs. */
export interface ResourceEstimate {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** `X` of the first `leanvibe:platform:X` in the URN's chain of types; `other` for what is in no component. */
    readonly component: string;
    readonly components: readonly CostComponent[];
    readonly monthly: MonthlyFigures;
}

/** What a stack costs in a month. Plain data: it can be written as JSON. */
export interface Estimate {
    /** Day for which the estimate was made (ISO date): it decides which Kubernetes versions cost extra. */
    readonly date: string;
    /** Resources with at least one line, the dearest in the worst case first. */
    readonly resources: readonly ResourceEstimate[];
    readonly byComponent: Readonly<Record<string, MonthlyFigures>>;
    readonly total: MonthlyFigures;
    readonly findings: readonly CostFinding[];
    readonly notEvaluated: readonly NotEvaluated[];
    readonly usageBased: readonly UsageBased[];
}
