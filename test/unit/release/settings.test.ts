import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as path from "node:path";

import * as fc from "fast-check";

import type { Recovery } from "../../../components/release/settings";
import { migrateSettings, switchSettings } from "../../../components/release/settings";
import { anyRequest, valuesRequest } from "../application/application";
import { Plan, requestOf } from "./plans";
import { releaseConfig } from "./release";

/** The part of a Job that is looked at. */
interface JobSpec {
    readonly template: {
        readonly spec: {
            readonly containers: readonly { readonly env: readonly { name: string; value?: string }[] }[];
        };
    };
}

/** The text that a Job's container finds in its environment. */
function documentOf(plan: Plan, step: string): string {
    const [container] = (plan.only(step).spec as JobSpec).template.spec.containers;
    return container?.env.find(({ name }) => name === "RELEASE_SETTINGS")?.value ?? "";
}

/** The settings of a Job as its container reads them. */
function settingsOf(plan: Plan, step: string): unknown {
    return JSON.parse(documentOf(plan, step));
}

const release = releaseConfig({ live: "green", generation: 7, canary: { steps: [5, 25], stepSeconds: 5 } });
const request = requestOf(valuesRequest({ release }));

const COMMON = {
    namespace: "leanvibe",
    route: "leanvibe",
    ledger: "leanvibe-release-ledger",
    fieldManager: "pulumi-release",
    stack: "dev",
};

describe("what a switch is told", () => {
    it("is all that it needs to know, of the live colour", () => {
        assert.deepEqual(switchSettings(request), {
            ...COMMON,
            colour: "green",
            identities: { blue: "2.0.0", green: "2.1.0" },
            generation: 7,
            workloads: [
                {
                    name: "api",
                    rule: 0,
                    service: "leanvibe-api-{colour}",
                    port: 8000,
                    deployment: "leanvibe-api-{colour}",
                    autoscaler: "leanvibe-api-hpa-{colour}",
                    minReplicas: 2,
                    maxReplicas: 10,
                },
                {
                    name: "frontend",
                    rule: 1,
                    service: "leanvibe-frontend-{colour}",
                    port: 8080,
                    deployment: "leanvibe-frontend-{colour}",
                    autoscaler: "leanvibe-frontend-hpa-{colour}",
                    minReplicas: 3,
                    maxReplicas: 4,
                },
            ],
            verify: {
                workload: "api",
                paths: ["/health", "/ready"],
                settleInARow: 5,
                settleSeconds: 15,
                requests: 60,
                concurrency: 4,
                maxErrorRatio: 0,
                maxP95Milliseconds: 500,
                timeoutSeconds: 2,
            },
            prewarm: { timeoutSeconds: 180 },
            canary: { steps: [5, 25], stepSeconds: 5 },
            watch: {
                service: "leanvibe-api-pods-{colour}",
                port: 8000,
                path: "/metrics",
                intervalSeconds: 1,
                requestsMetric: "leanvibe_http_requests_total",
                durationMetric: "leanvibe_http_request_duration_seconds",
                maxErrorRatio: 0.05,
                maxP95Milliseconds: 1000,
                breachSamples: 2,
                minRequests: 5,
            },
            bake: { seconds: 30 },
        });
    });

    it("names objects that the plan makes", () => {
        fc.assert(
            fc.property(anyRequest, (values) => {
                const plan = new Plan(requestOf(values));
                const made = plan.objects();
                const { workloads, watch, route, ledger } = switchSettings(plan.request);
                assert.ok(made.has(`HTTPRoute ${route}`) && made.has(`ConfigMap ${ledger}`));
                for (const colour of ["blue", "green"]) {
                    const has = (kind: string, name: string) => {
                        assert.ok(made.has(`${kind} ${name.replace("{colour}", colour)}`), `${kind} ${name}`);
                    };
                    has("Service", watch.service);
                    for (const { service, deployment, autoscaler } of workloads) {
                        has("Service", service);
                        has("Deployment", deployment);
                        has("HorizontalPodAutoscaler", autoscaler);
                    }
                }
            }),
        );
    });

    it("has shares for percentages, none above one", () => {
        fc.assert(
            fc.property(anyRequest, (values) => {
                const { verify, watch } = switchSettings(requestOf(values));
                assert.equal(verify.maxErrorRatio, values.release.verify.maxErrorPercent / 100);
                assert.equal(watch.maxErrorRatio, values.release.watch.maxErrorPercent / 100);
                assert.ok(verify.maxErrorRatio <= 1 && watch.maxErrorRatio <= 1);
            }),
        );
    });

    it("reaches it as one document, before its deadline whatever it says", () => {
        fc.assert(
            fc.property(anyRequest, (values) => {
                const plan = new Plan(requestOf(values));
                assert.deepEqual(settingsOf(plan, "switch"), switchSettings(plan.request));
                const { verify, prewarm, canary, bake } = switchSettings(plan.request);
                const load = Math.ceil(verify.requests / verify.concurrency) * verify.timeoutSeconds;
                const longest =
                    verify.settleSeconds +
                    load +
                    prewarm.timeoutSeconds +
                    canary.steps.length * canary.stepSeconds +
                    bake.seconds;
                const { activeDeadlineSeconds } = plan.only("switch").spec as { activeDeadlineSeconds: number };
                assert.ok(activeDeadlineSeconds >= longest + 300, `${activeDeadlineSeconds} s for ${longest} s`);
            }),
        );
    });
});

