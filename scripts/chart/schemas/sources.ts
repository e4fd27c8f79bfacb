/**
 * Where the schemas of Kubernetes objects come from: files in Go modules, because those are immutable, checked against a public
 * log of hashes (https://go.dev/ref/mod#checksum-database) and served by every module proxy.
 */

/** One version of a Go module, with the hash that `go mod download` must report. */
export interface GoModule {
    readonly module: string;
    readonly version: string;
    /** Hash of the module's files as go.sum states it. */
    readonly sum: string;
}

/** A Kubernetes version that the chart is checked against, e.g. `1.34.4`, and the module that holds its API. */
export interface KubernetesSource extends GoModule {
    readonly kubernetes: string;
}

/** A module with CustomResourceDefinitions, and the files that hold those that are wanted. */
export interface DefinitionSource extends GoModule {
    readonly files: readonly string[];
}

/** Path of the API's description in the module k8s.io/kubernetes: OpenAPI 2, all groups in one file. */
export const OPENAPI_FILE = "api/openapi-spec/swagger.json";

/** The newest patch that the Go proxy serves of three minor versions in a row. */
export const KUBERNETES: readonly KubernetesSource[] = [
    kubernetes("1.33.13", "h1:bmH31xUdSzeA5vk0wZAK9MZp11mdLuzUSeKk0qN3hPQ="),
    kubernetes("1.34.4", "h1:Yy6R4QB8C9kJPp25GFqEvX5XQwY5qzKeqD0Xx6oAcmk="),
    kubernetes("1.35.4", "h1:o/8dBC/pHVpYoGV4OAIytAlNPZbdYVTXJHoYvXC4qzM="),
];

/** What is not part of Kubernetes itself: the route of the platform, and the kinds behind the chart's switches. */
export const DEFINITIONS: readonly DefinitionSource[] = [
    {
        module: "sigs.k8s.io/gateway-api",
        version: "v1.4.1",
        sum: "h1:NPxFutNkKNa8UfLd2CMlEuhIPMQgDQ6DXNKG9sHbJU8=",
        files: [
            "config/crd/standard/gateway.networking.k8s.io_gateways.yaml",
            "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml",
        ],
    },
    {
        module: "github.com/prometheus-operator/prometheus-operator",
        version: "v0.85.0",
        sum: "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=",
        files: ["example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml"],
    },
    {
        module: "github.com/external-secrets/external-secrets",
        version: "v1.3.2",
        sum: "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=",
        files: ["config/crds/bases/external-secrets.io_externalsecrets.yaml"],
    },
    {
        module: "github.com/kedacore/keda/v2",
        version: "v2.21.0",
        sum: "h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=",
        files: ["config/crd/bases/keda.sh_scaledobjects.yaml"],
    },
    {
        module: "k8s.io/autoscaler/vertical-pod-autoscaler",
        version: "v1.7.3",
        sum: "h1:MGd2lqWWrnT0nUurQ2g5t6lDf6hG7yJai5ZGadqEoRU=",
        files: ["deploy/vpa-v1-crd-gen.yaml"],
    },
];

function kubernetes(version: string, sum: string): KubernetesSource {
    return { kubernetes: version, module: "k8s.io/kubernetes", version: `v${version}`, sum };
}
