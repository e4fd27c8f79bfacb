/** What keeps a version that was reverted from getting traffic again, whoever asks for it. Pure. */
import { COLOURS, type Colour } from "../application/plan";
import type { KubernetesObject } from "../application/render";
import { LEDGER, RELEASE_LABELS, ROUTE } from "./names";

/** Name of the admission policy and its binding, which belong to no namespace. */
const GUARD = "leanvibe-release-guard";

/** The ledger: made empty, filled by the Jobs alone, and never in the program's hands after that. */
export function planLedger(namespace: string): KubernetesObject {
    return {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: LEDGER, namespace, labels: RELEASE_LABELS },
    };
}

/**
 * The admission policy: no write of the route may give weight to a colour whose version the ledger calls reverted. A weight that
 * is left out counts as one, as the Gateway API has it.
 */
export function planGuard(namespace: string): KubernetesObject[] {
    return [
        {
            apiVersion: "admissionregistration.k8s.io/v1",
            kind: "ValidatingAdmissionPolicy",
            metadata: { name: GUARD, labels: RELEASE_LABELS },
            spec: {
                failurePolicy: "Fail",
                paramKind: { apiVersion: "v1", kind: "ConfigMap" },
                matchConstraints: {
                    resourceRules: [
                        {
                            apiGroups: ["gateway.networking.k8s.io"],
                            apiVersions: ["*"],
                            operations: ["CREATE", "UPDATE"],
                            resources: ["httproutes"],
                        },
                    ],
                },
                matchConditions: [{ name: "the-route", expression: `request.name == '${ROUTE}'` }],
                variables: [
                    { name: "ledger", expression: "has(params.data) ? params.data : {}" },
                    {
                        name: "annotations",
                        expression: "has(object.metadata.annotations) ? object.metadata.annotations : {}",
                    },
                ],
                validations: COLOURS.map(validationOf),
            },
        },
        {
            apiVersion: "admissionregistration.k8s.io/v1",
            kind: "ValidatingAdmissionPolicyBinding",
            metadata: { name: GUARD, labels: RELEASE_LABELS },
            spec: {
                policyName: GUARD,
                paramRef: { name: LEDGER, namespace, parameterNotFoundAction: "Deny" },
                matchResources: {
                    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
                },
                validationActions: ["Deny"],
            },
        },
    ];
}

function validationOf(colour: Colour) {
    const annotation = `leanvibe.dev/${colour}`;
    const identity = `variables.annotations['${annotation}']`;
    const isServed = `has(rule.backendRefs) && rule.backendRefs.exists(backend, backend.name.endsWith('-${colour}') && (!has(backend.weight) || backend.weight > 0))`;
    return {
        expression: `!('${annotation}' in variables.annotations) || !(('reverted.' + ${identity}) in variables.ledger) || !object.spec.rules.exists(rule, ${isServed})`,
        messageExpression: `'version ' + ${identity} + ' was taken back (' + variables.ledger['reverted.' + ${identity}] + ') and gets no traffic again: make the other colour live, or release another version'`,
        reason: "Forbidden",
    };
}
