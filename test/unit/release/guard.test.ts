import assert from "node:assert/strict";

import { planGuard, planLedger } from "../../../components/release/guard";
import { planRoute } from "../../../components/release/route";
import { switchSettings } from "../../../components/release/settings";
import { planOf } from "./plans";
import { releaseConfig } from "./release";

interface Policy {
    readonly spec: {
        readonly failurePolicy: string;
        readonly paramKind: object;
        readonly matchConstraints: { readonly resourceRules: readonly Record<string, readonly string[]>[] };
        readonly matchConditions: readonly { readonly expression: string }[];
        readonly validations: readonly Record<"expression" | "messageExpression" | "reason", string>[];
    };
}

interface Binding {
    readonly spec: {
        readonly policyName: string;
        readonly paramRef: object;
        readonly matchResources: object;
        readonly validationActions: readonly string[];
    };
}

const [policyObject, bindingObject] = planGuard("leanvibe");
const policy = (policyObject as unknown as Policy).spec;
const binding = (bindingObject as unknown as Binding).spec;

// What the expressions do is tested where they are evaluated: in test/cluster, by an API server.
describe("the guard", () => {
    it("judges every creation and change of the route, by whomever", () => {
        assert.deepEqual(policy.matchConstraints.resourceRules, [
            {
                apiGroups: ["gateway.networking.k8s.io"],
                apiVersions: ["*"],
                operations: ["CREATE", "UPDATE"],
                resources: ["httproutes"],
            },
        ]);
        const { name } = planRoute("leanvibe", releaseConfig()).metadata;
        assert.deepEqual(
            policy.matchConditions.map(({ expression }) => expression),
            [`request.name == '${name}'`],
        );
    });

    it("has a validation for each colour, which reads that colour's version and weighs its Services", () => {
        const { annotations } = planRoute("leanvibe", releaseConfig()).metadata;
        assert.equal(policy.validations.length, 2);
        for (const [index, colour] of ["blue", "green"].entries()) {
            const other = colour === "blue" ? "green" : "blue";
            const { expression = "", messageExpression = "" } = policy.validations[index] ?? {};
            assert.ok(`leanvibe.dev/${colour}` in (annotations ?? {}));
            assert.ok(expression.includes(`variables.annotations['leanvibe.dev/${colour}']`), expression);
            assert.ok(expression.includes(`backend.name.endsWith('-${colour}')`), expression);
            assert.ok(expression.includes("'reverted.' + "), expression);
            assert.ok(!expression.includes(other), expression);
            assert.ok(messageExpression.includes(`leanvibe.dev/${colour}`), messageExpression);
        }
    });

    it("refuses when it cannot judge: without the ledger, or when an expression fails", () => {
        assert.equal(policy.failurePolicy, "Fail");
        assert.deepEqual(binding.paramRef, {
            name: "leanvibe-release-ledger",
            namespace: "leanvibe",
            parameterNotFoundAction: "Deny",
        });
        assert.deepEqual(binding.validationActions, ["Deny"]);
    });

    it("is bound to the application's namespace alone", () => {
        assert.equal(binding.policyName, policyObject?.metadata.name);
        assert.deepEqual(binding.matchResources, {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "leanvibe" } },
        });
    });

    it("reads the ledger that the Jobs write", () => {
        const { ledger } = switchSettings(planOf().request);
        assert.equal(planLedger("leanvibe").metadata.name, ledger);
        assert.deepEqual(policy.paramKind, { apiVersion: "v1", kind: "ConfigMap" });
        assert.equal((binding.paramRef as { name: string }).name, ledger);
    });
});
