import * as pulumi from "@pulumi/pulumi";

import { hasRealCluster, realKubeconfig } from "../kubernetes/apply/cluster-file";
import { ClusterResource } from "./resources";

/** Whom the kubeconfig's `aws eks get-token` speaks for. */
export interface Credentials {
    readonly profileName?: string;
    readonly roleArn?: string;
}

/**
 * The kubeconfig of a cluster, an object, in the real component's form. Where the sandbox works with a real cluster it
 * is that one's, known and unknown as the other would be.
 */
export function kubeconfigOf(
    cluster: ClusterResource,
    credentials: pulumi.Input<Credentials | undefined>,
    withProfile: boolean,
): pulumi.Output<object> {
    const kubeconfig = pulumi
        .all([cluster.name, cluster.endpoint, cluster.certificateAuthority, cluster.arn, credentials])
        .apply(([name, server, authority, arn, given]) => {
            const real = realKubeconfig();
            if (real !== undefined) {
                return real;
            }
            const args = ["--region", regionOf(arn), "eks", "get-token", "--cluster-name", name, "--output", "json"];
            if (given?.roleArn !== undefined) {
                args.push("--role", given.roleArn);
            }
            if (withProfile && given?.profileName !== undefined) {
                args.push("--profile", given.profileName);
            }
            return {
                apiVersion: "v1",
                clusters: [{ cluster: { server, "certificate-authority-data": authority.data }, name: "kubernetes" }],
                contexts: [{ context: { cluster: "kubernetes", user: "aws" }, name: "aws" }],
                "current-context": "aws",
                kind: "Config",
                users: [
                    {
                        name: "aws",
                        user: {
                            exec: {
                                apiVersion: "client.authentication.k8s.io/v1beta1",
                                command: "aws",
                                args,
                                env: [
                                    {
                                        name: "KUBERNETES_EXEC_INFO",
                                        value: '{"apiVersion": "client.authentication.k8s.io/v1beta1"}',
                                    },
                                ],
                            },
                        },
                    },
                ],
            };
        });
    // The copy with all that the provider needs is an input of it, which the engine shows where it changes.
    return withProfile && hasRealCluster() ? pulumi.secret(kubeconfig) : kubeconfig;
}

function regionOf(arn: string): string {
    const region = arn.split(":")[3];
    if (region === undefined || region === "") {
        // Not the ARN itself, which holds the cluster's name: that may be a secret.
        throw new Error("Invalid ARN of the cluster: it names no region");
    }
    return region;
}
