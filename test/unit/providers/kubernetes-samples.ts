import { PropertyMap } from "../../../sandbox/providers/protocol/value";

const metadata = { name: "thing", namespace: "default", labels: { app: "api" }, annotations: { note: "x y" } };
const clusterWide = { name: "thing", labels: { app: "api" } };
const selector = { matchLabels: { app: "api" } };
const template = {
    metadata: { labels: { app: "api" } },
    spec: {
        serviceAccountName: "api",
        containers: [
            {
                name: "api",
                image: "registry.example/api:1",
                env: [{ name: "MODE", value: "live" }],
                ports: [{ containerPort: 8080 }],
                securityContext: { runAsNonRoot: true, capabilities: { drop: ["ALL"] } },
            },
        ],
    },
};

/** Pods of a kind that differs from Deployment in other things than its pods. */
const plain = { metadata: { labels: { app: "api" } }, spec: { containers: [{ name: "api", image: "x:1" }] } };

/** An object of each kind that the program makes, and of those that the stand-in treats in their own way. */
export const kubernetesSamples: Readonly<Record<string, PropertyMap>> = {
    "kubernetes:core/v1:Namespace": { apiVersion: "v1", kind: "Namespace", metadata: clusterWide },
    "kubernetes:core/v1:ConfigMap": { apiVersion: "v1", kind: "ConfigMap", metadata, data: { mode: "live" } },
    "kubernetes:core/v1:Secret": {
        apiVersion: "v1",
        kind: "Secret",
        metadata,
        type: "Opaque",
        stringData: { password: "correct horse" },
        data: { token: "eA==" },
    },
    "kubernetes:core/v1:ServiceAccount": {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata,
        automountServiceAccountToken: false,
    },
    "kubernetes:core/v1:Service": {
        apiVersion: "v1",
        kind: "Service",
        metadata,
        spec: { type: "LoadBalancer", selector: { app: "api" }, ports: [{ port: 80, targetPort: 8080 }] },
    },
    "kubernetes:core/v1:Pod": { apiVersion: "v1", kind: "Pod", metadata, spec: template.spec },
    "kubernetes:core/v1:PersistentVolumeClaim": {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata,
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    },
    "kubernetes:apps/v1:Deployment": {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: { replicas: 2, selector, template },
    },
    "kubernetes:apps/v1:StatefulSet": {
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        metadata,
        spec: { replicas: 2, serviceName: "api", selector, template: plain },
    },
    "kubernetes:apps/v1:DaemonSet": {
        apiVersion: "apps/v1",
        kind: "DaemonSet",
        metadata,
        spec: { selector, template },
    },
    "kubernetes:apps/v1:DeploymentPatch": {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: { replicas: 3 },
    },
    "kubernetes:batch/v1:Job": {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata,
        spec: { completions: 1, suspend: false, template: plain },
    },
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata,
        spec: {
            minReplicas: 2,
            maxReplicas: 4,
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "api" },
        },
    },
    "kubernetes:policy/v1:PodDisruptionBudget": {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata,
        spec: { minAvailable: 1, selector },
    },
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata,
        spec: { podSelector: selector, policyTypes: ["Ingress"], ingress: [{ ports: [{ port: 8080 }] }] },
    },
    "kubernetes:networking.k8s.io/v1:Ingress": {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata,
        spec: { rules: [{ host: "hive.example" }] },
    },
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
        subjects: [{ kind: "ServiceAccount", name: "api" }],
    },
    "kubernetes:storage.k8s.io/v1:StorageClass": {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: clusterWide,
        provisioner: "ebs.csi.eks.amazonaws.com",
        parameters: { type: "gp3" },
    },
    "kubernetes:gateway.networking.k8s.io/v1:Gateway": {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata,
        spec: { gatewayClassName: "alb", listeners: [{ name: "https", port: 443, protocol: "HTTPS" }] },
    },
    "kubernetes:eks.amazonaws.com/v1:NodeClass": {
        apiVersion: "eks.amazonaws.com/v1",
        kind: "NodeClass",
        metadata: clusterWide,
        spec: { role: "nodes", ephemeralStorage: { size: "80Gi" } },
    },
    "kubernetes:karpenter.sh/v1:NodePool": {
        apiVersion: "karpenter.sh/v1",
        kind: "NodePool",
        metadata: clusterWide,
        spec: { limits: { cpu: 64 }, template: { spec: { nodeClassRef: { kind: "NodeClass", name: "thing" } } } },
    },
};
