import type { ResourceInput, StackResourceInput } from "./resources";

/**
 * The inputs of a run's resources, as resource rules see them.
 *
 * Stack rules get outputs instead, and the engine has none while a provider's configuration is not known, as Kubernetes'
 * is before its cluster exists: it gives `{}`, in which every property looks as if it were not set.
 */
export class SeenInputs {
    private readonly byUrn = new Map<string, object>();

    /** Remembers a resource's inputs; there is one entry for each, however many rules see it. */
    see({ urn, props }: Pick<ResourceInput, "urn" | "props">): void {
        this.byUrn.set(urn, props);
    }

    /** The resources of a stack, each with its inputs where they were seen. */
    addTo<Resource extends StackResourceInput>(resources: readonly Resource[]): Resource[] {
        return resources.map((resource) => {
            const inputs = this.byUrn.get(resource.urn);
            return inputs === undefined ? resource : { ...resource, inputs };
        });
    }

    forget(): void {
        this.byUrn.clear();
    }
}

/** True if nothing is known of a resource: the engine gives no property, and no resource rule has seen its inputs. */
export function isUnseen({ props, inputs }: StackResourceInput): boolean {
    return inputs === undefined && Object.keys(props).length === 0;
}
