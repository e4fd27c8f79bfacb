import { PolicyPack } from "@pulumi/policy/policy";
import type {
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationPolicy,
    StackValidationPolicy,
} from "@pulumi/policy/policy";
import { catalogueIds } from "./catalogues";
import { SeenInputs } from "./inputs";
import { Ledger } from "./ledger";
import { unknownSettings } from "./rule";
import type { Evaluation, Rule } from "./rule";
import { SECRET_VALUES, SecretValues } from "./secrets";

/** What a pack says of itself. */
export interface PackOptions {
    readonly displayName: string;
    readonly description: string;
    readonly tags?: readonly string[];
}

/** The name of the rule that closes every pack. */
export const NOT_EVALUATED = "not-evaluated";

/** What the policies of a pack know of the run, from its first resource to the stack rules that end it. */
interface Run {
    readonly ledger: Ledger;
    readonly seen: SeenInputs;
    readonly secrets: SecretValues;
}

/**
 * The policies of a pack: its rules, one that learns which values are secret, and last the advisory rule
 * `not-evaluated`, which lists each resource and property that a rule could not judge.
 *
 * They share what they know of a run. The engine starts a pack's process anew for each preview and each update, and
 * the closing rule, which comes last, forgets it all the same.
 *
 * @throws Error if two rules have one name, or one takes the name of the closing rule
 */
export function policiesOf(rules: readonly Rule[]): (ResourceValidationPolicy | StackValidationPolicy)[] {
    const names = [...rules.map((rule) => rule.name), SECRET_VALUES, NOT_EVALUATED];
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
        throw new Error(`The rule name '${twice}' is used twice in a pack; rename one of the two.`);
    }
    const run: Run = { ledger: new Ledger(), seen: new SeenInputs(), secrets: new SecretValues() };
    return [...rules.map((rule) => policyOf(rule, run)), run.secrets.policy(), closingPolicy(run)];
}

/**
 * Starts a policy pack: makes it and serves it to the engine. A pack's index.ts calls it once.
 *
 * @throws Error if two rules have one name
 */
export function definePack(name: string, rules: readonly Rule[], options: PackOptions): PolicyPack {
    return new PolicyPack(name, {
        displayName: options.displayName,
        description: options.description,
        tags: [...(options.tags ?? [])],
        enforcementLevel: "mandatory",
        policies: policiesOf(rules),
    });
}

function policyOf(rule: Rule, { ledger, seen, secrets }: Run): ResourceValidationPolicy | StackValidationPolicy {
    const configSchema = configSchemaOf(rule);
    const base = {
        name: rule.name,
        description: rule.title,
        displayName: rule.title,
        enforcementLevel: rule.enforcement,
        severity: rule.severity,
        tags: [...(rule.tags ?? []), ...catalogueIds(rule.catalogues)],
        remediationSteps: rule.remediation,
        url: rule.url,
        ...(configSchema === undefined ? {} : { configSchema }),
    };
    if (rule.scope === "resource") {
        return {
            ...base,
            validateResource: (args, report) => {
                seen.see(args);
                const config = args.getConfig<object>();
                const evaluation = rule.evaluate(args, config);
                publish(rule, evaluation, ledger, (message, urn) => {
                    report(secrets.redact(message), urn);
                });
                if (evaluation.subjects > 0) {
                    publishUnknownSettings(rule, config, report);
                }
            },
        };
    }
    return {
        ...base,
        validateStack: (args, report) => {
            const config = args.getConfig<object>();
            publishUnknownSettings(rule, config, report);
            for (const evaluation of rule.evaluate(seen.addTo(args.resources), config)) {
                publish(rule, evaluation, ledger, (message, urn) => {
                    report(secrets.redact(message), urn);
                });
            }
        },
    };
}

function publish(rule: Rule, evaluation: Evaluation, ledger: Ledger, report: ReportViolation): void {
    ledger.record(rule.name, evaluation.urn, evaluation.unjudged);
    for (const { message } of evaluation.violations) {
        report(message, evaluation.urn);
    }
    for (const fault of evaluation.faults) {
        report(
            `The rule '${rule.name}' itself failed (${fault}), so this resource was not judged by it. ` +
                `The fault is in the rule, not in the resource: report it to the pack's owners, or set the rule to ` +
                `"disabled" in the pack's configuration meanwhile.`,
            evaluation.urn,
        );
    }
}

function publishUnknownSettings(rule: Rule, config: object, report: ReportViolation): void {
    for (const key of unknownSettings(rule, config)) {
        const known = Object.keys(rule.settings).join(", ") || "none";
        report(`The configuration of rule '${rule.name}' gives '${key}', which is not one of its settings (${known}).`);
    }
}

function configSchemaOf(rule: Rule): PolicyConfigSchema | undefined {
    const settings = Object.entries(rule.settings);
    if (settings.length === 0) {
        return undefined;
    }
    const properties = settings.map(([key, setting]) => [key, { ...setting.schema, default: setting.default }]);
    return { properties: Object.fromEntries(properties) as PolicyConfigSchema["properties"] };
}

/** It judges the stack, and sees each resource so that stack rules have inputs in a pack without resource rules too. */
function closingPolicy({ ledger, seen, secrets }: Run): ResourceValidationPolicy & StackValidationPolicy {
    return {
        name: NOT_EVALUATED,
        description: "What could not be judged",
        displayName: "Not evaluated",
        enforcementLevel: "advisory",
        severity: "low",
        tags: ["coverage"],
        remediationSteps: "Nothing to do before the first update; afterwards preview again, when the values are known.",
        validateResource: (args) => {
            seen.see(args);
        },
        validateStack: (_args, report) => {
            for (const { urn, path, reason, rules } of ledger.notEvaluated()) {
                report(`${path} is ${reason}. Not judged by: ${rules.join(", ")}.`, urn);
            }
            ledger.forget();
            seen.forget();
            secrets.forget();
        },
    };
}
