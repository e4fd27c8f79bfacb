import { formatMonthlyUsd, formatUnitPrice } from "./money";
import type { Figure } from "./money";
import type { CostComponent, ResourceEstimate } from "./types";

/** `2 × $0.045 × 730 h = $65.70 (2026-10-07, John-Almos/CommitCost)`: one line's arithmetic in a figure. */
export function formatArithmetic(component: CostComponent, figure: Figure): string {
    const factors = [
        String(Number(component.quantity[figure].toFixed(3))) +
            (component.unit === "hour" ? "" : ` ${unitOf(component)}`),
        formatUnitPrice(component.usd),
        ...(component.perMonth === 1 ? [] : [`${component.perMonth} h`]),
    ];
    return `${factors.join(" × ")} = ${formatMonthlyUsd(component.monthly[figure])} (${component.asOf}, ${component.source})`;
}

/** A resource with its cost in a figure, and below it the arithmetic of each cost that counts there: lines of text. */
export function formatResource(resource: ResourceEstimate, figure: Figure): string[] {
    const costs = resource.components.filter((component) => component.monthly[figure] > 0);
    return [
        `${resource.name}: ${formatMonthlyUsd(resource.monthly[figure])}`,
        ...costs.map((component) => `  ${component.name}: ${formatArithmetic(component, figure)}`),
    ];
}

/** What a figure means, in the words of messages. */
export const FIGURE_NAMES: Readonly<Record<Figure, string>> = {
    idle: "idle (every autoscaler at its minimum)",
    worst: "worst case (every autoscaler and NodePool at its limit, spot at the on-demand price)",
};

/** `GB-month` → `GB`, `vCPU-hour` → `vCPU`: what is counted. */
function unitOf({ unit }: CostComponent): string {
    return unit.replace(/-(?:month|hour)$/, "");
}
