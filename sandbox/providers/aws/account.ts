import { PropertyMap, revealMap } from "../protocol/value";

/** A resource that exists in the account, as this run has come to know it. */
export interface Existing {
    readonly type: string;
    readonly id: string;
    readonly urn: string;
    /** Without secret marks, to compare with; nothing of it may be shown. */
    readonly outputs: PropertyMap;
    /** As the engine has it, marks and all. */
    readonly state: { readonly inputs: PropertyMap; readonly outputs: PropertyMap };
}

/**
 * What one plugin process knows of its account. A plugin lives as long as one command, and the engine asks it about
 * every resource of the program in each run (with its old state), so this fills up as the run goes on and needs no
 * file: the engine's state is the only memory.
 */
export class Account {
    private readonly existing = new Map<string, Existing>();
    private readonly removed = new Set<string>();
    private readonly latestIds = new Map<string, string>();

    public add(resource: Omit<Existing, "outputs">): void {
        const { type, id, urn, state } = resource;
        this.existing.set(key(type, id), { ...resource, outputs: revealMap(state.outputs) });
        this.removed.delete(key(type, id));
        this.latestIds.set(urn, id);
    }

    public remove(type: string, id: string): void {
        this.existing.delete(key(type, id));
        this.removed.add(key(type, id));
    }

    public all(type: string): Existing[] {
        return [...this.existing.values()].filter((resource) => resource.type === type);
    }

    public get(type: string, id: string): Existing | undefined {
        return this.existing.get(key(type, id));
    }

    /** The id that the resource at this place in the stack has, or had until a moment ago; undefined if it is new. */
    public latestId(urn: string): string | undefined {
        return this.latestIds.get(urn);
    }

    /** True if this run has seen the resource go. */
    public wasRemoved(type: string, id: string): boolean {
        return this.removed.has(key(type, id));
    }
}

function key(type: string, id: string): string {
    return `${type} ${id}`;
}
