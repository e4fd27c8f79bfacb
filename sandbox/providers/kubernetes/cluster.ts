import { ProviderError } from "../protocol/service";
import { GroupVersionKind, splitId } from "./kinds";

/** Namespaces of a new EKS cluster. */
const FIRST_NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];

/**
 * What this run knows of the cluster: the engine asks about each of the program's objects in every run, with its old
 * state, so nothing needs to be remembered between runs.
 */
export class Cluster {
    private readonly objects = new Set<string>();
    private readonly removed = new Set<string>();

    public add(gvk: GroupVersionKind, id: string): void {
        this.objects.add(key(gvk, id));
        this.removed.delete(key(gvk, id));
    }

    public remove(gvk: GroupVersionKind, id: string): void {
        if (!gvk.isPatch) {
            this.objects.delete(key(gvk, id));
            this.removed.add(key(gvk, id));
        }
    }

    public wasRemoved(gvk: GroupVersionKind, id: string): boolean {
        return this.removed.has(key(gvk, id));
    }

    /** Refuses what the API server would refuse at creation, in its words. */
    public admit(gvk: GroupVersionKind, id: string, upsert: boolean): void {
        const resource = `${gvk.kind.toLowerCase()}s${gvk.group === "core" ? "" : `.${gvk.group}`}`;
        const { namespace, name } = splitId(id);
        if (!gvk.isPatch && !upsert && this.objects.has(key(gvk, id))) {
            throw new ProviderError(`${resource} "${name}" already exists`);
        }
        if (namespace !== undefined && !FIRST_NAMESPACES.includes(namespace) && !this.hasNamespace(namespace)) {
            throw new ProviderError(
                `namespaces "${namespace}" not found: no Namespace of that name was created before ${gvk.kind} ${id}; ` +
                    "add one to the program, or dependsOn to the object",
            );
        }
    }

    private hasNamespace(name: string): boolean {
        return this.objects.has(key({ group: "core", kind: "Namespace" }, name));
    }
}

function key({ group, kind }: Pick<GroupVersionKind, "group" | "kind">, id: string): string {
    return `${group}/${kind} ${id}`;
}
