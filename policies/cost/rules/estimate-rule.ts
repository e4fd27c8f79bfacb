import type { Evaluation, RuleMetadata, Settings, StackRule, StackResourceInput } from "../../kit";
import { NOT_KNOWN_AT_PREVIEW, Value, defaultsOf, isUnseen } from "../../kit";
import { estimate, loadPriceTable } from "../model";
import type { Estimate, PricedResource } from "../model";

/** Kubernetes objects whose cost, or whose share in the idle cost, is in their properties. */
const PRICED_BY_PROPERTIES: ReadonlySet<string> = new Set([
    "kubernetes:karpenter.sh/v1:NodePool",
    "kubernetes:apps/v1:Deployment",
    "kubernetes:apps/v1:StatefulSet",
    "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    "kubernetes:core/v1:Service",
    "kubernetes:core/v1:PersistentVolumeClaim",
]);

/** Something that a rule found in the estimate. */
interface Finding {
    readonly urn: string;
    /** A sentence or two, or lines, without a remedy, which is added. */
    readonly message: string;
    /** What to do about this one; default: the remedy of the rule. */
    readonly remedy?: string;
}

/** What a rule over the estimate says. */
export interface EstimateJudgement {
    readonly violations: readonly Finding[];
    readonly notEvaluated?: Estimate["notEvaluated"];
}

/** The stack under judgement. */
export interface StackIdentity {
    readonly name: string;
    /** URN of the stack itself, to which findings about its totals belong. */
    readonly urn: string;
}

/** How a rule over the estimate is written. */
export interface EstimateRuleDefinition<Config extends object> extends RuleMetadata {
    readonly settings?: Settings<Config>;
    readonly judge: (result: Estimate, stack: StackIdentity, config: Config) => EstimateJudgement;
}

/**
 * A stack rule that judges what the whole stack costs. The kit's own stack rules judge one resource at a time and
 * quote one property; a total has neither, so these rules write their messages themselves.
 *
 * @param date gives the day of the estimate (ISO date)
 */
export function estimateRule<Config extends object>(
    definition: EstimateRuleDefinition<Config>,
    date: () => string,
): StackRule {
    const { judge, settings, ...metadata } = definition;
    const defaults = defaultsOf(settings);
    return {
        ...metadata,
        scope: "stack",
        enforcement: definition.enforcement ?? "mandatory",
        appliesToText: "the whole stack",
        settings: settings ?? {},
        evaluate: (resources, config) => {
            const stack = identityOf(resources);
            if (stack === undefined) {
                return [];
            }
            const priced = resources.map(pricedResource);
            const result = withUnseen(resources, estimate(priced, loadPriceTable, { date: date() }));
            const { violations, notEvaluated = [] } = judge(result, stack, { ...defaults, ...config } as Config);
            return evaluations(stack, violations, notEvaluated, definition.remediation);
        },
    };
}

function identityOf(resources: readonly StackResourceInput[]): StackIdentity | undefined {
    const urn = (resources.find(({ type }) => type === "pulumi:pulumi:Stack") ?? resources[0])?.urn;
    // urn:pulumi:STACK::PROJECT::TYPES::NAME
    const name = urn === undefined ? undefined : /^urn:pulumi:([^:]+)::/.exec(urn)?.[1];
    return urn === undefined || name === undefined ? undefined : { name, urn };
}

/**
 * Inputs are the better ones to price by: what a program leaves to the provider is among the outputs too, where a
 * preview does not know it.
 */
function pricedResource(input: StackResourceInput): PricedResource {
    // The SDK hands each resource over with its provider, which kit's narrower type leaves out.
    const region =
        Value.of(input.props).at("region").knownString ?? Value.of(input).at("provider", "props", "region").knownString;
    const props = (input.inputs ?? input.props) as Record<string, unknown>;
    return { type: input.type, name: input.name, urn: input.urn, props, ...(region === undefined ? {} : { region }) };
}

/**
 * Adds to the estimate's gaps the Kubernetes objects of which nothing is known: an empty Deployment must not pass for
 * one that asks for nothing.
 */
function withUnseen(resources: readonly StackResourceInput[], result: Estimate): Estimate {
    const unseen = resources.filter((resource) => PRICED_BY_PROPERTIES.has(resource.type) && isUnseen(resource));
    const gaps = unseen.map(({ urn }) => ({ urn, path: "every property", reason: NOT_KNOWN_AT_PREVIEW }));
    const unseenUrns = new Set(gaps.map(({ urn }) => urn));
    return {
        ...result,
        findings: result.findings.filter(({ urn }) => !unseenUrns.has(urn)),
        notEvaluated: [...result.notEvaluated, ...gaps],
    };
}

/** One evaluation for each resource that something is said about, and one for the stack in any case. */
function evaluations(
    stack: StackIdentity,
    violations: readonly Finding[],
    notEvaluated: Estimate["notEvaluated"],
    remediation: string,
): Evaluation[] {
    const urns = new Set([stack.urn, ...violations.map(({ urn }) => urn), ...notEvaluated.map(({ urn }) => urn)]);
    return [...urns].map((urn) => ({
        urn,
        subjects: 1,
        violations: violations
            .filter((violation) => violation.urn === urn)
            .map(({ message, remedy }) => ({
                path: "",
                message: `${message}${message.includes("\n") ? "\n" : " "}Fix: ${remedy ?? remediation}`,
            })),
        unjudged: notEvaluated.filter((item) => item.urn === urn).map(({ path, reason }) => ({ path, reason })),
        faults: [],
    }));
}
