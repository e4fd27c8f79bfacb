/**
 * What a stack costs in a month: pure functions over resources and prices, without the engine.
 *
 * `estimate(fromDeployment(exported), loadPriceTable)` prices what is deployed; the policy pack prices a preview.
 */
export { loadPriceTable } from "../prices/table";
export type { Price, PriceTable } from "../prices/table";
export { fromDeployment } from "./deployment";
export { componentOf, dearest, estimate, today } from "./estimate";
export type { EstimateOptions, PriceTables } from "./estimate";
export { FIGURE_NAMES, formatArithmetic, formatResource } from "./format";
export { FIGURES, HOURS_PER_MONTH, formatMonthlyUsd, microUsd, toUsd } from "./money";
export type { Figure, Figures, MicroUsd, MonthlyFigures } from "./money";
export type {
    CostComponent,
    CostFinding,
    Estimate,
    FindingKind,
    NotEvaluated,
    PricedResource,
    ResourceEstimate,
    UsageBased,
} from "./types";
