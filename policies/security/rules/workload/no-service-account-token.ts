import { defineRule, pods } from "../../../kit";
import type { WorkloadSubject } from "../../../kit";

interface Settings {
    readonly serviceAccounts: readonly string[];
}

export const noServiceAccountToken = defineRule<WorkloadSubject, Settings>({
    name: "no-service-account-token",
    title: "Pods hold no service-account token that they do not need",
    severity: "medium",
    why: "A mounted token is a credential for the cluster's API, for whoever gets into the pod.",
    catalogues: {
        cisEks: ["4.1.6"],
        nsa: ["C-0034"],
        checkov: ["CKV_K8S_38"],
        ksv: ["KSV-0036"],
    },
    remediation:
        "Set automountServiceAccountToken: false on the pod. If it calls the Kubernetes API, list its service account " +
        "in the rule's setting serviceAccounts.",
    url: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
    appliesTo: pods(),
    settings: {
        serviceAccounts: {
            schema: {
                type: "array",
                items: { type: "string" },
                description: "Names of service accounts whose pods call the Kubernetes API and so may hold a token.",
            },
            // The Jobs of a release read and patch their route, autoscalers and ledger: components/release/access.ts.
            default: ["leanvibe-release"],
        },
    },
    check({ pod }, report, { serviceAccounts }) {
        const account = pod.at("serviceAccountName");
        report.require(
            pod.at("automountServiceAccountToken"),
            (value) => value === false || serviceAccounts.some((name) => name === account.read()),
            "be false",
        );
    },
});
