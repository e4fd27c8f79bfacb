import { twin, type Specimen } from "../specimen";
import { deployment, goodDebugger, goodIn, podWith, windowsPod } from "./hardened";
import { holders } from "./holders";

const { securityContext } = goodDebugger;

export const workloadTwins: readonly Specimen[] = [
    ...holders.filter(({ unpriced }) => unpriced === undefined).map(goodIn),
    twin(
        "hardened-by-pod",
        deployment(
            podWith(
                { securityContext: { ...securityContext, runAsNonRoot: undefined, seccompProfile: undefined } },
                { securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } },
            ),
        ),
    ),
    twin(
        "named-by-digest",
        deployment(podWith({ image: `registry.example:5000/api@sha256:${"0123456789abcdef".repeat(4)}` })),
    ),
    twin("windows", deployment(windowsPod)),
];
