/** What the Jobs of a release may do, and whom they may talk to. Pure. */
import { COLOURS, type Colour, type TrafficConfig } from "../application/plan";
import type { KubernetesObject } from "../application/render";
import { JOBS, LEDGER, RELEASE_LABELS, ROUTE } from "./names";

const metadata = (namespace: string) => ({ name: JOBS, namespace, labels: RELEASE_LABELS });

/** Account, role and network policy of the Jobs: each right names the objects that it is for. */
export function planAccess(namespace: string, traffic: TrafficConfig): KubernetesObject[] {
    const deployments = namesOf((colour) => [`leanvibe-api-${colour}`, `leanvibe-frontend-${colour}`]);
    const autoscalers = namesOf((colour) => [`leanvibe-api-hpa-${colour}`, `leanvibe-frontend-hpa-${colour}`]);
    const may = (group: string, resource: string, resourceNames: readonly string[], verbs: readonly string[]) => ({
        apiGroups: [group],
        resources: [resource],
        resourceNames,
        verbs,
    });
    return [
        {
            apiVersion: "v1",
            kind: "ServiceAccount",
            metadata: metadata(namespace),
            // The Jobs' pods ask for a token themselves.
            automountServiceAccountToken: false,
        },
        {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "Role",
            metadata: metadata(namespace),
            rules: [
                may("gateway.networking.k8s.io", "httproutes", [ROUTE], ["get", "patch"]),
                may("autoscaling", "horizontalpodautoscalers", autoscalers, ["get", "patch"]),
                may("apps", "deployments", deployments, ["get"]),
                may("apps", "deployments/scale", deployments, ["get", "patch"]),
                may("", "configmaps", [LEDGER], ["get", "patch"]),
            ],
        },
        {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "RoleBinding",
            metadata: metadata(namespace),
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: JOBS },
            subjects: [{ kind: "ServiceAccount", name: JOBS, namespace }],
        },
        {
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: metadata(namespace),
            spec: {
                podSelector: { matchLabels: { "app.kubernetes.io/name": JOBS } },
                policyTypes: ["Ingress", "Egress"],
                egress: egressOf(traffic),
            },
        },
    ];
}

/** Names resolved, the application asked, the API server and AWS on 443, the pod identity agent, and the database. */
function egressOf({ dataCidrs, dataPorts }: TrafficConfig): object[] {
    const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));
    const block = (cidr: string) => ({ ipBlock: { cidr } });
    const rules = [
        {
            // The resolver: pods of kube-system, or the node's own on EKS Auto Mode (its two possible addresses).
            to: [
                {
                    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
                    podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
                },
                block("10.100.0.10/32"),
                block("172.20.0.10/32"),
            ],
            ports: [{ protocol: "UDP", port: 53 }, ...tcp(53)],
        },
        {
            to: [
                {
                    podSelector: {
                        matchExpressions: [
                            {
                                key: "app.kubernetes.io/name",
                                operator: "In",
                                values: ["leanvibe-api", "leanvibe-frontend"],
                            },
                        ],
                    },
                },
            ],
            ports: tcp(8000, 8080),
        },
        { to: [block("0.0.0.0/0")], ports: tcp(443) },
        { to: [block("169.254.170.23/32")], ports: tcp(80) },
    ];
    // A rule without a peer would allow everybody.
    return dataCidrs.length === 0
        ? rules
        : [...rules, { to: dataCidrs.map(block), ports: tcp(dataPorts.database, dataPorts.redis) }];
}

function namesOf(names: (colour: Colour) => string[]): string[] {
    return COLOURS.flatMap(names);
}
