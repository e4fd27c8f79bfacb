import { Value } from "../../kit/value";
import type { PricedResource } from "./types";

const AWS_PROVIDER = "pulumi:providers:aws";

/** The region that a resource names itself (aws provider 7 and later take one), or that its caller knows. */
export function regionOf(resource: PricedResource): string | undefined {
    const isAws = resource.type.startsWith("aws:") || resource.type === AWS_PROVIDER;
    return resource.region ?? (isAws ? Value.of(resource.props).at("region").knownString : undefined);
}

/** The region of a stack whose AWS resources and providers all name one; undefined if they name none or several. */
export function stackRegion(resources: readonly PricedResource[]): string | undefined {
    const regions = new Set(resources.map(regionOf).filter((region) => region !== undefined));
    return regions.size === 1 ? [...regions][0] : undefined;
}
