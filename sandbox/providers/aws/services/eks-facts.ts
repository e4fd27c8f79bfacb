/**
 * Versions with which the sandbox answers where EKS would choose. A guess by nature: AWS publishes new ones at any
 * time. What a program depends on it should name itself.
 */

/** The cluster version that EKS gives when none is asked for. */
export const DEFAULT_CLUSTER_VERSION = "1.34";

/** Add-on versions by add-on name. */
export const addonVersions: Readonly<Record<string, string>> = {
    coredns: "v1.12.4-eksbuild.1",
    "kube-proxy": "v1.34.0-eksbuild.2",
    "vpc-cni": "v1.20.4-eksbuild.2",
    "aws-ebs-csi-driver": "v1.51.0-eksbuild.1",
    "eks-pod-identity-agent": "v1.3.9-eksbuild.3",
    "metrics-server": "v0.8.0-eksbuild.2",
    "amazon-cloudwatch-observability": "v4.5.0-eksbuild.1",
};
