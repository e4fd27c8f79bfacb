/** Builders of small objects for the local cluster's tests. */
import { SHELL_IMAGE } from "../../../sandbox/cluster";

/** What a pod asks for. */
interface Requests {
    cpu?: string;
}

/** A Deployment of one restricted pod that runs a command in the image that the cluster brings along. */
export function workload(name: string, command: readonly string[], requests: Requests = {}, more: object = {}): object {
    const labels = { app: name };
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name },
        spec: {
            replicas: 1,
            selector: { matchLabels: labels },
            template: {
                metadata: { labels },
                spec: {
                    terminationGracePeriodSeconds: 1,
                    securityContext: {
                        runAsNonRoot: true,
                        runAsUser: 1000,
                        seccompProfile: { type: "RuntimeDefault" },
                    },
                    containers: [
                        {
                            name: "main",
                            image: SHELL_IMAGE,
                            imagePullPolicy: "Never",
                            command,
                            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
                            resources: {
                                requests: { cpu: "1m", ...requests },
                                limits: { cpu: "200m", memory: "64Mi" },
                            },
                            ...more,
                        },
                    ],
                },
            },
        },
    };
}

/** A Deployment that answers every request for `/` with its name, and its Service. */
export function webWorkload(name: string): object[] {
    const serve = `mkdir /tmp/www && echo ${name} > /tmp/www/index.html && exec httpd -f -p 8080 -h /tmp/www`;
    const probe = { readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 } };
    return [
        workload(name, ["sh", "-c", serve], {}, probe),
        {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name },
            spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
        },
    ];
}

/** A Gateway on the local cluster's entry point, and a route to Services by weights. */
export function route(controllerName: string, url: string, weights: Readonly<Record<string, number>>): object[] {
    const apiVersion = "gateway.networking.k8s.io/v1";
    const name = "cluster-test";
    return [
        { apiVersion, kind: "GatewayClass", metadata: { name }, spec: { controllerName } },
        {
            apiVersion,
            kind: "Gateway",
            metadata: { name },
            spec: {
                gatewayClassName: name,
                listeners: [{ name: "http", protocol: "HTTP", port: Number(new URL(url).port) }],
            },
        },
        {
            apiVersion,
            kind: "HTTPRoute",
            metadata: { name },
            spec: {
                parentRefs: [{ name }],
                rules: [
                    {
                        backendRefs: Object.entries(weights).map(([service, weight]) => ({
                            name: service,
                            port: 80,
                            weight,
                        })),
                    },
                ],
            },
        },
    ];
}
