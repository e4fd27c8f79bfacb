import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import type { NodePoolConfig } from "../config";
import { NODE_CLASS, planNodePool } from "./plan";

/** What the nodes need of cluster and network. */
export interface NodePoolsArgs {
    readonly pools: readonly NodePoolConfig[];
    readonly zones: readonly string[];
    readonly subnetIds: readonly pulumi.Input<string>[];
    readonly securityGroupId: pulumi.Input<string>;
    readonly nodeRoleName: string;
}

/**
 * NetworkPolicy enforcement, one NodeClass, and the NodePools.
 *
 * EKS Auto Mode accepts NetworkPolicy objects and ignores them until the ConfigMap is there. With DefaultDeny a pod has
 * no traffic from its first moment until a policy allows it, instead of all traffic until a policy reaches its node.
 * https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html
 */
export function createNodePools(
    name: string,
    args: NodePoolsArgs,
    opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.Resource; readonly provider: Provider },
): CustomResource[] {
    const enforcement = new ConfigMap(
        `${name}-network-policy`,
        {
            metadata: { name: "amazon-vpc-cni", namespace: "kube-system" },
            data: { "enable-network-policy-controller": "true" },
        },
        opts,
    );
    const nodeClass = new CustomResource(
        `${name}-node-class`,
        {
            apiVersion: "eks.amazonaws.com/v1",
            kind: "NodeClass",
            metadata: { name: NODE_CLASS },
            spec: {
                role: args.nodeRoleName,
                subnetSelectorTerms: args.subnetIds.map((id) => ({ id })),
                securityGroupSelectorTerms: [{ id: args.securityGroupId }],
                networkPolicy: "DefaultDeny",
                networkPolicyEventLogs: "Enabled",
                // Auto Mode encrypts this volume; its instance metadata is IMDSv2 with one hop, which nobody can change.
                // Tags of our own would need rights that Auto Mode's managed policies do not give; EKS tags nodes with
                // the cluster's name, by which bills can be split too.
                ephemeralStorage: { size: "80Gi" },
            },
        },
        { ...opts, dependsOn: [enforcement] },
    );
    return args.pools.map(
        (pool) =>
            new CustomResource(
                `${name}-node-pool-${pool.name}`,
                { apiVersion: "karpenter.sh/v1", kind: "NodePool", ...planNodePool(pool, args.zones) },
                { ...opts, dependsOn: [nodeClass] },
            ),
    );
}

/**
 * What metrics-server may say and hear: the API server asks it, it asks kubelets and the API server. Written down
 * because the nodes deny what no policy allows.
 */
export function createMetricsPolicy(
    name: string,
    opts: pulumi.CustomResourceOptions & { readonly provider: Provider },
): NetworkPolicy {
    const kubelet = { protocol: "TCP", port: 10250 };
    const api = { protocol: "TCP", port: 443 };
    const dns = ["UDP", "TCP"].map((protocol) => ({ protocol, port: 53 }));
    return new NetworkPolicy(
        `${name}-metrics-server-policy`,
        {
            metadata: { name: "metrics-server", namespace: "kube-system" },
            spec: {
                podSelector: { matchLabels: { "app.kubernetes.io/name": "metrics-server" } },
                policyTypes: ["Ingress", "Egress"],
                ingress: [{ ports: [{ protocol: "TCP", port: 10251 }, kubelet] }],
                egress: [{ ports: [kubelet, api, ...dns] }],
            },
        },
        opts,
    );
}
