import type { core } from "@pulumi/kubernetes/types/input";
import { listOf, type Says } from "../specimen";
import type { PodSpec } from "./holders";

type Container = core.v1.Container;
type Debugger = core.v1.EphemeralContainer;

/** A pod that shares its node's namespaces, mounts its node's disk and holds a credential. */
const badPod = {
    hostPID: true,
    hostIPC: true,
    hostNetwork: true,
    serviceAccountName: "anybody",
    automountServiceAccountToken: true,
    volumes: [{ name: "node", hostPath: { path: "/" } }],
};

/** What the rules about pods say of it. */
const badPodSays: Says = {
    "no-host-namespaces": ["hostPID", "hostIPC", "hostNetwork"].map(
        (field) => `${field} is true; it must not be true.`,
    ),
    "no-host-path": "volumes[0].hostPath is an object with path; it must not be set.",
    "no-service-account-token": "automountServiceAccountToken is true; it must be false.",
};

/** A container that breaks every rule that holds for debuggers too. */
const badDebugger = {
    name: "bad",
    image: "registry.example/leanvibe/api:latest",
    securityContext: {
        runAsNonRoot: false,
        runAsUser: 0,
        allowPrivilegeEscalation: true,
        privileged: true,
        readOnlyRootFilesystem: false,
        capabilities: { drop: ["NET_RAW"], add: ["SYS_ADMIN"] },
        seccompProfile: { type: "Unconfined" },
    },
} satisfies Debugger;

const badDebuggerSays: Says = {
    "run-as-non-root": "securityContext.runAsNonRoot is false; it must be true.",
    "no-root-user": "securityContext.runAsUser is 0; it must not be 0.",
    "no-privilege-escalation": "securityContext.allowPrivilegeEscalation is true; it must be false.",
    "no-privileged-container": "securityContext.privileged is true; it must not be true.",
    "capabilities-dropped": [
        'securityContext.capabilities.drop is a list of 1; it must contain "ALL".',
        'securityContext.capabilities.add[0] is "SYS_ADMIN"; it must be NET_BIND_SERVICE or not be there.',
    ],
    "seccomp-profile": 'securityContext.seccompProfile.type is "Unconfined"; it must be RuntimeDefault or Localhost.',
    "read-only-root": "securityContext.readOnlyRootFilesystem is false; it must be true.",
    "image-fixed":
        'image is "registry.example/leanvibe/api:latest"; it must have a tag other than latest, or a digest.',
};

/** One that also breaks those for which a debugger has no field. */
export const badContainer: Container = {
    ...badDebugger,
    ports: [{ containerPort: 8080, hostPort: 80 }],
    resources: { requests: { cpu: "0", memory: "0" }, limits: { cpu: "0", memory: "0" } },
};

const badContainerSays: Says = {
    ...badDebuggerSays,
    "no-host-port": "ports[0].hostPort is 80; it must not be set.",
    "resources-set": ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"].map(
        (amount) => `resources.${amount} is "0"; it must be set.`,
    ),
};

/** Each place of a pod where a container can be, with the label that messages give it. */
const badPositions = [
    { list: "containers[0]", label: "container 'regular'", says: badContainerSays },
    { list: "initContainers[0]", label: "init container 'init'", says: badContainerSays },
    { list: "initContainers[1]", label: "init container 'sidecar'", says: badContainerSays },
    { list: "ephemeralContainers[0]", label: "ephemeral container 'debugger'", says: badDebuggerSays },
];

/** A pod with such a container in each place. */
export const worstPod: PodSpec = {
    ...badPod,
    containers: [{ ...badContainer, name: "regular" }],
    initContainers: [
        { ...badContainer, name: "init" },
        { ...badContainer, name: "sidecar", restartPolicy: "Always" },
    ],
    ephemeralContainers: [{ ...badDebugger, name: "debugger" }],
};

/** All that is said of the worst pod, wherever it is held. */
export function worstPodSays(at: string): Says {
    const said = new Map<string, string[]>();
    const add = (says: Says, prefix: string) => {
        for (const [rule, words] of Object.entries(says)) {
            said.set(rule, [...(said.get(rule) ?? []), ...listOf(words).map((text) => `${prefix}${text}`)]);
        }
    };
    add(badPodSays, `: ${at}.`);
    for (const { list, label, says } of badPositions) add(says, `: ${label}: ${at}.${list}.`);
    return Object.fromEntries(said);
}

export const containerRules = Object.keys(badContainerSays);

export const workloadRules = [...containerRules, ...Object.keys(badPodSays)];
