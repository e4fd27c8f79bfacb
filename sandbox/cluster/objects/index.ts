/** What every local cluster holds from its first moment: kinds, names, metrics and the class of its gateway. */
import { readFileSync } from "node:fs";
import { parseAllDocuments, stringify } from "yaml";
import { DNS_SERVICE, NODE_ADDRESS, PORTS } from "../addresses";

/** A Kubernetes object, as far as this folder looks at it. */
export interface KubernetesObject {
    apiVersion: string;
    kind: string;
    metadata: { name: string; namespace?: string; labels?: Record<string, string> };
    [field: string]: unknown;
}

/** The name that Traefik's Gateway controller goes by, for a GatewayClass. */
export const GATEWAY_CONTROLLER = "traefik.io/gateway-controller";

interface ServedPort {
    name: string;
    port: number;
    targetPort: number;
    protocol: "TCP" | "UDP";
}

/** A Service in kube-system whose answers come from a process on the node, not from a pod. */
function servedByNode(name: string, ports: readonly ServedPort[], clusterIP?: string): KubernetesObject[] {
    const metadata = { name, namespace: "kube-system" };
    return [
        {
            apiVersion: "v1",
            kind: "Service",
            metadata,
            spec: { ...(clusterIP === undefined ? {} : { clusterIP }), ports },
        },
        {
            apiVersion: "discovery.k8s.io/v1",
            kind: "EndpointSlice",
            metadata: { ...metadata, labels: { "kubernetes.io/service-name": name } },
            addressType: "IPv4",
            endpoints: [{ addresses: [NODE_ADDRESS], conditions: { ready: true } }],
            ports: ports.map(({ name: port, targetPort, protocol }) => ({ name: port, port: targetPort, protocol })),
        },
    ];
}

/**
 * EKS's kind of node classes, which no registry has the definition of: everything is accepted and nothing comes of it.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-node-class.html
 */
function nodeClassDefinition(): KubernetesObject {
    const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
    return {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "nodeclasses.eks.amazonaws.com" },
        spec: {
            group: "eks.amazonaws.com",
            names: { kind: "NodeClass", listKind: "NodeClassList", plural: "nodeclasses", singular: "nodeclass" },
            scope: "Cluster",
            versions: [
                {
                    name: "v1",
                    served: true,
                    storage: true,
                    schema: { openAPIV3Schema: { type: "object", properties: { spec: anything, status: anything } } },
                    subresources: { status: {} },
                },
            ],
        },
    };
}

/**
 * The definitions of kinds; they come before objects of these kinds.
 *
 * @param files files with CustomResourceDefinitions
 */
export function definitions(files: readonly string[]): KubernetesObject[] {
    const given = files.flatMap((file) =>
        parseAllDocuments(readFileSync(file, "utf8"))
            .map((document) => document.toJS() as KubernetesObject | null)
            .filter((object) => object !== null),
    );
    return [...given, nodeClassDefinition()];
}

/** The objects themselves. */
export function objects(): KubernetesObject[] {
    const dns = [
        { name: "dns", port: 53, targetPort: PORTS.dns, protocol: "UDP" as const },
        { name: "dns-tcp", port: 53, targetPort: PORTS.dns, protocol: "TCP" as const },
    ];
    const metrics = [{ name: "https", port: 443, targetPort: PORTS.metrics, protocol: "TCP" as const }];
    return [
        ...servedByNode("kube-dns", dns, DNS_SERVICE),
        ...servedByNode("metrics-server", metrics),
        {
            apiVersion: "apiregistration.k8s.io/v1",
            kind: "APIService",
            metadata: { name: "v1beta1.metrics.k8s.io" },
            spec: {
                group: "metrics.k8s.io",
                version: "v1beta1",
                service: { name: "metrics-server", namespace: "kube-system" },
                insecureSkipTLSVerify: true,
                groupPriorityMinimum: 100,
                versionPriority: 100,
            },
        },
        {
            apiVersion: "gateway.networking.k8s.io/v1",
            kind: "GatewayClass",
            metadata: { name: "traefik" },
            spec: { controllerName: GATEWAY_CONTROLLER },
        },
    ];
}

/** Objects as one stream of YAML documents. */
export function toYaml(list: readonly KubernetesObject[]): string {
    return list.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join("---\n");
}
