import { GroupVersionKind } from "./kinds";

/**
 * Fields whose change makes a new object, because the API server refuses to change them. The lists follow the real
 * provider's (pulumi-kubernetes, provider/pkg/provider: the force-new table), so that a preview here shows the
 * replacements that a preview there shows.
 */
const IDENTITY = ["apiVersion", "kind", "metadata.name", "metadata.namespace"];

const CONTAINER_FIELDS = [
    "args",
    "command",
    "env",
    "image",
    "imagePullPolicy",
    "lifecycle",
    "livenessProbe",
    "ports",
    "readinessProbe",
    "resources",
    "securityContext",
    "stdin",
    "stdinOnce",
    "terminationMessagePath",
    "terminationMessagePolicy",
    "tty",
    "volumeDevices",
    "volumeMounts",
    "workingDir",
];

const POD_FIELDS = [
    "affinity",
    "automountServiceAccountToken",
    "dnsConfig",
    "dnsPolicy",
    "enableServiceLinks",
    "hostAliases",
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "hostname",
    "imagePullSecrets",
    "nodeName",
    "nodeSelector",
    "overhead",
    "preemptionPolicy",
    "priority",
    "priorityClassName",
    "readinessGates",
    "restartPolicy",
    "runtimeClassName",
    "schedulerName",
    "securityContext",
    "serviceAccount",
    "serviceAccountName",
    "shareProcessNamespace",
    "subdomain",
    "terminationGracePeriodSeconds",
    "volumes",
];

const VOLUME_SOURCES = [
    "awsElasticBlockStore",
    "azureDisk",
    "azureFile",
    "cephfs",
    "cinder",
    "csi",
    "fc",
    "flexVolume",
    "flocker",
    "gcePersistentDisk",
    "glusterfs",
    "hostPath",
    "iscsi",
    "local",
    "nfs",
    "photonPersistentDisk",
    "portworxVolume",
    "quobyte",
    "rbd",
    "scaleIO",
    "storageos",
    "vsphereVolume",
];

const spec = (...fields: readonly string[]): string[] => fields.map((field) => `spec.${field}`);
const containers = ["containers", "initContainers"].flatMap((list) =>
    CONTAINER_FIELDS.map((field) => `spec.${list}.${field}`),
);

const BY_KIND: Readonly<Record<string, readonly string[]>> = {
    "apps/DaemonSet": spec("selector"),
    "apps/Deployment": spec("selector"),
    "apps/StatefulSet": spec(
        "podManagementPolicy",
        "revisionHistoryLimit",
        "selector",
        "serviceName",
        "volumeClaimTemplates",
    ),
    "batch/Job": spec("completions", "parallelism", "selector", "template"),
    "core/PersistentVolume": spec(...VOLUME_SOURCES),
    "core/PersistentVolumeClaim": spec("accessModes", "selector", "storageClassName", "volumeName"),
    "core/Pod": [...spec(...POD_FIELDS), ...containers],
    "core/ResourceQuota": spec("scopes"),
    "core/Secret": ["type"],
    "core/Service": spec("clusterIP"),
    "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
    "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
    "storage.k8s.io/StorageClass": ["parameters", "provisioner"],
};

/** Whether ConfigMaps and Secrets may change in place: settings of the provider, both off by default. */
export interface Mutability {
    readonly configMaps: boolean;
    readonly secrets: boolean;
}

/** The field paths (no indices) whose change replaces an object of this kind. */
export function replacedBy(gvk: GroupVersionKind, mutability: Mutability, isImmutable: boolean): readonly string[] {
    if (gvk.isPatch) {
        return ["metadata.name", "metadata.namespace"];
    }
    const key = `${gvk.group}/${gvk.kind}`;
    if (key === "core/ConfigMap" && (!mutability.configMaps || isImmutable)) {
        return [...IDENTITY, "binaryData", "data"];
    }
    if (key === "core/Secret" && (!mutability.secrets || isImmutable)) {
        return [...IDENTITY, "type", "stringData", "data"];
    }
    return [...IDENTITY, ...(BY_KIND[key] ?? [])];
}
