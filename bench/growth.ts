import { LogGroup } from "@pulumi/aws/cloudwatch";
import { SecurityGroup } from "@pulumi/aws/ec2";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, Namespace } from "@pulumi/kubernetes/core/v1";
import { providers } from "./providers";

/**
 * A program of `count` resources that no policy refuses, half of AWS and half of Kubernetes, the latter in one namespace:
 * what grows is their number, not the depth of the graph.
 */
export function grow(count: number): void {
    const aws = { provider: providers.aws };
    const kubernetes = { provider: providers.kubernetes };
    const namespace = new Namespace(
        "grown",
        { metadata: { name: "grown", labels: { "pod-security.kubernetes.io/enforce": "restricted" } } },
        kubernetes,
    ).metadata.name;
    for (let index = 0; index < count; index += 4) {
        const name = `item-${String(index)}`;
        new SecurityGroup(name, { vpcId: "vpc-0123456789abcdef0", description: `Of ${name}` }, aws);
        new LogGroup(name, { retentionInDays: 30, kmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/bench" }, aws);
        new ConfigMap(name, { metadata: { namespace }, data: { index: String(index) } }, kubernetes);
        new Deployment(name, deployment(name, namespace), kubernetes);
    }
}

/** One hardened pod. */
function deployment(
    name: string,
    namespace: Namespace["metadata"]["name"],
): ConstructorParameters<typeof Deployment>[1] {
    const labels = { app: name };
    return {
        metadata: { namespace, labels },
        spec: {
            replicas: 1,
            selector: { matchLabels: labels },
            template: {
                metadata: { labels },
                spec: {
                    automountServiceAccountToken: false,
                    serviceAccountName: "grown",
                    securityContext: {
                        runAsNonRoot: true,
                        runAsUser: 1000,
                        runAsGroup: 1000,
                        seccompProfile: { type: "RuntimeDefault" },
                    },
                    containers: [
                        {
                            name: "main",
                            image: `registry.example/app@sha256:${"0".repeat(64)}`,
                            resources: {
                                requests: { cpu: "10m", memory: "16Mi" },
                                limits: { cpu: "10m", memory: "16Mi" },
                            },
                            securityContext: {
                                allowPrivilegeEscalation: false,
                                readOnlyRootFilesystem: true,
                                capabilities: { drop: ["ALL"] },
                            },
                        },
                    ],
                },
            },
        },
    };
}
