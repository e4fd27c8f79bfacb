/** The application's namespace: its guard rails, and what its pods must know of the rest of the platform. */
import { ConfigMap, LimitRange, Namespace, ResourceQuota } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { CONTAINER_DEFAULTS, namespaceLabels, planQuota } from "./namespace";
import { PLATFORM_CONFIG_MAP, planValues, type ValuesRequest } from "./plan";

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
export interface ApplicationArgs extends ValuesRequest {
    /** Namespace that is made for the application. */
    readonly namespace: string;
    /** The cluster's version, e.g. `1.34`. */
    readonly kubernetesVersion: string;
    /** Where database and cache are. */
    readonly endpoints: Endpoints;
}

/** Options of {@link Application}: the cluster is always named, never the one that a kubeconfig happens to point at. */
export interface ApplicationOptions extends pulumi.ComponentResourceOptions {
    readonly provider: Provider;
}

/** The namespace with its guard rails, and the endpoints as a ConfigMap. Both colours of a release live in it. */
export class Application extends pulumi.ComponentResource {
    /** The namespace's name; known once the namespace exists. */
    readonly namespace: pulumi.Output<string>;
    /** What must be there before a pod can run. */
    readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: ApplicationArgs, opts: ApplicationOptions) {
        // All but the endpoints: they are unknown until database and cache exist, and all children would wait for them.
        const { endpoints, ...plain } = args;
        super("leanvibe:platform:Application", name, plain, opts);
        const { namespace } = args;
        // The colour whose workers run has every workload at its largest.
        const quota = planQuota(planValues(args.release.live, args));

        const child = { parent: this };
        const space = new Namespace(
            `${name}-namespace`,
            { metadata: { name: namespace, labels: namespaceLabels(args.kubernetesVersion) } },
            child,
        );
        const inNamespace = { ...child, dependsOn: [space] };
        const guards: readonly pulumi.Resource[] = [
            new ResourceQuota(
                `${name}-quota`,
                { metadata: { name: "leanvibe", namespace }, spec: { hard: quota } },
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
        this.ready = [space, ...guards];
        this.registerOutputs({ namespace: this.namespace });
    }
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
