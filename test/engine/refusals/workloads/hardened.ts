import { Deployment } from "@pulumi/kubernetes/apps/v1";
import type { core } from "@pulumi/kubernetes/types/input";
import type { Says, Specimen, World } from "../specimen";
import type { Holder, PodSpec } from "./holders";

type Container = core.v1.Container;
type Debugger = core.v1.EphemeralContainer;

export const labels = { app: "specimen" };

/** An ephemeral container, with all that such a one can set. */
export const goodDebugger = {
    name: "good",
    image: "registry.example/leanvibe/api:2.0.0",
    securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
        seccompProfile: { type: "RuntimeDefault" },
    },
} satisfies Debugger;

/** A regular or an init container. */
export const goodContainer = {
    ...goodDebugger,
    ports: [{ containerPort: 8080, hostPort: 0 }],
    resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "100m", memory: "64Mi" } },
} satisfies Container;

/** Hardened in each place; it says no to all that a patch would leave to the object that it changes. */
const goodPod = {
    hostPID: false,
    hostIPC: false,
    hostNetwork: false,
    automountServiceAccountToken: false,
    volumes: [{ name: "scratch", emptyDir: {} }],
    containers: [{ ...goodContainer, name: "regular" }],
    initContainers: [
        { ...goodContainer, name: "init" },
        { ...goodContainer, name: "sidecar", restartPolicy: "Always" },
    ],
    ephemeralContainers: [{ ...goodDebugger, name: "debugger" }],
} satisfies PodSpec;

/** The good pod whose one container leaves settings to the pod, or to the defaults. */
export function podWith(container: Partial<Container>, pod: Partial<PodSpec> = {}): PodSpec {
    return {
        ...goodPod,
        initContainers: [],
        ephemeralContainers: [],
        containers: [{ ...goodContainer, ...container }],
        ...pod,
    };
}

export function deployment(spec: PodSpec | ((world: World) => PodSpec)): Specimen["make"] {
    return (name, world) => {
        const pod = typeof spec === "function" ? spec(world) : spec;
        const template = { metadata: { labels }, spec: pod };
        new Deployment(name, { spec: { selector: { matchLabels: labels }, template } }, world.cluster);
    };
}

/** The path of a Deployment's pod. */
export const inPod = "spec.template.spec";

/** Windows has no Linux settings, and Kubernetes refuses them there. */
export const windowsContainer = { ...goodContainer, name: "windows", securityContext: { runAsNonRoot: true } };

export const windowsPod = podWith({}, { os: { name: "windows" }, containers: [windowsContainer] });

/** What is said of a holder whose cost nobody knows. */
export function unpricedSays({ unpriced }: Pick<Holder, "unpriced">): Says {
    return unpriced === undefined
        ? {}
        : { "unknown-price": `nothing is known about the cost of type ${unpriced}. Fix: ` };
}

/** The good pod in a holder: nothing is said of it, but that nobody knows the cost of some holders. */
export function goodIn(holder: Holder): Specimen {
    const { name, at, make, partial = false } = holder;
    return {
        name: `good-${name}`,
        what: `${name}: a hardened pod`,
        make: (resource, { cluster }) => {
            make(resource, goodPod, cluster);
        },
        says: unpricedSays(holder),
        notKnown: partial ? { "no-host-path": `${at}.volumes[0].hostPath` } : {},
    };
}