describe("what the Jobs are told", () => {
    const program = path.join(__dirname, "../../../components/release/jobs");
    /** Reads a list of `[command, settings]`, and prints a line for each that is refused. */
    const READ_ALL = [
        "import json, sys",
        "from leanvibe_release.settings import read",
        "for command, document in json.load(sys.stdin):",
        "    try: read(document, command)",
        "    except Exception as error: print(command, error)",
    ].join("\n");

    it("is what their program can read, whatever configuration says", function () {
        const isThere = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"]).status === 0;
        if (!isThere) {
            console.log("      skipped: there is no python3 on PATH that is 3.11 or newer");
            this.skip();
        }
        const documents = fc.sample(anyRequest, 100).flatMap((values) => {
            const plan = new Plan(requestOf(values));
            return Object.keys(plan.jobs()).map((step) => [step.replace(/^\w+-/, ""), documentOf(plan, step)]);
        });
        const { stdout, stderr, status } = spawnSync("python3", ["-c", READ_ALL], {
            input: JSON.stringify(documents),
            encoding: "utf8",
            env: { ...process.env, PYTHONPATH: program, PYTHONDONTWRITEBYTECODE: "1" },
        });
        assert.deepEqual({ stdout, stderr, status }, { stdout: "", stderr: "", status: 0 });
    });
});

describe("what a migration is told", () => {
    const told = (recovery: Recovery, contract = false) =>
        migrateSettings(
            { ...request, recovery, release: { ...release, migration: { ...release.migration, contract } } },
            "blue",
        );

    it("is its colour, the command, and how to get back", () => {
        const restorePoint = {
            kind: "point-in-time",
            region: "us-east-1",
            instance: "leanvibe-dev",
            maxAgeMinutes: 15,
        } as const;
        assert.deepEqual(told({ restorePoint, snapshot: null }), {
            ...COMMON,
            colour: "blue",
            // Of its own colour alone: it would run again for each version of the other one.
            identities: { blue: "2.0.0" },
            workloads: [
                { name: "api", rule: 0, service: "leanvibe-api-{colour}" },
                { name: "frontend", rule: 1, service: "leanvibe-frontend-{colour}" },
            ],
            migration: {
                command: ["alembic", "upgrade", "head"],
                directory: "/app",
                timeoutSeconds: 600,
                contract: false,
                snapshot: null,
                restorePoint,
            },
        });
    });

    it("is the snapshot too, where something may be removed", () => {
        const { migration } = told({ restorePoint: { kind: "none" }, snapshot: "leanvibe-dev-generation-7" }, true);
        assert.deepEqual(
            [migration.contract, migration.snapshot, migration.restorePoint],
            [true, "leanvibe-dev-generation-7", { kind: "none" }],
        );
    });

    it("reaches it as one document, and it has longer than the migration itself", () => {
        const plan = new Plan(request);
        for (const colour of ["blue", "green"] as const) {
            assert.deepEqual(settingsOf(plan, `${colour}-migrate`), migrateSettings(request, colour));
            const { activeDeadlineSeconds } = plan.only(`${colour}-migrate`).spec as { activeDeadlineSeconds: number };
            assert.ok(activeDeadlineSeconds > migrateSettings(request, colour).migration.timeoutSeconds);
        }
    });
});
