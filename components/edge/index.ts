/** Where traffic enters the cluster: a Gateway, which the release's route hangs on. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { GatewayConfig } from "../config";
import { GATEWAY } from "../release/names";

/** Arguments of {@link Edge}. */
export interface EdgeArgs {
    /** Namespace of the application, whose routes alone may use the gateway. */
    readonly namespace: string;
    /** Who implements the gateway, and its port. */
    readonly gateway: GatewayConfig;
}

/** Options of {@link Edge}: the cluster is always named. */
export interface EdgeOptions extends pulumi.ComponentResourceOptions {
    readonly provider: Provider;
}

/** A GatewayClass and a Gateway of it. On AWS the load balancer that it becomes is internal unless it is told otherwise. */
export class Edge extends pulumi.ComponentResource {
    /** What a route needs. */
    readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: EdgeArgs, opts: EdgeOptions) {
        super("leanvibe:platform:Edge", name, args, opts);
        const { namespace, gateway } = args;
        const apiVersion = "gateway.networking.k8s.io/v1";
        const gatewayClass = new CustomResource(
            `${name}-gateway-class`,
            {
                apiVersion,
                kind: "GatewayClass",
                metadata: { name: GATEWAY },
                spec: { controllerName: gateway.controller },
            },
            { parent: this },
        );
        const entrance = new CustomResource(
            `${name}-gateway`,
            {
                apiVersion,
                kind: "Gateway",
                metadata: { name: GATEWAY, namespace },
                spec: {
                    gatewayClassName: GATEWAY,
                    listeners: [
                        {
                            name: "http",
                            port: gateway.port,
                            protocol: "HTTP",
                            allowedRoutes: { namespaces: { from: "Same" } },
                        },
                    ],
                },
            },
            { parent: this, dependsOn: [gatewayClass] },
        );
        this.ready = [gatewayClass, entrance];
        this.registerOutputs({});
    }
}
