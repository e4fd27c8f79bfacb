/** What a type token says: `kubernetes:apps/v1:Deployment` is Deployment of apps/v1, and `core` is the unnamed group. */
export interface GroupVersionKind {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
    /** As an object spells it: `apps/v1`, or `v1` for the core group. */
    readonly apiVersion: string;
    /** True for the `...Patch` resources of the SDK, which change an object that exists. */
    readonly isPatch: boolean;
}

/** Reads a token; undefined if it is not of the form GROUP/VERSION:Kind. */
export function parseToken(type: string): GroupVersionKind | undefined {
    const [, group, version, name] = /^kubernetes:([^:/]+)\/([^:/]+):(\w+)$/.exec(type) ?? [];
    if (group === undefined || version === undefined || name === undefined) {
        return undefined;
    }
    const isPatch = isBuiltIn(group) && name.endsWith("Patch") && name !== "Patch";
    const kind = isPatch ? name.slice(0, -"Patch".length) : name;
    const apiVersion = group === "core" ? version : `${group}/${version}`;
    return { group, version, kind, apiVersion, isPatch };
}

/** True for groups that every API server serves; any other belongs to custom resources. */
export function isBuiltIn(group: string): boolean {
    return !group.includes(".") || group.endsWith(".k8s.io");
}

/** Kinds without a namespace, from `kubectl api-resources --namespaced=false` of Kubernetes 1.34. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
    "APIService",
    "CertificateSigningRequest",
    "ClusterRole",
    "ClusterRoleBinding",
    "ClusterTrustBundle",
    "ComponentStatus",
    "CSIDriver",
    "CSINode",
    "CustomResourceDefinition",
    "DeviceClass",
    "FlowSchema",
    "GatewayClass",
    "IngressClass",
    "IPAddress",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "ResourceSlice",
    "RuntimeClass",
    "SelfSubjectAccessReview",
    "SelfSubjectReview",
    "SelfSubjectRulesReview",
    "ServiceCIDR",
    "StorageClass",
    "StorageVersionMigration",
    "SubjectAccessReview",
    "TokenReview",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
    "VolumeAttributesClass",
]);

/** Kinds of *.k8s.io groups that are custom resources all the same: the server does not know them by itself. */
const CUSTOM_K8S_GROUPS: ReadonlySet<string> = new Set([
    "gateway.networking.k8s.io",
    "metrics.k8s.io",
    "snapshot.storage.k8s.io",
    "karpenter.k8s.aws",
]);

/** True if an object of this kind gets the provider's namespace when it names none; custom kinds may have none. */
export function takesDefaultNamespace({ group, kind }: GroupVersionKind): boolean {
    return isBuiltIn(group) && !CUSTOM_K8S_GROUPS.has(group) && !CLUSTER_SCOPED.has(kind);
}

/** The parts of an id, `NAMESPACE/NAME` or `NAME`. */
export function splitId(id: string): { readonly namespace: string | undefined; readonly name: string } {
    const slash = id.indexOf("/");
    return slash < 0
        ? { namespace: undefined, name: id }
        : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}
