import { Value } from "../../kit/value";
import type { PricedResource } from "./types";

/** What one resource's price needs to know of the other resources of its stack. */
export class Surroundings {
    constructor(readonly resources: readonly PricedResource[]) {}

    /** The resources of a type, each with its properties. */
    ofType(...types: readonly string[]): { resource: PricedResource; props: Value }[] {
        return this.resources
            .filter(({ type }) => types.includes(type))
            .map((resource) => ({ resource, props: Value.of(resource.props) }));
    }

    /** EBS volume type of a StorageClass of this stack; undefined if the stack does not make it. */
    volumeType(storageClassName: string | undefined): string | undefined {
        const found = this.ofType("kubernetes:storage.k8s.io/v1:StorageClass").find(({ props }) =>
            storageClassName === undefined
                ? props.at("metadata", "annotations", "storageclass.kubernetes.io/is-default-class").knownString ===
                  "true"
                : props.at("metadata", "name").knownString === storageClassName,
        );
        // The EBS driver makes gp3 if the class names no type.
        return found === undefined ? undefined : (found.props.at("parameters", "type").knownString ?? "gp3");
    }
}
