import type { Report, Value } from "../../../kit";

/** A statement of an IAM policy, with the keys that rules look at. */
export interface Statement {
    readonly effect: unknown;
    readonly actions: readonly unknown[];
    readonly resources: readonly unknown[];
}

/**
 * The statements of an IAM policy: JSON text, or the object that the Pulumi SDK accepts in its place. A document that
 * is no JSON has none, and is recorded as not evaluated (AWS refuses it anyway).
 *
 * @throws UnjudgedSignal if the document is unknown, as it is when any part of its text is
 */
export function statementsOf(document: Value, report: Report): Statement[] {
    const parsed = parse(document.read());
    if (parsed === undefined) {
        report.notEvaluated(document, "not a JSON policy document");
        return [];
    }
    return listOf(parsed.Statement)
        .filter(
            (statement): statement is Record<string, unknown> => typeof statement === "object" && statement !== null,
        )
        .map((statement) => ({
            effect: statement.Effect,
            actions: listOf(statement.Action),
            resources: listOf(statement.Resource),
        }));
}

function parse(document: unknown): Record<string, unknown> | undefined {
    let value: unknown = document ?? {};
    if (typeof value === "string") {
        try {
            value = JSON.parse(value);
        } catch {
            return undefined;
        }
    }
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** IAM lets a list of one be written without the list. */
function listOf(value: unknown): unknown[] {
    if (value === undefined || value === null) {
        return [];
    }
    return Array.isArray(value) ? Array.from({ length: value.length }, (_, index): unknown => value[index]) : [value];
}
