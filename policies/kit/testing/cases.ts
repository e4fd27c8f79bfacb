import type { Evaluation, Rule } from "../rule";
import { asSeenByPolicies } from "./unknown";

/** A resource of a test case. */
export interface CaseResource {
    readonly type: string;
    readonly props: object;
    /** Its inputs, as resource rules saw them: what a stack rule has of it where `props` is `{}`. */
    readonly inputs?: object;
    /** Default `example`. */
    readonly name?: string;
    /** Properties that were computed from other resources of the case, by their names. */
    readonly refersTo?: Readonly<Record<string, string>>;
}

/** What a rule is run on: one resource, or for a stack rule a whole stack. */
export interface Case {
    readonly name: string;
    readonly given: CaseResource | readonly CaseResource[];
    /** The rule's settings; the others have their defaults. */
    readonly config?: object;
}

/** A case with findings: exactly these, as `path`, or `resource: path` where the stack has several resources. */
export interface FindingCase extends Case {
    readonly at: string | readonly string[];
}

/** The cases of one rule. Each kind has one at least, or the rule's tests fail. */
export interface RuleTable {
    readonly rule: Rule;
    /** Judged, and nothing found. */
    readonly good: readonly Case[];
    /** Violations at exactly these paths, and nothing else. */
    readonly bad: readonly FindingCase[];
    /** Not evaluated at exactly these paths, and no violation. */
    readonly unknown: readonly FindingCase[];
}

/** The outcome of a case, with paths as `FindingCase` writes them. */
export interface Outcome {
    readonly subjects: number;
    readonly violations: readonly string[];
    readonly messages: readonly string[];
    readonly notEvaluated: readonly string[];
    readonly faults: readonly string[];
}

/** Runs a rule on a case as the engine would: through the SDK's proxy for unknown values. */
export function run(rule: Rule, { given, config = {} }: Case): Outcome {
    const several = isList(given);
    const resources = resourcesOf(given).map(asInput);
    const evaluations =
        rule.scope === "stack"
            ? rule.evaluate(resources, config)
            : resources.map((resource) => rule.evaluate(resource, config));
    const prefix = (evaluation: Evaluation): string =>
        several ? `${evaluation.urn.slice(evaluation.urn.lastIndexOf("::") + 2)}: ` : "";
    return {
        subjects: evaluations.reduce((sum, { subjects }) => sum + subjects, 0),
        violations: evaluations.flatMap((e) => e.violations.map(({ path }) => `${prefix(e)}${path}`)),
        messages: evaluations.flatMap((e) => e.violations.map(({ message }) => message)),
        notEvaluated: evaluations.flatMap((e) => e.unjudged.map(({ path }) => `${prefix(e)}${path}`)),
        faults: evaluations.flatMap((e) => e.faults),
    };
}

/** The resources of a case. */
export function resourcesOf(given: Case["given"]): readonly CaseResource[] {
    return isList(given) ? given : [given];
}

function isList(given: Case["given"]): given is readonly CaseResource[] {
    return Array.isArray(given);
}

function urnOf(type: string, name: string): string {
    return `urn:pulumi:test::test::${type}::${name}`;
}

function asInput(
    resource: CaseResource,
    _index: number,
    all: readonly CaseResource[],
): Parameters<Extract<Rule, { scope: "stack" }>["evaluate"]>[0][number] {
    const name = resource.name ?? "example";
    const dependencies = Object.entries(resource.refersTo ?? {}).map(([property, to]) => {
        const target = all.find((other) => other.name === to);
        if (target === undefined) {
            throw new Error(`The case's resource '${name}' refers to '${to}', which the case does not have.`);
        }
        return [property, [{ urn: urnOf(target.type, to) }]] as const;
    });
    return {
        type: resource.type,
        name,
        urn: urnOf(resource.type, name),
        props: asSeenByPolicies(resource.props),
        ...(resource.inputs === undefined ? {} : { inputs: asSeenByPolicies(resource.inputs) }),
        propertyDependencies: Object.fromEntries(dependencies),
    };
}
