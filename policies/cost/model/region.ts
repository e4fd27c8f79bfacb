import { Value } from "../../kit/value";
import type { PricedResource } from "./types";

const AWS_PROVIDER = "pulumi:providers:aws";
const CLUSTER = "aws:eks/cluster:Cluster";

/** The region that a resource names itself (aws provider 7 and later take one), or that its caller knows. */
function regionOf(resource: PricedResource): string | undefined {
    const isAws = resource.type.startsWith("aws:") || resource.type === AWS_PROVIDER;
    return resource.region ?? (isAws ? Value.of(resource.props).at("region").knownString : undefined);
}

/**
 * Says in which region each resource of a stack is priced: in its own; else, for a Kubernetes object, in that of the
 * stack's clusters; else in the only one that the stack's AWS resources and providers name. Undefined if there is none.
 */
export function regionsIn(resources: readonly PricedResource[]): (resource: PricedResource) => string | undefined {
    const home = onlyRegion(resources);
    // A Kubernetes object cannot name a region, and one other resource elsewhere must not take it from its nodes.
    const clusters = onlyRegion(resources.filter(({ type }) => type === CLUSTER)) ?? home;
    return (resource) => regionOf(resource) ?? (resource.type.startsWith("kubernetes:") ? clusters : home);
}

function onlyRegion(resources: readonly PricedResource[]): string | undefined {
    const regions = new Set(resources.map(regionOf).filter((region) => region !== undefined));
    return regions.size === 1 ? [...regions][0] : undefined;
}
