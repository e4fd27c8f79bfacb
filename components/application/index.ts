/** One colour of the application in its namespace, from the Helm chart that the program renders itself. */
import { ConfigMap, LimitRange, Namespace, ResourceQuota } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import { parse } from "@pulumi/kubernetes/yaml";
import * as pulumi from "@pulumi/pulumi";
import type { ApplicationConfig, Environment } from "../config";
import { CONTAINER_DEFAULTS, planQuota, podSecurityLabels } from "./namespace";
import { PLATFORM_CONFIG_MAP, TrafficConfig, Workload, objectName, planValues, releaseName } from "./plan";
import { CHART, renderChart } from "./render";
import { planStages } from "./stages";

export * from "./plan";

/** What the application must know of the rest of the platform, and what may be unknown until that is provisioned. */
export interface Endpoints {
    /** Host name of PostgreSQL. */
    readonly databaseHost: pulumi.Input<string>;
    /** Its port. */
    readonly databasePort: pulumi.Input<number | string>;
    /** Name of the database. */
    readonly databaseName: pulumi.Input<string>;
    /** ARN of the secret that holds the database's credentials; not a secret itself. */
    readonly databaseSecretArn: pulumi.Input<string>;
    /** Whether PostgreSQL speaks TLS only. */
    readonly databaseTls: boolean;
    /** Host name of Redis. */
    readonly redisHost: pulumi.Input<string>;
    /** Its port. */
    readonly redisPort: pulumi.Input<number | string>;
    /** Whether Redis speaks TLS only. */
    readonly redisTls: boolean;
    /** The user to connect to Redis as. Its password is a token that IAM signs, so none is kept anywhere. */
    readonly redisUser: string;
    /** The replication group that such a token is made out to. */
    readonly redisReplicationGroup: string;
}

/** Arguments of {@link Application}. */
export interface ApplicationArgs extends TrafficConfig {
    /** Namespace that is made for the application. */
    readonly namespace: string;
    /** The environment, which reaches the application as ENVIRONMENT: dev, staging or prod. */
    readonly environment: Environment;
    /** The cluster's version, e.g. `1.34`. */
    readonly kubernetesVersion: string;
    /** Images, colour and sizes. */
    readonly application: ApplicationConfig;
    /** Where database and cache are. */
    readonly endpoints: Endpoints;
}

/** Options of {@link Application}: the cluster is always named, never the one that a kubeconfig happens to point at. */
export interface ApplicationOptions extends pulumi.ComponentResourceOptions {
    readonly provider: Provider;
}

/**
 * The namespace with its guard rails, the endpoints as a ConfigMap, and one colour of the application.
 *
 * Children of the chart are called `<name>-<namespace>/<object>`, e.g. `application-leanvibe/leanvibe-api-blue`.
 *
 * @throws RunError when helm is missing or the chart refuses the configuration.
 */
export class Application extends pulumi.ComponentResource {
    /** The namespace's name; known once the namespace exists. */
    readonly namespace: pulumi.Output<string>;
    /** Name of the Service and of the ServiceAccount of a workload of this colour; the worker has no Service. */
    readonly objectNames: Readonly<Record<Workload, string>>;
    /** All objects of the chart, by `apiVersion/Kind::namespace/name`. */
    readonly objects: pulumi.Output<Record<string, pulumi.CustomResource>>;

    constructor(name: string, args: ApplicationArgs, opts: ApplicationOptions) {
        // All but the endpoints: they are unknown until database and cache exist, and all children would wait for them.
        const { endpoints, ...plain } = args;
        super("leanvibe:platform:Application", name, plain, opts);
        const { namespace } = args;
        const { colour } = args.application;
        const values = planValues(args.application, args.environment, args);
        const stages = planStages(
            renderChart({
                chart: CHART,
                release: releaseName(colour),
                namespace,
                kubernetesVersion: args.kubernetesVersion,
                values,
            }),
        );

        const child = { parent: this };
        const space = new Namespace(
            `${name}-namespace`,
            { metadata: { name: namespace, labels: podSecurityLabels(args.kubernetesVersion) } },
            child,
        );
        const inNamespace = { ...child, dependsOn: [space] };
        const guards: pulumi.Resource[] = [
            new ResourceQuota(
                `${name}-quota`,
                { metadata: { name: "leanvibe", namespace }, spec: { hard: planQuota(values) } },
                inNamespace,
            ),
            new LimitRange(
                `${name}-limits`,
                { metadata: { name: "leanvibe", namespace }, spec: { limits: [CONTAINER_DEFAULTS] } },
                inNamespace,
            ),
            // For every pod of the namespace, also those that are not the chart's.
            new NetworkPolicy(
                `${name}-default-deny`,
                {
                    metadata: { name: "leanvibe-default-deny", namespace },
                    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
                },
                inNamespace,
            ),
            new ConfigMap(
                `${name}-platform`,
                { metadata: { name: PLATFORM_CONFIG_MAP, namespace }, data: platformData(endpoints) },
                inNamespace,
            ),
        ];

        this.namespace = space.metadata.name;
        this.objectNames = {
            api: objectName("api", colour),
            worker: objectName("worker", colour),
            frontend: objectName("frontend", colour),
        };
        this.objects = registerStages(stages, name, child, guards);
        this.registerOutputs({ namespace: this.namespace, colour, objectNames: this.objectNames });
    }
}

type Registered = pulumi.Output<Record<string, pulumi.CustomResource>>;

/** Registers each stage after the one before it, the first after `guards`; returns what was registered, by name. */
function registerStages(
    stages: readonly (readonly object[])[],
    resourcePrefix: string,
    opts: pulumi.CustomResourceOptions,
    guards: pulumi.Resource[],
): Registered {
    let previous: pulumi.Input<pulumi.Resource[]> = guards;
    const registered: Registered[] = [];
    for (const stage of stages) {
        const objects = parse({ objs: [...stage], resourcePrefix }, { ...opts, dependsOn: previous });
        previous = objects.apply((resources) => Object.values(resources));
        registered.push(objects);
    }
    return pulumi.all(registered).apply((maps) => Object.assign({}, ...maps) as Record<string, pulumi.CustomResource>);
}

function platformData(endpoints: Endpoints): Record<string, pulumi.Input<string>> {
    return {
        DATABASE_HOST: endpoints.databaseHost,
        DATABASE_PORT: pulumi.output(endpoints.databasePort).apply(String),
        DATABASE_NAME: endpoints.databaseName,
        DATABASE_SECRET_ARN: endpoints.databaseSecretArn,
        DATABASE_TLS: String(endpoints.databaseTls),
        REDIS_HOST: endpoints.redisHost,
        REDIS_PORT: pulumi.output(endpoints.redisPort).apply(String),
        REDIS_TLS: String(endpoints.redisTls),
        REDIS_USER: endpoints.redisUser,
        REDIS_REPLICATION_GROUP: endpoints.redisReplicationGroup,
    };
}
