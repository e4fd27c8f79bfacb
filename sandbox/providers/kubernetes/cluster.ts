import { ProviderError } from "../protocol/service";
import { PropertyMap } from "../protocol/value";
import { GroupVersionKind, splitId } from "./kinds";

/** Namespaces of a new EKS cluster. */
const FIRST_NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** An object as the engine has it, secret marks and all. */
interface ObjectState {
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

interface Admission {
    /** Take over an object that exists. */
    readonly upsert: boolean;
    /** The id holds something secret. */
    readonly isSecret: boolean;
}

/** True for the namespaces that are there without anybody making them. */
export function isFirstNamespace({ group, kind }: GroupVersionKind, id: string): boolean {
    return group === "core" && kind === "Namespace" && FIRST_NAMESPACES.includes(id);
}

/**
 * What this run knows of the cluster: the engine asks about each of the program's objects in every run, with its old
 * state, so nothing needs to be remembered between runs.
 */
export class Cluster {
    private readonly objects = new Map<string, ObjectState>();
    private readonly removed = new Set<string>();

    public add(gvk: GroupVersionKind, id: string, state: ObjectState): void {
        this.objects.set(key(gvk, id), { inputs: state.inputs, outputs: state.outputs });
        this.removed.delete(key(gvk, id));
    }

    public get(gvk: GroupVersionKind, id: string): ObjectState | undefined {
        return this.objects.get(key(gvk, id));
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

    /** Refuses what the API server would refuse at creation, in its words; a secret name is not told. */
    public admit(gvk: GroupVersionKind, id: string, { upsert, isSecret }: Admission): void {
        const shown = (text: string) => (isSecret ? "[secret]" : text);
        const resource = `${gvk.kind.toLowerCase()}s${gvk.group === "core" ? "" : `.${gvk.group}`}`;
        const { namespace, name } = splitId(id);
        if (!gvk.isPatch && !upsert && this.objects.has(key(gvk, id))) {
            throw new ProviderError(`${resource} "${shown(name)}" already exists`);
        }
        if (namespace !== undefined && !FIRST_NAMESPACES.includes(namespace) && !this.hasNamespace(namespace)) {
            throw new ProviderError(
                `namespaces "${shown(namespace)}" not found: no Namespace of that name was created before ${gvk.kind} ${shown(id)}; ` +
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
