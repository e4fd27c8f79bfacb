import type { EnforcementLevel, Severity } from "@pulumi/policy/policy";
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";
import type { Catalogues } from "./catalogues";
import { Findings } from "./report";
import type { Report, Violation } from "./report";
import type { ResourceInput, StackResourceInput } from "./resources";
import type { ResourceSelector, StackSelector } from "./selectors";
import { stackOf } from "./stack";
import type { Unjudged } from "./value";

/** A rule's setting: its JSON schema, whose `description` is for its users, and the value that holds by default. */
export interface Setting<T> {
    readonly schema: PolicyConfigJSONSchema & { readonly description: string };
    readonly default: T;
}

/** What every rule says of itself. */
export interface RuleMetadata {
    /** Its id, unique in its pack, such as `container-not-privileged`; waivers and configuration name it. */
    readonly name: string;
    /** The rule in one sentence, as it holds when all is well. */
    readonly title: string;
    readonly severity: Severity;
    /** Default `mandatory`; another level needs a reason in `why`. */
    readonly enforcement?: EnforcementLevel;
    /** Why it matters, or why it is laxer or stricter than the catalogues. */
    readonly why: string;
    readonly catalogues: Catalogues;
    readonly tags?: readonly string[];
    /** What to do about a violation, as an imperative sentence. */
    readonly remediation: string;
    /** Where the requirement is explained. */
    readonly url: string;
}

/** The settings of a rule, by name. */
export type Settings<Config> = { readonly [Key in keyof Config]: Setting<Config[Key]> };

/** A rule as its file writes it: metadata, what it applies to, and the check. */
export interface RuleDefinition<Subject, Config extends object> extends RuleMetadata {
    readonly appliesTo: ResourceSelector<Subject> | StackSelector<Subject>;
    /** Settings that a pack's configuration may change. */
    readonly settings?: Settings<Config>;
    /** Judges one subject. Unknown values end or skip only what reads them; see `Report`. */
    readonly check: (subject: Subject, report: Report, config: Config) => void;
}

/** What a rule found in one resource. */
export interface Evaluation {
    readonly urn: string;
    /** How many subjects it judged; 0: the rule does not apply to the resource. */
    readonly subjects: number;
    readonly violations: readonly Violation[];
    readonly unjudged: readonly Unjudged[];
    /** Faults of the rule itself, in its own name. */
    readonly faults: readonly string[];
}

interface RuleBase extends RuleMetadata {
    readonly enforcement: EnforcementLevel;
    readonly appliesToText: string;
    /** The type tokens that it judges; none if it judges by shape, as rules about pods do. */
    readonly types?: readonly string[];
    readonly settings: Readonly<Record<string, Setting<unknown>>>;
}

/** A rule that judges resources one at a time. */
export interface ResourceRule extends RuleBase {
    readonly scope: "resource";
    readonly evaluate: (resource: ResourceInput, config: object) => Evaluation;
}

/** A rule that judges relations between the resources of a stack. */
export interface StackRule extends RuleBase {
    readonly scope: "stack";
    readonly evaluate: (resources: readonly StackResourceInput[], config: object) => Evaluation[];
}

/** A rule that can be run, its types of subject and configuration sealed in. */
export type Rule = ResourceRule | StackRule;

/** Makes a rule from its definition. */
export function defineRule<Subject, Config extends object = object>(definition: RuleDefinition<Subject, Config>): Rule {
    const { appliesTo, check, settings, ...metadata } = definition;
    const configOf = (given: object): Config => ({ ...defaultsOf(settings), ...given }) as Config;
    const base = {
        ...metadata,
        enforcement: definition.enforcement ?? "mandatory",
        appliesToText: appliesTo.describes,
        types: appliesTo.types,
        settings: (settings ?? {}) as Readonly<Record<string, Setting<unknown>>>,
    };
    const judge = (findings: Findings, subject: Subject, config: object): void => {
        findings.attempt(() => {
            check(subject, findings.reportFor(labelOf(subject)), configOf(config));
        });
    };
    if (appliesTo.scope === "resource") {
        return {
            ...base,
            scope: "resource",
            evaluate: (resource, config) => {
                const findings = new Findings(nameOf(resource), definition.remediation);
                let subjects = 0;
                findings.attempt(() => {
                    const selection = appliesTo.select(resource);
                    subjects = selection.subjects.length;
                    for (const subject of selection.subjects) {
                        judge(findings, subject, config);
                    }
                    // Read last: walking a list during a check may add to it.
                    findings.addUnjudged([...(selection.alsoUnjudged ?? []), ...selection.unjudged]);
                });
                return evaluationOf(resource.urn, subjects, findings);
            },
        };
    }
    return {
        ...base,
        scope: "stack",
        evaluate: (resources, config) =>
            appliesTo.select(stackOf(resources)).map((subject) => {
                const findings = new Findings(nameOf(subject.resource), definition.remediation);
                judge(findings, subject, config);
                return evaluationOf(subject.resource.urn, 1, findings);
            }),
    };
}

/** The settings that a rule does not have but a configuration gives: the engine itself accepts a misspelt one. */
export function unknownSettings(rule: Rule, config: object): string[] {
    return Object.keys(config).filter((key) => !(key in rule.settings));
}

/** What holds where a pack's configuration gives nothing. */
export function defaultsOf<Config extends object>(settings: Settings<Config> | undefined): Partial<Config> {
    const entries = Object.entries((settings ?? {}) as Record<string, Setting<unknown>>);
    return Object.fromEntries(entries.map(([key, setting]) => [key, setting.default])) as Partial<Config>;
}

function evaluationOf(urn: string, subjects: number, findings: Findings): Evaluation {
    return {
        urn,
        subjects,
        violations: findings.violations,
        unjudged: findings.unjudged,
        faults: findings.faults,
    };
}

function nameOf(resource: { readonly type: string; readonly name: string }): string {
    return `'${resource.name}' (${resource.type})`;
}

function labelOf(subject: unknown): string | undefined {
    const label: unknown =
        typeof subject === "object" && subject !== null && "label" in subject ? subject.label : undefined;
    return typeof label === "string" ? label : undefined;
}
