import * as assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { Application, type ApplicationArgs } from "../../../components/application";
import { applicationConfig, TRAFFIC } from "./application";

interface Event {
    readonly step: "asked" | "made";
    readonly type: string;
    readonly name: string;
}

interface Registration {
    readonly type: string;
    readonly name: string;
    readonly inputs: Record<string, unknown>;
    readonly provider: string;
}

/** What one run of the component did. */
interface Run {
    readonly application: Application;
    readonly registrations: readonly Registration[];
    readonly events: readonly Event[];
    readonly urns: ReadonlyMap<string, string>;
}

/** The component in a stack of its own; each resource is some turns of the event loop in the making. */
async function run(overrides: Partial<ApplicationArgs> = {}, preview = false): Promise<Run> {
    const registrations: Registration[] = [];
    const events: Event[] = [];
    const newResource = async ({ type, name, inputs, provider = "" }: pulumi.runtime.MockResourceArgs) => {
        registrations.push({ type, name, inputs: inputs as Record<string, unknown>, provider });
        events.push({ step: "asked", type, name });
        for (let turns = 0; turns < 20; turns++) {
            await turn();
        }
        events.push({ step: "made", type, name });
        return { id: preview ? undefined : `${name}-id`, state: inputs as Record<string, unknown> };
    };
    const call = ({ token }: pulumi.runtime.MockCallArgs) => assert.fail(`the component calls ${token}`);
    await pulumi.runtime.setMocks({ newResource, call }, "leanvibe-agent-hive", "dev", preview);
    const args: ApplicationArgs = {
        namespace: "leanvibe",
        environment: "dev",
        kubernetesVersion: "1.34",
        application: applicationConfig(),
        endpoints: {
            databaseHost: pulumi.output("db.example"),
            databasePort: pulumi.output(5433),
            databaseName: "leanvibe",
            databaseSecretArn: pulumi.output("arn:aws:secretsmanager:us-east-1:111111111111:secret:db"),
            redisHost: pulumi.output("cache.example"),
            redisPort: 6380,
            databaseTls: true,
            redisTls: true,
            redisUser: "leanvibe-dev-app",
            redisReplicationGroup: "leanvibe-dev",
        },
        ...TRAFFIC,
        ...overrides,
    };
    const application = new Application("application", args, { provider: new Provider("cluster-kubernetes", {}) });
    const urns = await urnsOf(application);
    await pulumi.runtime.disconnect();
    return { application, registrations, events, urns };
}

/** URN of each of the chart's objects, by `apiVersion/Kind::namespace/name`. */
async function urnsOf(application: Application): Promise<Map<string, string>> {
    const objects = await valueOf(application.objects);
    const entries = Object.entries(objects).map(async ([key, object]) => [key, await valueOf(object.urn)] as const);
    return new Map(await Promise.all(entries));
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply((value) => {
            resolve(value);
        });
    });
}

function registered(result: Run, name: string): Registration {
    const found = result.registrations.filter((registration) => registration.name === name);
    const [only] = found;
    assert.ok(only && found.length === 1, `${found.length} resources are called ${name}`);
    return only;
}

/** Place in the order of creation, as documented; undefined for what has none. */
function stageOf(type: string, name: string): number | undefined {
    const stages = [
        ["core/v1:Namespace"],
        ["core/v1:ResourceQuota", "core/v1:LimitRange"],
        ["core/v1:ConfigMap", "core/v1:ServiceAccount", "networking.k8s.io/v1:NetworkPolicy"],
        ["core/v1:Service"],
        ["apps/v1:Deployment"],
        ["autoscaling/v2:HorizontalPodAutoscaler", "policy/v1:PodDisruptionBudget"],
    ];
    if (name === "application-platform" || name === "application-default-deny") {
        return 1;
    }
    const stage = stages.findIndex((types) => types.includes(type.replace("kubernetes:", "")));
    return stage < 0 ? undefined : stage;
}

/** All that the chart renders for the tests' configuration. */
const OBJECTS = [
    "apps/v1/Deployment::application-leanvibe/leanvibe-api-blue",
    "apps/v1/Deployment::application-leanvibe/leanvibe-frontend-blue",
    "apps/v1/Deployment::application-leanvibe/leanvibe-worker-blue",
    "autoscaling/v2/HorizontalPodAutoscaler::application-leanvibe/leanvibe-api-hpa-blue",
    "autoscaling/v2/HorizontalPodAutoscaler::application-leanvibe/leanvibe-frontend-hpa-blue",
    "autoscaling/v2/HorizontalPodAutoscaler::application-leanvibe/leanvibe-worker-hpa-blue",
    "networking.k8s.io/v1/NetworkPolicy::application-leanvibe/leanvibe-api-blue",
    "networking.k8s.io/v1/NetworkPolicy::application-leanvibe/leanvibe-default-deny-blue",
    "networking.k8s.io/v1/NetworkPolicy::application-leanvibe/leanvibe-frontend-blue",
    "networking.k8s.io/v1/NetworkPolicy::application-leanvibe/leanvibe-worker-blue",
    "policy/v1/PodDisruptionBudget::application-leanvibe/leanvibe-api-blue",
    "policy/v1/PodDisruptionBudget::application-leanvibe/leanvibe-frontend-blue",
    "v1/ConfigMap::application-leanvibe/leanvibe-config-blue-HASH",
    "v1/ConfigMap::application-leanvibe/leanvibe-nginx-blue-HASH",
    "v1/Service::application-leanvibe/leanvibe-api-blue",
    "v1/Service::application-leanvibe/leanvibe-frontend-blue",
    "v1/ServiceAccount::application-leanvibe/leanvibe-api-blue",
    "v1/ServiceAccount::application-leanvibe/leanvibe-frontend-blue",
    "v1/ServiceAccount::application-leanvibe/leanvibe-worker-blue",
];

