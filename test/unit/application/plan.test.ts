import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { Ajv } from "ajv";
import * as fc from "fast-check";
import { parse } from "yaml";
import { COLOURS, WORKLOADS, objectName, planValues, releaseName } from "../../../components/application/plan";
import { CACHE_PORT } from "../../../components/cache/plan";
import { DATABASE_PORT } from "../../../components/database/plan";
import { CHART } from "../../../components/application/render";
import { releaseConfig } from "../release/release";
import { anyColour, anyRequest, applicationConfig, TRAFFIC, valuesRequest } from "./application";

type Tree = Record<string, unknown>;

const defaults = parse(readFileSync(path.join(CHART, "values.yaml"), "utf8")) as Tree;
const schema = JSON.parse(readFileSync(path.join(CHART, "values.schema.json"), "utf8")) as Tree;

/** As helm merges: maps by key, everything else is replaced. */
function merge(base: unknown, over: unknown): unknown {
    const isMap = (value: unknown): value is Tree =>
        typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isMap(base) || !isMap(over)) {
        return over;
    }
    const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
    return Object.fromEntries([...keys].map((key) => [key, key in over ? merge(base[key], over[key]) : base[key]]));
}

/** Paths of all leaves, so that a value that the chart does not know is found by name. */
function leaves(value: unknown, at = ""): string[] {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return [at];
    }
    return Object.entries(value).flatMap(([key, child]) => leaves(child, `${at}/${key}`));
}

describe("application: planned values", () => {
    it("of any configuration are accepted by the chart's schema", () => {
        const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
        fc.assert(
            fc.property(anyColour, anyRequest, (colour, request) => {
                const values = merge(defaults, planValues(colour, request));
                assert.ok(validate(values), JSON.stringify(validate.errors));
            }),
        );
    });

    it("set only keys that values.yaml documents", () => {
        const known = new Set(leaves(defaults));
        const planned = leaves(planValues("blue", valuesRequest({ environment: "prod" })));
        assert.deepEqual(
            planned.filter((leaf) => !known.has(leaf)),
            [],
        );
    });

    it("are plain data: what JSON keeps is all there is", () => {
        fc.assert(
            fc.property(anyColour, anyRequest, (colour, request) => {
                const values = planValues(colour, request);
                assert.deepEqual(JSON.parse(JSON.stringify(values)), values);
            }),
        );
    });

    it("carry images, colour, environment and network", () => {
        const values = planValues("green", valuesRequest({ environment: "staging" }));
        assert.equal(values.colour, "green");
        assert.equal(values.environment, "staging");
        assert.equal(values.managedBy, "Pulumi");
        assert.equal(values.platformConfigMap, "leanvibe-platform");
        assert.deepEqual(values.image, {
            repository: "111111111111.dkr.ecr.us-east-1.amazonaws.com/leanvibe",
            tag: "2.1.0",
            pullPolicy: "",
        });
        assert.deepEqual(values.networkPolicy, {
            gateway: { cidrs: ["10.10.0.0/24"] },
            database: { cidrs: ["10.10.8.0/24", "10.10.9.0/24"], port: 5433 },
            redis: { cidrs: ["10.10.8.0/24", "10.10.9.0/24"], port: 6380 },
        });
    });

    it("leave it to the chart when nodes fetch images, unless the configuration says it", () => {
        const application = applicationConfig({ imagePullPolicy: "IfNotPresent" });
        assert.equal(planValues("blue", valuesRequest({ application })).image.pullPolicy, "IfNotPresent");
        assert.equal(planValues("blue", valuesRequest()).image.pullPolicy, "");
    });

    it("give each colour its own version: a tag, and the digests that pin it", () => {
        const digests = { api: `sha256:${"a".repeat(64)}`, worker: `sha256:${"b".repeat(64)}`, frontend: "" };
        const request = valuesRequest({ release: releaseConfig({ green: { tag: "2.2.0", digests } }) });
        const [blue, green] = COLOURS.map((colour) => planValues(colour, request));
        assert.deepEqual([blue?.image.tag, green?.image.tag], ["2.0.0", "2.2.0"]);
        for (const workload of WORKLOADS) {
            assert.deepEqual([blue?.[workload].image.digest, green?.[workload].image.digest], ["", digests[workload]]);
        }
    });

    it("let the workers of the live colour work, and stop those of the other", () => {
        fc.assert(
            fc.property(anyColour, anyRequest, (colour, request) => {
                const { worker } = planValues(colour, request);
                const works = request.release.live === colour;
                assert.equal(worker.autoscaling.enabled, works);
                assert.equal(worker.replicas, works ? request.application.worker.minReplicas : 0);
                assert.equal(worker.podDisruptionBudget.enabled, works && request.application.worker.minReplicas > 1);
            }),
        );
    });

    it("let a page that stays open through a release ask the other colour for its files", () => {
        for (const colour of COLOURS) {
            assert.deepEqual(planValues(colour, valuesRequest()).frontend.otherColour, { enabled: true });
        }
    });

    it("name no gateway unless told", () => {
        const traffic = { dataCidrs: TRAFFIC.dataCidrs, dataPorts: TRAFFIC.dataPorts };
        assert.deepEqual(planValues("blue", valuesRequest({ traffic })).networkPolicy.gateway, { cidrs: [] });
    });

    it("have defaults in the chart that are the platform's own ports", () => {
        const { database, redis } = defaults.networkPolicy as Record<string, { port: number }>;
        assert.deepEqual([database?.port, redis?.port], [DATABASE_PORT, CACHE_PORT]);
    });

    it("let CPU burst to four times the request, and hold memory at it", () => {
        const { worker } = planValues("blue", valuesRequest());
        assert.deepEqual(worker.resources, {
            requests: { cpu: "1", memory: "1Gi" },
            limits: { cpu: "4", memory: "1Gi" },
        });
    });

    it("keep the budget of what runs one pod below the floor, and have none for a single pod", () => {
        fc.assert(
            fc.property(anyRequest, (request) => {
                const values = planValues(request.release.live, request);
                for (const workload of WORKLOADS) {
                    const { autoscaling, podDisruptionBudget } = values[workload];
                    const { minReplicas } = request.application[workload];
                    assert.equal(autoscaling.minReplicas, minReplicas);
                    assert.equal(podDisruptionBudget.enabled, minReplicas > 1);
                    assert.equal(podDisruptionBudget.minAvailable, Math.max(1, minReplicas - 1));
                }
            }),
        );
    });

    it("insist on zones outside dev", () => {
        const zone = (environment: "dev" | "staging" | "prod") =>
            planValues("blue", valuesRequest({ environment })).api.topologySpread.zone;
        assert.deepEqual(
            [zone("dev"), zone("staging"), zone("prod")],
            ["ScheduleAnyway", "DoNotSchedule", "DoNotSchedule"],
        );
    });

    it("refuse CPU that cannot be read", () => {
        const api = { minReplicas: 2, maxReplicas: 4, cpu: "many", memory: "512Mi" };
        const request = valuesRequest({ application: applicationConfig({ api }) });
        assert.throws(() => planValues("blue", request), /"many" is no amount of CPU/);
    });
});

