import * as pulumi from "@pulumi/pulumi";

import { Cluster } from "./cluster";

/** The stand-in for the eks plugin: one component, made of resources of the aws and kubernetes providers. */
export class EksProvider implements pulumi.provider.Provider {
    public readonly schema: string;

    public constructor(public readonly version: string) {
        this.schema = JSON.stringify({ name: "eks", version });
    }

    public construct(
        name: string,
        type: string,
        inputs: pulumi.Inputs,
        options: pulumi.ComponentResourceOptions,
    ): Promise<pulumi.provider.ConstructResult> {
        if (type !== "eks:index:Cluster") {
            return Promise.reject(
                new Error(
                    `the sandbox does not know the component ${type}: add it to sandbox/providers/eks/provider.ts`,
                ),
            );
        }
        const cluster = new Cluster(name, inputs, options);
        return Promise.resolve({ urn: cluster.urn, state: cluster.state });
    }

    public call(token: string): Promise<pulumi.provider.InvokeResult> {
        return Promise.reject(
            new Error(`the sandbox does not know the method ${token}: add it to sandbox/providers/eks/provider.ts`),
        );
    }
}
