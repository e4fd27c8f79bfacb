import type { StackRule } from "../../kit";
import { DEFAULT_LIMITS, OTHER_STACKS, limitOf } from "../limits";
import type { MonthlyLimits } from "../limits";
import { FIGURES, FIGURE_NAMES, dearest, formatMonthlyUsd, formatResource, microUsd } from "../model";
import type { Estimate, Figure } from "../model";
import { estimateRule } from "./estimate-rule";

/** How many resources a message names as what costs most. */
const DRIVERS = 3;

/** The stack's monthly cost stays below its limits, idle and in the worst case. */
export function monthlyLimit(date: () => string): StackRule {
    return estimateRule<{ limits: MonthlyLimits }>(
        {
            name: "monthly-limit",
            title: "A stack costs less than its monthly limits, idle and in the worst case",
            severity: "high",
            why:
                "What a change may cost is decided when it is made. The worst case is judged because autoscalers spend " +
                "without asking; the idle figure because it is paid in any case.",
            catalogues: {},
            tags: ["cost"],
            remediation:
                "Reduce what costs most (smaller classes, lower NodePool limits, fewer replicas), or have the limit raised: " +
                "it is the setting 'limits' of rule monthly-limit in the pack's configuration.",
            url: "https://docs.aws.amazon.com/wellarchitected/latest/cost-optimization-pillar/practice-cloud-financial-management.html",
            settings: {
                limits: {
                    schema: {
                        type: "object",
                        description:
                            `Monthly limits in US dollars by stack name, each with idle and worst; '${OTHER_STACKS}' is for all ` +
                            "other stacks. Stacks that are not named keep their built-in limit.",
                        additionalProperties: {
                            type: "object",
                            properties: { idle: { type: "number", minimum: 0 }, worst: { type: "number", minimum: 0 } },
                            required: ["idle", "worst"],
                            additionalProperties: false,
                        },
                    },
                    default: DEFAULT_LIMITS,
                },
            },
            judge: (result, stack, { limits }) => {
                const limit = limitOf(stack.name, limits);
                const unbounded = result.findings.filter(({ kind }) => kind === "unbounded");
                const over = FIGURES.filter((figure) => result.total[figure] > microUsd(limit[figure]));
                return {
                    violations: [
                        ...over.map((figure) => ({
                            urn: stack.urn,
                            message: overLimit(result, stack.name, figure, limit[figure]),
                        })),
                        ...(unbounded.length === 0
                            ? []
                            : [
                                  {
                                      urn: stack.urn,
                                      message: noWorstCase(stack.name, unbounded, limit.worst),
                                      remedy: [...new Set(unbounded.map(({ remedy }) => remedy))].join(" "),
                                  },
                              ]),
                    ],
                    notEvaluated: [
                        ...result.notEvaluated,
                        ...result.findings
                            .filter(({ kind }) => kind === "does-not-fit")
                            .map(({ urn, message }) => ({ urn, path: "the idle cost", reason: `too low: ${message}` })),
                    ],
                };
            },
        },
        date,
    );
}

function overLimit(result: Estimate, stack: string, figure: Figure, limit: number): string {
    const isLowerBound = result.findings.length > 0 || result.notEvaluated.length > 0;
    const total = result.total[figure];
    const drivers = dearest(result, figure, DRIVERS).flatMap((resource) => formatResource(resource, figure));
    return [
        `Stack '${stack}' costs ${isLowerBound ? "at least " : ""}${formatMonthlyUsd(total)} a month, ${FIGURE_NAMES[figure]}: ` +
            `${formatMonthlyUsd(total - microUsd(limit))} more than its limit of ${formatMonthlyUsd(microUsd(limit))}.`,
        "What costs most:",
        ...drivers.map((line) => `  ${line}`),
    ].join("\n");
}

function noWorstCase(stack: string, unbounded: Estimate["findings"], limit: number): string {
    const names = unbounded.map(({ urn, message }) => `  ${urn.slice(urn.lastIndexOf("::") + 2)}: ${message}`);
    return [
        `Stack '${stack}' has no worst case to compare with its limit of ${formatMonthlyUsd(microUsd(limit))} a month.`,
        "What nothing bounds:",
        ...names,
    ].join("\n");
}
