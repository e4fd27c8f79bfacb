/** How traffic is divided between the colours. Pure. */
import { COLOURS, objectName, type Colour } from "../application/plan";
import type { KubernetesObject } from "../application/render";
import type { ReleaseConfig } from "../config";
import { FIELD_MANAGER, GATEWAY, RELEASE_LABELS, ROUTE } from "./names";
import { identityOf } from "./version";

/** Shares of the traffic in percent; they sum to 100. */
export type Weights = Readonly<Record<Colour, number>>;

/** All of the traffic to the live colour. */
export function planWeights(live: Colour): Weights {
    return live === "blue" ? { blue: 100, green: 0 } : { blue: 0, green: 100 };
}

/** Paths of the API; the front end has all others. */
const API_PATHS = ["/api", "/ws", "/health", "/ready"] as const;

/**
 * The route: one rule for the API, one for the front end, each naming the Services of both colours, so that a switch, a canary
 * step and a rollback are all the same change of two numbers.
 */
export function planRoute(namespace: string, release: ReleaseConfig): KubernetesObject {
    const weights = planWeights(release.live);
    const backends = (workload: "api" | "frontend", port: number) =>
        COLOURS.map((colour) => ({
            group: "",
            kind: "Service",
            name: objectName(workload, colour),
            port,
            weight: weights[colour],
        }));
    const path = (value: string) => ({ path: { type: "PathPrefix", value } });
    return {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: {
            name: ROUTE,
            namespace,
            labels: RELEASE_LABELS,
            annotations: {
                "pulumi.com/patchFieldManager": FIELD_MANAGER,
                "pulumi.com/patchForce": "true",
                "leanvibe.dev/live": release.live,
                "leanvibe.dev/generation": String(release.generation),
                ...Object.fromEntries(COLOURS.map((colour) => [`leanvibe.dev/${colour}`, identityOf(release[colour])])),
            },
        },
        spec: {
            parentRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: GATEWAY }],
            rules: [
                { matches: API_PATHS.map(path), backendRefs: backends("api", 8000) },
                { matches: [path("/")], backendRefs: backends("frontend", 8080) },
            ],
        },
    };
}
