/** An engine that takes its time over each resource, so that what does not wait for another is found out. */
import { setImmediate as turn } from "node:timers/promises";

import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import { listen, type Request } from "./requests";

/** Turns of the event loop that a resource is in the making. */
const TURNS = 20;

/** A moment in the life of a resource. */
export interface Event {
    readonly step: "asked" | "made";
    readonly type: string;
    readonly name: string;
}

/** A resource as the program registered it. */
export interface Registration {
    readonly type: string;
    readonly name: string;
    readonly inputs: Record<string, unknown>;
    readonly provider: string;
}

/** What one run of a component did. */
export interface Run<T> {
    readonly built: T;
    readonly registrations: readonly Registration[];
    readonly requests: readonly Request[];
    readonly events: readonly Event[];
}

/**
 * Builds something in a stack of its own.
 *
 * @param build gets the provider of the one cluster, `cluster-kubernetes`
 * @param settle waits for what is registered later than the constructor returns
 */
export async function runSlowly<T>(
    build: (provider: Provider) => T,
    { preview = false, settle }: { preview?: boolean; settle?: (built: T) => Promise<unknown> } = {},
): Promise<Run<T>> {
    const registrations: Registration[] = [];
    const events: Event[] = [];
    const newResource = async ({ type, name, inputs, provider = "" }: pulumi.runtime.MockResourceArgs) => {
        registrations.push({ type, name, inputs: inputs as Record<string, unknown>, provider });
        events.push({ step: "asked", type, name });
        for (let turns = 0; turns < TURNS; turns++) {
            await turn();
        }
        events.push({ step: "made", type, name });
        return { id: preview ? undefined : `${name}-id`, state: inputs as Record<string, unknown> };
    };
    const call = ({ token }: pulumi.runtime.MockCallArgs) => {
        throw new Error(`the component calls ${token}`);
    };
    await pulumi.runtime.setMocks({ newResource, call }, "leanvibe-agent-hive", "dev", preview);
    const requests: Request[] = [];
    listen(requests);
    const built = build(new Provider("cluster-kubernetes", {}));
    await settle?.(built);
    await pulumi.runtime.disconnect();
    return { built, registrations, requests, events };
}

/** The only registration of a name. */
export function registered(result: Run<unknown>, name: string): Registration {
    const [only, ...more] = result.registrations.filter((registration) => registration.name === name);
    if (!only || more.length > 0) {
        throw new Error(`${more.length + (only ? 1 : 0)} resources are called ${name}`);
    }
    return only;
}
