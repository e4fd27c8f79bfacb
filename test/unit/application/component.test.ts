import * as assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Application, type ApplicationArgs } from "../../../components/application";
import { settled } from "../components/support/mocks";
import { registered, runSlowly, type Run } from "../components/support/slow-engine";
import { releaseConfig } from "../release/release";
import { valuesRequest } from "./application";

function run(overrides: Partial<ApplicationArgs> = {}, preview = false): Promise<Run<Application>> {
    const args: ApplicationArgs = {
        ...valuesRequest(),
        namespace: "leanvibe",
        kubernetesVersion: "1.34",
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
        ...overrides,
    };
    return runSlowly((provider) => new Application("application", args, { provider }), { preview });
}

const CHILDREN = [
    "application-default-deny",
    "application-limits",
    "application-namespace",
    "application-platform",
    "application-quota",
];

/** Everything in the cluster that a run made. */
const objectsOf = ({ registrations }: Run<unknown>) =>
    registrations.filter(({ type }) => type.startsWith("kubernetes:"));

describe("application: the component", () => {
    let result: Run<Application>;

    before(async () => {
        result = await run();
    });

    it("makes the namespace, its guard rails and the endpoints below itself, and no part of a colour", () => {
        assert.deepEqual(
            objectsOf(result)
                .map(({ name }) => name)
                .sort(),
            CHILDREN,
        );
        for (const { name, parent } of result.requests.filter((one) => one.type.startsWith("kubernetes:"))) {
            assert.match(parent, /::leanvibe:platform:Application::application$/, name);
        }
    });

    it("sends all of it to the one cluster that it was given", () => {
        for (const { name, provider } of objectsOf(result)) {
            assert.match(provider, /::cluster-kubernetes::/, name);
        }
    });

    it("makes nothing before the namespace exists", () => {
        const made = result.events.findIndex(({ step, name }) => step === "made" && name === "application-namespace");
        const early = result.events.slice(0, made).filter(({ step }) => step === "asked");
        assert.deepEqual(
            early.map(({ name }) => name).filter((name) => CHILDREN.includes(name)),
            ["application-namespace"],
        );
    });

    it("is ready when all of it is there", () => {
        assert.equal(result.built.ready.length, CHILDREN.length);
        assert.ok(result.built.ready.every((resource) => resource instanceof pulumi.CustomResource));
    });

    it("places the namespace under the restricted Pod Security Standard of the cluster's version", () => {
        const { metadata } = registered(result, "application-namespace").inputs as {
            metadata: { name: string; labels: Record<string, string> };
        };
        assert.equal(metadata.name, "leanvibe");
        assert.equal(metadata.labels["pod-security.kubernetes.io/enforce"], "restricted");
        assert.equal(metadata.labels["pod-security.kubernetes.io/enforce-version"], "v1.34");
        assert.equal(metadata.labels["eks.amazonaws.com/pod-readiness-gate-inject"], "enabled");
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

    it("limits the namespace alike whichever colour is live: a release changes nothing of it", async () => {
        const other = await run({ release: releaseConfig({ live: "green", generation: 2 }) });
        for (const name of CHILDREN) {
            assert.deepEqual(registered(other, name).inputs, registered(result, name).inputs, name);
        }
    });

    it("tells the namespace to the rest of the program", async () => {
        assert.equal(await settled(result.built.namespace), "leanvibe");
    });
});

describe("application: a preview before anything exists", () => {
    it("shows all of it, under the namespace that it is given", async () => {
        const result = await run({ namespace: "hive" }, true);
        assert.equal(objectsOf(result).length, CHILDREN.length);
        const { metadata } = registered(result, "application-quota").inputs as { metadata: { namespace: string } };
        assert.equal(metadata.namespace, "hive");
    });
});
