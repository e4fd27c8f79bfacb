import { PropertyMap } from "../../../protocol/value";
import { at, mapAt, objectsAt, textAt } from "../live";
import { Readiness, READY, Verdict, waiting } from "./verdict";

/**
 * A Service is ready when none of its addresses is still to become ready (none at all will do: it may be there before
 * its pods), and, as a load balancer, when it has an address of its own.
 *
 * @param slices its EndpointSlices
 */
export function judgeService(live: PropertyMap, slices: readonly PropertyMap[]): Verdict {
    const type = textAt(live, "spec", "type");
    const isSelecting = Object.keys(mapAt(live, "spec", "selector")).length > 0;
    if (type === "ExternalName" || !isSelecting || textAt(live, "spec", "clusterIP") === "None") {
        return READY;
    }
    if (type === "LoadBalancer" && objectsAt(live, "status", "loadBalancer", "ingress").length === 0) {
        return waiting("Service was not allocated an IP address; does your cloud provider support this?");
    }
    const unready = slices
        .flatMap((slice) => objectsAt(slice, "endpoints"))
        .filter((endpoint) => at(endpoint, "conditions", "ready") === false)
        .filter((endpoint) => at(endpoint, "conditions", "terminating") !== true);
    return unready.length === 0
        ? READY
        : waiting(`Service does not target only ready Pods: ${unready.length} of its addresses are not ready`);
}

export const service: Readiness = {
    judge: async (live, reader) => {
        const verdict = judgeService(live, []);
        if (verdict.state !== "ready") {
            return verdict;
        }
        const labels = { "kubernetes.io/service-name": textAt(live, "metadata", "name") };
        const namespace = textAt(live, "metadata", "namespace");
        return judgeService(live, await reader.list("discovery.k8s.io/v1", "EndpointSlice", namespace, labels));
    },
};

/** An Ingress is ready when its controller has given it an address. */
export function judgeIngress(live: PropertyMap): Verdict {
    return objectsAt(live, "status", "loadBalancer", "ingress").length > 0
        ? READY
        : waiting("Ingress has no address yet: no ingress controller has taken it up");
}

export const ingress: Readiness = { judge: judgeIngress };
