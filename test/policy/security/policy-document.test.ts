import { deepStrictEqual } from "node:assert/strict";
import { Value } from "../../../policies/kit";
import { statementsOf } from "../../../policies/security/rules/aws/policy-document";

/** The statements of a document, and why it was not judged. */
function read(document: unknown): { statements: unknown; reasons: string[] } {
    const reasons: string[] = [];
    const statements = statementsOf(Value.of({ policy: document }).at("policy"), {
        require: () => undefined,
        violation: () => undefined,
        notEvaluated: ({ path }, reason) => reasons.push(`${path}: ${reason}`),
    });
    return { statements, reasons };
}

describe("an IAM policy document", () => {
    const allow = { effect: "Allow", actions: ["a", "b"], resources: ["*"] };

    it("is read as text and as an object, with lists of one written either way", () => {
        const document = { Statement: { Effect: "Allow", Action: ["a", "b"], Resource: "*" } };
        deepStrictEqual(read(document), { statements: [allow], reasons: [] });
        deepStrictEqual(read(JSON.stringify(document)), { statements: [allow], reasons: [] });
    });

    it("has no actions and no resources where it names none, and no statements that are no objects", () => {
        const Statement = [{ Effect: "Deny", Action: null }, "text", null, 5];
        deepStrictEqual(read({ Statement }).statements, [{ effect: "Deny", actions: [], resources: [] }]);
    });

    it("has no statements where there is none, or no document", () => {
        for (const document of [undefined, {}, { Statement: null }, { Statement: [] }, "{}"]) {
            deepStrictEqual(read(document), { statements: [], reasons: [] });
        }
    });

    it("is not judged, and said not to be, where it is no JSON object", () => {
        for (const document of ["{ Statement: [] }", "null", "5", '"text"', 5]) {
            deepStrictEqual(read(document), { statements: [], reasons: ["policy: not a JSON policy document"] });
        }
    });
});
