import { Report, Rule, parseJson } from "./rules";

/**
 * An IAM policy document: what IAM's grammar demands and a reader would call a typo. Not a judge of what the policy
 * allows: that is the policy packs' subject.
 *
 * @param kind identity policies have no Principal; trust and resource policies need one
 */
export function policyDocument(path: string, kind: "identity" | "trust" | "resource"): Rule {
    return (inputs, report) => {
        for (const { path: at, value, isSecret } of inputs.each(path)) {
            if (typeof value === "string") {
                judge(value, kind, (reason) => {
                    // What is wrong may quote the document.
                    report(at, isSecret ? "MalformedPolicyDocument: [secret]" : reason);
                });
            }
        }
    };
}

type Say = (reason: Parameters<Report>[1]) => void;
type Json = Readonly<Record<string, unknown>>;

function judge(text: string, kind: "identity" | "trust" | "resource", say: Say): void {
    const { value, error } = parseJson(text);
    if (error !== undefined) {
        say(`contains an invalid JSON policy: ${error}`);
        return;
    }
    if (!isObject(value)) {
        say("contains an invalid JSON policy: not a JSON object");
        return;
    }
    const version = value.Version;
    if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") {
        say(`MalformedPolicyDocument: Version must be 2012-10-17 or 2008-10-17, got ${JSON.stringify(version)}`);
    }
    const statements = [value.Statement].flat();
    if (statements.length === 0 || statements[0] === undefined) {
        say("MalformedPolicyDocument: Syntax errors in policy: the policy has no Statement");
    }
    statements.forEach((statement, index) => {
        judgeStatement(statement, kind, (reason) => {
            say(`MalformedPolicyDocument: Statement[${index}]: ${reason}`);
        });
    });
}

function judgeStatement(statement: unknown, kind: "identity" | "trust" | "resource", say: Say): void {
    if (!isObject(statement)) {
        say("must be an object");
        return;
    }
    const has = (name: string) => statement[name] !== undefined;
    if (statement.Effect !== "Allow" && statement.Effect !== "Deny") {
        say(`Effect must be Allow or Deny, got ${JSON.stringify(statement.Effect ?? null)}`);
    }
    if (has("Action") === has("NotAction")) {
        say("must have exactly one of Action and NotAction");
    }
    if (has("Principal") && has("NotPrincipal")) {
        say("must not have both Principal and NotPrincipal");
    }
    const hasPrincipal = has("Principal") || has("NotPrincipal");
    const hasResource = has("Resource") || has("NotResource");
    if (kind === "identity" && hasPrincipal) {
        say("Policy document should not specify a principal");
    }
    if (kind !== "identity" && !hasPrincipal) {
        say("Missing required field Principal");
    }
    if (kind === "trust" && hasResource) {
        say("Has prohibited field Resource");
    }
    if (kind !== "trust" && !hasResource) {
        say("must contain resources");
    }
    for (const name of Object.keys(statement)) {
        if (!STATEMENT_KEYS.has(name)) {
            say(`unknown element ${name}`);
        }
    }
}

const STATEMENT_KEYS = new Set([
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
]);

function isObject(value: unknown): value is Json {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
