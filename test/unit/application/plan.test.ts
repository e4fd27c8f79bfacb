import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { Ajv } from "ajv";
import * as fc from "fast-check";
import { parse } from "yaml";
import { WORKLOADS, objectName, planValues, releaseName } from "../../../components/application/plan";
import { CACHE_PORT } from "../../../components/cache/plan";
import { DATABASE_PORT } from "../../../components/database/plan";
import { planQuota, podSecurityLabels } from "../../../components/application/namespace";
import { parseCpu, parseMemory } from "../../../components/application/quantity";
import { CHART } from "../../../components/application/render";
import { anyApplication, anyEnvironment, anyTraffic, applicationConfig, TRAFFIC } from "./application";

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
            fc.property(anyApplication, anyEnvironment, anyTraffic, (application, environment, traffic) => {
                const values = merge(defaults, planValues(application, environment, traffic));
                assert.ok(validate(values), JSON.stringify(validate.errors));
            }),
        );
    });

    it("set only keys that values.yaml documents", () => {
        const known = new Set(leaves(defaults));
        const planned = leaves(planValues(applicationConfig(), "prod", TRAFFIC));
        assert.deepEqual(
            planned.filter((leaf) => !known.has(leaf)),
            [],
        );
    });

    it("are plain data: what JSON keeps is all there is", () => {
        fc.assert(
            fc.property(anyApplication, anyEnvironment, anyTraffic, (application, environment, traffic) => {
                const values = planValues(application, environment, traffic);
                assert.deepEqual(JSON.parse(JSON.stringify(values)), values);
            }),
        );
    });

    it("carry images, colour, environment and network", () => {
        const values = planValues(applicationConfig({ colour: "green", tag: "2.1.0" }), "staging", {
            ...TRAFFIC,
            dataPorts: { database: 5433, redis: 6380 },
        });
        assert.equal(values.colour, "green");
        assert.equal(values.environment, "staging");
        assert.equal(values.managedBy, "Pulumi");
        assert.equal(values.platformConfigMap, "leanvibe-platform");
        assert.deepEqual(values.image, {
            repository: "111111111111.dkr.ecr.us-east-1.amazonaws.com/leanvibe",
            tag: "2.1.0",
        });
        assert.deepEqual(values.networkPolicy, {
            gateway: { cidrs: ["10.10.0.0/24"] },
            database: { cidrs: ["10.10.8.0/24", "10.10.9.0/24"], port: 5433 },
            redis: { cidrs: ["10.10.8.0/24", "10.10.9.0/24"], port: 6380 },
        });
    });

    it("name no gateway unless told", () => {
        const traffic = { dataCidrs: TRAFFIC.dataCidrs, dataPorts: TRAFFIC.dataPorts };
        assert.deepEqual(planValues(applicationConfig(), "dev", traffic).networkPolicy.gateway, { cidrs: [] });
    });

    it("have defaults in the chart that are the platform's own ports", () => {
        const { database, redis } = defaults.networkPolicy as Record<string, { port: number }>;
        assert.deepEqual([database?.port, redis?.port], [DATABASE_PORT, CACHE_PORT]);
    });

    it("let CPU burst to twice the request, and hold memory at it", () => {
        const { worker } = planValues(applicationConfig(), "dev", TRAFFIC);
        assert.deepEqual(worker.resources, {
            requests: { cpu: "1", memory: "1Gi" },
            limits: { cpu: "2", memory: "1Gi" },
        });
    });

    it("keep the budget one pod below the floor, and have none for a single pod", () => {
        fc.assert(
            fc.property(anyApplication, anyEnvironment, (application, environment) => {
                const values = planValues(application, environment, TRAFFIC);
                for (const workload of WORKLOADS) {
                    const { autoscaling, podDisruptionBudget } = values[workload];
                    const { minReplicas } = application[workload];
                    assert.equal(autoscaling.minReplicas, minReplicas);
                    assert.equal(podDisruptionBudget.enabled, minReplicas > 1);
                    assert.equal(podDisruptionBudget.minAvailable, Math.max(1, minReplicas - 1));
                }
            }),
        );
    });

    it("insist on zones outside dev", () => {
        const zone = (environment: "dev" | "staging" | "prod") =>
            planValues(applicationConfig(), environment, TRAFFIC).api.topologySpread.zone;
        assert.deepEqual(
            [zone("dev"), zone("staging"), zone("prod")],
            ["ScheduleAnyway", "DoNotSchedule", "DoNotSchedule"],
        );
    });

    it("refuse CPU that cannot be read", () => {
        const api = { minReplicas: 2, maxReplicas: 4, cpu: "many", memory: "512Mi" };
        assert.throws(() => planValues(applicationConfig({ api }), "dev", TRAFFIC), /"many" is no amount of CPU/);
    });
});

describe("application: names", () => {
    it("are name, workload, colour", () => {
        assert.equal(objectName("api", "blue"), "leanvibe-api-blue");
        assert.equal(releaseName("green"), "leanvibe-green");
    });
});

describe("application: the namespace", () => {
    it("holds pods to the restricted standard of the cluster's version", () => {
        const expected = {
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": "v1.34",
            "pod-security.kubernetes.io/audit": "restricted",
            "pod-security.kubernetes.io/audit-version": "v1.34",
            "pod-security.kubernetes.io/warn": "restricted",
            "pod-security.kubernetes.io/warn-version": "v1.34",
        };
        for (const version of ["1.34", "v1.34.2", "1.34.2-eks-1234567"]) {
            assert.deepEqual(podSecurityLabels(version), expected);
        }
    });

    it("has room for both colours at their maximum while both are updated, and for Jobs", () => {
        assert.deepEqual(planQuota(planValues(applicationConfig(), "dev", TRAFFIC)), {
            pods: String(4 * (10 + 5 + 4) + 10),
            "requests.cpu": formatMillicores(4 * (10 * 500 + 5 * 1000 + 4 * 100) + 2000),
            "requests.memory": `${4 * (10 * 512 + 5 * 1024 + 4 * 128) + 4096}Mi`,
            "limits.cpu": formatMillicores(4 * (10 * 1000 + 5 * 2000 + 4 * 200) + 2000),
            "limits.memory": `${4 * (10 * 512 + 5 * 1024 + 4 * 128) + 4096}Mi`,
        });
    });

    it("never refuses what two colours at their maximum need", () => {
        fc.assert(
            fc.property(anyApplication, (application) => {
                const quota = planQuota(planValues(application, "prod", TRAFFIC));
                const sum = (amount: (workload: (typeof WORKLOADS)[number]) => number) =>
                    2 * WORKLOADS.reduce((total, each) => total + application[each].maxReplicas * amount(each), 0);
                assert.ok(Number(quota.pods) > sum(() => 1));
                assert.ok(parseCpu(quota["requests.cpu"]) > sum((each) => parseCpu(application[each].cpu)));
                assert.ok(parseMemory(quota["limits.memory"]) > sum((each) => parseMemory(application[each].memory)));
            }),
        );
    });
});

function formatMillicores(millicores: number): string {
    return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}
