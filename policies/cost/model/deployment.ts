import type { PricedResource } from "./types";

/** The part of an exported deployment (`pulumi stack export`) that prices need. */
interface ExportedResource {
    readonly urn: string;
    readonly type: string;
    readonly inputs?: Record<string, unknown>;
    readonly provider?: string;
    /** True for a resource that is being replaced and waits to be deleted. */
    readonly delete?: boolean;
}

/**
 * The resources of an exported deployment, each with its provider's region.
 *
 * @param deployment what `pulumi stack export` prints, or its `deployment`
 * @throws TypeError if it holds no list of resources
 */
export function fromDeployment(deployment: unknown): PricedResource[] {
    const resources = resourcesOf(deployment).filter((resource) => resource.delete !== true);
    const regions = new Map(
        resources
            .filter(({ type }) => type === "pulumi:providers:aws")
            .map(({ urn, inputs }) => [urn, typeof inputs?.region === "string" ? inputs.region : undefined]),
    );
    return resources.map(({ urn, type, inputs, provider }) => {
        // A provider reference is the provider's URN, "::" and its id.
        const region = provider === undefined ? undefined : regions.get(provider.slice(0, provider.lastIndexOf("::")));
        return {
            type,
            urn,
            name: urn.slice(urn.lastIndexOf("::") + 2),
            props: inputs ?? {},
            ...(region === undefined ? {} : { region }),
        };
    });
}

function resourcesOf(value: unknown): ExportedResource[] {
    if (typeof value === "object" && value !== null) {
        if ("deployment" in value) {
            return resourcesOf(value.deployment);
        }
        if ("resources" in value && Array.isArray(value.resources)) {
            return value.resources as ExportedResource[];
        }
        // A new stack has no resources yet, and its export no such key.
        if ("manifest" in value) {
            return [];
        }
    }
    throw new TypeError("This is no exported deployment: it has no list `deployment.resources`.");
}
