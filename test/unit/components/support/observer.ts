import * as pulumi from "@pulumi/pulumi";

/** A resource as its constructor saw it: what the recording engine is not told. */
export interface Observed {
    readonly type: string;
    readonly name: string;
    readonly props: Record<string, unknown>;
    readonly options: pulumi.ResourceOptions;
    readonly resource: pulumi.Resource;
}

/** Watches every resource below the components that it is given to. */
export class Observer {
    readonly seen: Observed[] = [];
    /** Names of components that called registerOutputs. */
    readonly finished = new Set<pulumi.Resource>();

    /** Options for a component to be watched; its children inherit them. */
    readonly options: pulumi.ComponentResourceOptions = {
        transformations: [
            ({ type, name, props, opts, resource }) => {
                this.seen.push({ type, name, props: props, options: opts, resource });
                return undefined;
            },
        ],
    };

    get(name: string): Observed {
        const found = this.seen.find((one) => one.name === name);
        if (!found) {
            throw new Error(`nothing called ${name} was constructed`);
        }
        return found;
    }

    /** Names of the resources that this one waits for. */
    dependenciesOf(name: string): string[] {
        const { dependsOn } = this.get(name).options;
        const list = (Array.isArray(dependsOn) ? dependsOn : [dependsOn]) as unknown[];
        return this.seen.filter(({ resource }) => list.includes(resource)).map((one) => one.name);
    }

    /** Runs `build` and notes which components call registerOutputs. */
    async whileWatching(build: () => Promise<unknown>): Promise<void> {
        const prototype = pulumi.ComponentResource.prototype as unknown as {
            registerOutputs: (this: pulumi.Resource, outputs?: unknown) => void;
        };
        const original = prototype.registerOutputs;
        const { finished } = this;
        prototype.registerOutputs = function (outputs) {
            // The SDK makes a call of its own, without outputs, for components that never make one.
            if (outputs !== undefined) {
                finished.add(this);
            }
            original.call(this, outputs);
        };
        try {
            await build();
        } finally {
            prototype.registerOutputs = original;
        }
    }
}
