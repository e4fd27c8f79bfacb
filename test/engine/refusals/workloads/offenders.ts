import { offender, type Specimen } from "../specimen";
import {
    deployment,
    goodContainer,
    goodDebugger,
    goodIn,
    inPod,
    podWith,
    unpricedSays,
    windowsContainer,
    windowsPod,
} from "./hardened";
import { holders } from "./holders";
import { worstPod, worstPodSays } from "./worst";

const inContainer = `container 'good': ${inPod}.containers[0]`;

const { securityContext } = goodDebugger;

/** The good security context without one of its settings. */
function without(setting: keyof typeof securityContext) {
    return { securityContext: { ...securityContext, [setting]: undefined } };
}

/** What is unsafe because nobody set it, and what a pod sets for its containers. */
const byDefaultAndByPod: readonly Specimen[] = [
    offender(
        "user-left-to-image",
        "a container whose user is left to its image",
        deployment(podWith(without("runAsNonRoot"))),
        {
            "run-as-non-root": `${inContainer}.securityContext.runAsNonRoot is not set; it must be true.`,
        },
    ),
    offender(
        "root-by-pod",
        "a container that its pod makes run as root",
        deployment(
            podWith(
                { securityContext: { ...securityContext, runAsNonRoot: undefined, runAsUser: undefined } },
                { securityContext: { runAsNonRoot: false, runAsUser: 0 } },
            ),
        ),
        {
            "run-as-non-root": `container 'good': ${inPod}.securityContext.runAsNonRoot is false; it must be true.`,
            "no-root-user": `container 'good': ${inPod}.securityContext.runAsUser is 0; it must not be 0.`,
        },
    ),
    offender(
        "root-against-pod",
        "a container that overrides its hardened pod",
        deployment(
            podWith(
                {
                    securityContext: {
                        ...securityContext,
                        runAsNonRoot: false,
                        seccompProfile: { type: "Unconfined" },
                    },
                },
                { securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } },
            ),
        ),
        {
            "run-as-non-root": `${inContainer}.securityContext.runAsNonRoot is false; it must be true.`,
            "seccomp-profile": `${inContainer}.securityContext.seccompProfile.type is "Unconfined"; it must be RuntimeDefault or Localhost.`,
        },
    ),
    offender(
        "escalation-by-default",
        "a container that may gain privileges by default",
        deployment(podWith(without("allowPrivilegeEscalation"))),
        {
            "no-privilege-escalation": `${inContainer}.securityContext.allowPrivilegeEscalation is not set; it must be false.`,
        },
    ),
    offender(
        "capabilities-by-default",
        "a container with the runtime's capabilities",
        deployment(podWith(without("capabilities"))),
        {
            "capabilities-dropped": `${inContainer}.securityContext.capabilities.drop is not set; it must contain "ALL".`,
        },
    ),
    offender("no-seccomp", "a container without a seccomp profile", deployment(podWith(without("seccompProfile"))), {
        "seccomp-profile": `${inContainer}.securityContext.seccompProfile.type is not set; it must be RuntimeDefault or Localhost.`,
    }),
    offender(
        "writable-root",
        "a container with a writable root by default",
        deployment(podWith(without("readOnlyRootFilesystem"))),
        {
            "read-only-root": `${inContainer}.securityContext.readOnlyRootFilesystem is not set; it must be true.`,
        },
    ),
    offender(
        "no-memory-limit",
        "a container without a memory limit",
        deployment(podWith({ resources: { ...goodContainer.resources, limits: { cpu: "100m" } } })),
        {
            "resources-set": `${inContainer}.resources.limits.memory is not set; it must be set.`,
        },
    ),
    offender(
        "untagged",
        "an image without a tag, from a registry with a port",
        deployment(podWith({ image: "registry.example:5000/api" })),
        {
            "image-fixed": `${inContainer}.image is "registry.example:5000/api"; it must have a tag other than latest, or a digest.`,
        },
    ),
    offender(
        "token-by-default",
        "a pod that gets a token by default",
        deployment(podWith({}, { automountServiceAccountToken: undefined })),
        {
            "no-service-account-token": `: ${inPod}.automountServiceAccountToken is not set; it must be false.`,
        },
    ),
];

export const workloadOffenders: readonly Specimen[] = [
    ...holders.map((holder) =>
        offender(
            `worst-${holder.name}`,
            `${holder.name}: each fault in each place of a pod`,
            (name, { cluster }) => {
                holder.make(name, worstPod, cluster);
            },
            { ...worstPodSays(holder.at), ...unpricedSays(holder) },
        ),
    ),
    ...byDefaultAndByPod,
    offender(
        "root-on-windows",
        "a Windows container that may run as its administrator",
        deployment({ ...windowsPod, containers: [{ ...windowsContainer, securityContext: { runAsNonRoot: false } }] }),
        {
            "run-as-non-root": `container 'windows': ${inPod}.containers[0].securityContext.runAsNonRoot is false; it must be true.`,
        },
    ),
    ...holders.filter(({ unpriced }) => unpriced !== undefined).map(goodIn),
];