describe("application: the planned end of a pod", () => {
    const drain = {
        endpointPropagationSeconds: 2,
        preStopSeconds: 3,
        longestRequestSeconds: 40,
        terminationGraceSeconds: 50,
        deregistrationDelaySeconds: 45,
        gatewayIdleSeconds: 100,
        keepAliveSeconds: 110,
    };
    const values = planValues("blue", valuesRequest({ release: releaseConfig({ drain }) }));

    it("has the times of configuration, where the chart judges them too", () => {
        assert.deepEqual(values.gateway, {
            idleTimeoutSeconds: 100,
            keepAliveSeconds: 110,
            endpointPropagationSeconds: 2,
            deregistrationDelaySeconds: 45,
        });
        const expected = { preStopSeconds: 3, longestRequestSeconds: 40, terminationGracePeriodSeconds: 50 };
        assert.deepEqual(values.frontend.drain, expected);
        assert.deepEqual(values.api.drain, { ...expected, path: "/drain" });
    });

    it("is told to the API at its start, unless there is no pause to be told of", () => {
        const noPause = { ...drain, endpointPropagationSeconds: 0, preStopSeconds: 0 };
        const request = valuesRequest({ release: releaseConfig({ drain: noPause }) });
        assert.equal(planValues("blue", request).api.drain.path, "");
    });

    it("leaves that of a worker, which no gateway has to forget, to the chart", () => {
        assert.ok(!("drain" in values.worker));
    });
});

describe("application: names", () => {
    it("are name, workload, colour", () => {
        assert.equal(objectName("api", "blue"), "leanvibe-api-blue");
        assert.equal(releaseName("green"), "leanvibe-green");
    });
});
