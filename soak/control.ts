/** The negative control: what a release without drain loses, on the same gateway and with the same application. */
import { Load } from "../test/cluster/load";
import type { Platform } from "../test/cluster/platform";

const HOST = "control.example";
const NAME = "control";

interface Deployment {
    readonly apiVersion: string;
    readonly kind: string;
    readonly spec: { readonly template: { readonly spec: PodSpec } };
}

interface PodSpec {
    readonly containers: readonly (object & { lifecycle?: object; env?: readonly object[] })[];
    readonly [field: string]: unknown;
}

const meta = (name: string, labels: object = {}) => ({
    name,
    namespace: "leanvibe",
    labels: { control: NAME, ...labels },
});

/** A pod that does not drain: SIGTERM comes at once, and uvicorn then waits for nothing. */
const env = [
    { name: "RELEASE_COLOUR", value: NAME },
    { name: "UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN", value: "0" },
];

/** Two copies of the live API's pods, one behind a Service, which differ from them by not draining alone. */
function objects(live: Deployment, replicas: number): object[] {
    const pod = live.spec.template.spec;
    const copy = (which: string) => ({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: meta(`${NAME}-${which}`, { which }),
        spec: {
            replicas,
            selector: { matchLabels: { control: NAME, which } },
            template: {
                metadata: { labels: { control: NAME, which } },
                spec: {
                    ...pod,
                    topologySpreadConstraints: [],
                    terminationGracePeriodSeconds: 0,
                    containers: pod.containers.map((container) => ({
                        ...container,
                        lifecycle: undefined,
                        env: [...(container.env ?? []), ...env],
                    })),
                },
            },
        },
    });
    return [
        copy("old"),
        copy("new"),
        service("old"),
        {
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: meta(NAME),
            spec: {
                podSelector: { matchLabels: { control: NAME } },
                policyTypes: ["Ingress", "Egress"],
                ingress: [{}],
                egress: [{}],
            },
        },
        {
            apiVersion: "gateway.networking.k8s.io/v1",
            kind: "HTTPRoute",
            metadata: meta(NAME),
            spec: {
                hostnames: [HOST],
                parentRefs: [{ name: "leanvibe" }],
                // The same path as the platform's own route, which the gateway would prefer to a shorter one of this host.
                rules: [
                    {
                        matches: [{ path: { type: "PathPrefix", value: "/api" } }],
                        backendRefs: [{ name: NAME, port: 8000 }],
                    },
                ],
            },
        },
    ];
}

function service(which: string): object {
    return {
        apiVersion: "v1",
        kind: "Service",
        metadata: meta(NAME),
        spec: { selector: { control: NAME, which }, ports: [{ port: 8000 }] },
    };
}

/**
 * Swaps a Service's selector under load and ends the old pods in the same moment; gives what the load saw.
 *
 * @throws Error when other pods than the control's answered, which would say nothing of it
 */
export async function swapSelector(platform: Platform, rate: number): Promise<{ requests: number; failed: number }> {
    const { kubectl, gatewayUrl } = platform.cluster;
    const { live } = await platform.route();
    const get = ["get", "deployment", `leanvibe-api-${live}`, "--namespace=leanvibe", "--output=json"];
    const deployment = JSON.parse(await kubectl.run(get)) as Deployment;
    const apply = (list: readonly object[]) =>
        kubectl.apply(list.map((object) => JSON.stringify(object)).join("\n---\n"));
    await apply(objects(deployment, 2));
    for (const which of ["old", "new"]) {
        await kubectl.run([
            "rollout",
            "status",
            `deployment/${NAME}-${which}`,
            "--namespace=leanvibe",
            "--timeout=120s",
        ]);
    }
    const mix = { version: 1 };
    const load = await Load.start({
        ...{ url: gatewayUrl, host: HOST, requestsPerSecond: rate, mix, sockets: 0, verify: false, taskSeconds: 0 },
    });
    const answered = (count: number) =>
        load.until(({ requests, failed }) => requests - failed > count, "the control answers", 120);
    await answered(rate * 5);
    const old = [
        "delete",
        "deployment,pod",
        `--selector=control=${NAME},which=old`,
        "--namespace=leanvibe",
        "--wait=false",
    ];
    await Promise.all([apply([service("new")]), kubectl.run(old)]);
    await answered(rate * 15);
    const { requests, failed, versions } = await load.stop();
    const kinds = "deployment,service,networkpolicy,httproute";
    await kubectl.run(["delete", kinds, "--selector", `control=${NAME}`, "--namespace=leanvibe"]);
    const others = versions.map(({ version }) => version).filter((version) => !version.endsWith(` ${NAME}`));
    if (others.length > 0) throw new Error(`The control was answered by ${others.join(", ")}.`);
    return { requests, failed };
}