function withoutHash(name: string): string {
    return name.replace(/-[0-9a-f]{10}$/, "-HASH");
}

describe("application: the component", () => {
    let result: Run;

    before(async function () {
        this.timeout(60_000);
        result = await run();
    });

    it("makes every object of the chart as a typed resource below itself", () => {
        for (const [key, urn] of result.urns) {
            assert.match(
                urn,
                /::leanvibe:platform:Application\$kubernetes:[^$]+::application-leanvibe\/leanvibe-/,
                key,
            );
            assert.doesNotMatch(urn, /apiextensions/);
        }
        // The worker of this configuration is a single pod, which has no budget that a drain survives.
        assert.deepEqual([...result.urns.keys()].map(withoutHash).sort(), OBJECTS);
    });

    it("sends all of it to the one cluster that it was given", () => {
        const objects = result.registrations.filter(({ type }) => type.startsWith("kubernetes:"));
        assert.equal(objects.length, OBJECTS.length + 5);
        for (const { name, provider } of objects) {
            assert.match(provider, /::cluster-kubernetes::/, name);
        }
    });

    it("makes nothing before what it needs exists", () => {
        const stages = result.events.map(({ type, name }) => stageOf(type, name));
        for (const [index, stage] of stages.entries()) {
            if (result.events[index]?.step !== "asked" || stage === undefined) {
                continue;
            }
            const later = result.events.slice(index).filter(({ step }) => step === "made");
            const early = later.filter(({ type, name }) => (stageOf(type, name) ?? stage) < stage);
            assert.deepEqual(early, [], `${result.events[index].name} was made too early`);
        }
    });

    it("places the namespace under the restricted Pod Security Standard of the cluster's version", () => {
        const { metadata } = registered(result, "application-namespace").inputs as {
            metadata: { name: string; labels: Record<string, string> };
        };
        assert.equal(metadata.name, "leanvibe");
        assert.equal(metadata.labels["pod-security.kubernetes.io/enforce"], "restricted");
        assert.equal(metadata.labels["pod-security.kubernetes.io/enforce-version"], "v1.34");
    });

    it("hands the endpoints to the pods as text", () => {
        const { data, metadata } = registered(result, "application-platform").inputs;
        assert.deepEqual(metadata, { name: "leanvibe-platform", namespace: "leanvibe" });
        assert.deepEqual(data, {
            DATABASE_HOST: "db.example",
            DATABASE_PORT: "5433",
            DATABASE_NAME: "leanvibe",
            DATABASE_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:111111111111:secret:db",
            DATABASE_TLS: "true",
            REDIS_HOST: "cache.example",
            REDIS_PORT: "6380",
            REDIS_TLS: "true",
            REDIS_USER: "leanvibe-dev-app",
            REDIS_REPLICATION_GROUP: "leanvibe-dev",
        });
    });

    it("denies traffic to and from every pod of the namespace, also those that are not the chart's", () => {
        assert.deepEqual(registered(result, "application-default-deny").inputs.spec, {
            podSelector: {},
            policyTypes: ["Ingress", "Egress"],
        });
    });

    it("limits the namespace, and gives containers without limits some", () => {
        const { hard } = registered(result, "application-quota").inputs.spec as { hard: Record<string, string> };
        assert.equal(hard.pods, "86");
        const { limits } = registered(result, "application-limits").inputs.spec as { limits: { type: string }[] };
        assert.deepEqual(
            limits.map(({ type }) => type),
            ["Container"],
        );
    });

    it("tells names and namespace to the rest of the program", async () => {
        assert.equal(await valueOf(result.application.namespace), "leanvibe");
        assert.deepEqual(result.application.objectNames, {
            api: "leanvibe-api-blue",
            worker: "leanvibe-worker-blue",
            frontend: "leanvibe-frontend-blue",
        });
    });
});

describe("application: a preview before anything exists", () => {
    it("shows every object of the chart with its values", async () => {
        const { registrations, urns } = await run(
            { namespace: "hive", application: applicationConfig({ colour: "green" }) },
            true,
        );
        assert.equal(urns.size, OBJECTS.length);
        const deployment = registrations.find(
            ({ type, name }) =>
                type === "kubernetes:apps/v1:Deployment" && name === "application-hive/leanvibe-api-green",
        );
        assert.match(JSON.stringify(deployment?.inputs), /leanvibe-platform/);
    });
});

describe("application: configuration that the chart refuses", () => {
    it("ends the program before anything is registered", async () => {
        const frontend = { minReplicas: 5, maxReplicas: 4, cpu: "100m", memory: "128Mi" };
        await assert.rejects(run({ application: applicationConfig({ frontend }) }), (error) => {
            assert.ok(pulumi.RunError.isInstance(error), String(error));
            assert.match(error.message, /frontend\.autoscaling: minReplicas \(5\) is above maxReplicas \(4\)/);
            return true;
        });
    });
});
