import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Release } from "@pulumi/kubernetes/helm/v3";
import { unclear, type Says, type Specimen } from "../specimen";
import { deployment, inPod, labels, podWith, unpricedSays } from "./hardened";
import { badContainer, containerRules, workloadRules, worstPod } from "./worst";

/** The same path for each of the rules. */
function forEach(rules: readonly string[], path: string): Says {
    return Object.fromEntries(rules.map((rule) => [rule, path]));
}

const unknownContainer = `${inPod}.containers[0]`;

export const workloadUnclear: readonly Specimen[] = [
    unclear(
        "unknown-settings",
        "a pod whose bad settings are not known yet",
        deployment(({ later }) => ({
            hostPID: later(true),
            hostIPC: later(true),
            hostNetwork: later(true),
            automountServiceAccountToken: later(true),
            volumes: [{ name: "node", hostPath: later({ path: "/" }) }],
            containers: [
                {
                    name: "unknown",
                    image: later("registry.example/leanvibe/api:latest"),
                    securityContext: {
                        runAsNonRoot: later(false),
                        runAsUser: later(0),
                        allowPrivilegeEscalation: later(true),
                        privileged: later(true),
                        readOnlyRootFilesystem: later(false),
                        capabilities: { drop: [later("NET_RAW")], add: [later("SYS_ADMIN")] },
                        seccompProfile: { type: later("Unconfined") },
                    },
                    ports: [{ containerPort: 8080, hostPort: later(80) }],
                    resources: {
                        requests: { cpu: later("0"), memory: later("0") },
                        limits: { cpu: later("0"), memory: later("0") },
                    },
                },
            ],
        })),
        {
            "no-host-namespaces": ["hostPID", "hostIPC", "hostNetwork"].map((field) => `${inPod}.${field}`),
            "no-host-path": `${inPod}.volumes[0].hostPath`,
            "no-service-account-token": `${inPod}.automountServiceAccountToken`,
            "run-as-non-root": `${unknownContainer}.securityContext.runAsNonRoot`,
            "no-root-user": `${unknownContainer}.securityContext.runAsUser`,
            "no-privilege-escalation": `${unknownContainer}.securityContext.allowPrivilegeEscalation`,
            "no-privileged-container": `${unknownContainer}.securityContext.privileged`,
            "capabilities-dropped": ["drop[0]", "add[0]"].map(
                (item) => `${unknownContainer}.securityContext.capabilities.${item}`,
            ),
            "seccomp-profile": `${unknownContainer}.securityContext.seccompProfile.type`,
            "read-only-root": `${unknownContainer}.securityContext.readOnlyRootFilesystem`,
            "image-fixed": `${unknownContainer}.image`,
            "no-host-port": `${unknownContainer}.ports[0].hostPort`,
            "resources-set": ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"].map(
                (amount) => `${unknownContainer}.resources.${amount}`,
            ),
        },
    ),
    unclear(
        "unknown-init-containers",
        "a list of init containers that is not known yet",
        deployment(({ later }) => ({ ...podWith({}), initContainers: later([badContainer]) })),
        forEach(containerRules, `${inPod}.initContainers`),
    ),
    unclear(
        "unknown-pod",
        "a pod of which nothing is known yet",
        (name, { later, cluster }) => {
            const template = { metadata: { labels }, spec: later(worstPod) };
            new Deployment(name, { spec: { selector: { matchLabels: labels }, template } }, cluster);
        },
        forEach(workloadRules, inPod),
    ),
    unclear(
        "unknown-custom-resource",
        "a custom resource whose spec is not known yet, and may hold a pod",
        (name, { later, cluster }) => {
            const spec = later({ template: { spec: worstPod } });
            new CustomResource(name, { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", spec }, cluster);
        },
        forEach(workloadRules, "spec"),
        unpricedSays({ unpriced: "kubernetes:argoproj.io/v1alpha1:Rollout" }),
    ),
    unclear(
        "helm-release",
        "a Helm release, whose pods are made outside of the program",
        (name, { cluster }) => {
            new Release(name, { chart: "redis", version: "1.0.0" }, cluster);
        },
        forEach(workloadRules, "chart"),
        unpricedSays({ unpriced: "kubernetes:helm.sh/v3:Release" }),
    ),
];
