import type { ResourceInput, Rule } from "../../kit";

/**
 * The inputs of a stack's resources, as the pack's resource rules see them.
 *
 * A stack rule gets outputs instead. Those are worse to price by: what a program leaves to the provider is not known
 * in a preview, and as long as the cluster does not exist the engine cannot ask its provider at all, so that every
 * Kubernetes object comes without any property.
 */
export class SeenInputs {
    private readonly byUrn = new Map<string, object>();

    /** The same rule, which also remembers the inputs of every resource that it is shown. Stack rules stay as they are. */
    recording(rule: Rule): Rule {
        return rule.scope === "stack"
            ? rule
            : {
                  ...rule,
                  evaluate: (resource: ResourceInput, config: object) => {
                      this.byUrn.set(resource.urn, resource.props);
                      return rule.evaluate(resource, config);
                  },
              };
    }

    /** The inputs; undefined if no resource rule saw the resource, as when all of them are disabled. */
    of(urn: string): object | undefined {
        return this.byUrn.get(urn);
    }
}
