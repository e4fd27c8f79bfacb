import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { stringify } from "yaml";

import { planProgram, readProgram } from "../../../components/release/jobs";
import { planRelease } from "../../../components/release/plan";
import { sameAsGolden } from "../../golden";
import { valuesRequest } from "../application/application";
import { MODULES, planOf, rendered, Plan, requestOf } from "./plans";
import { releaseConfig } from "./release";

/** The part of a Job that is looked at. */
interface JobSpec {
    readonly backoffLimit: number;
    readonly podFailurePolicy: { readonly rules: readonly object[] };
    readonly template: {
        readonly metadata: { readonly labels: Record<string, string> };
        readonly spec: {
            readonly restartPolicy: string;
            readonly serviceAccountName: string;
            readonly automountServiceAccountToken: boolean;
            readonly securityContext: Record<string, unknown>;
            readonly containers: readonly Container[];
            readonly volumes: readonly Record<string, unknown>[];
            readonly imagePullSecrets?: unknown;
        };
    };
}

interface Container {
    readonly image: string;
    readonly command: readonly string[];
    readonly env: readonly { readonly name: string; readonly value?: string }[];
    readonly envFrom: unknown;
    readonly securityContext: Record<string, unknown>;
    readonly resources: { readonly limits: object };
    readonly terminationMessagePolicy: string;
    readonly volumeMounts: readonly object[];
}

const JOBS = ["blue-migrate", "green-migrate", "switch"] as const;

function specOf(plan: Plan, step: string): JobSpec {
    return plan.only(step).spec as JobSpec;
}

function containerOf(plan: Plan, step: string): Container {
    const [only, ...more] = specOf(plan, step).template.spec.containers;
    assert.ok(only && more.length === 0);
    return only;
}

describe("the Jobs of a release", () => {
    const plan = planOf();

    it("are what their golden file says, with the program that they run; but for hashes and settings", () => {
        const program = plan.step("jobs").objects.find(({ data }) => data === MODULES);
        const text = stringify([plan.only("switch"), plan.only("green-migrate"), program], {
            lineWidth: 0,
            aliasDuplicateObjects: false,
        });
        const shown = text.replaceAll(/-[0-9a-f]{10}$/gm, "-HASH").replaceAll(/^( +value: )'?\{.*$/gm, "$1SETTINGS");
        sameAsGolden(__dirname, "jobs.txt", shown.trimEnd().split("\n"));
    });

    it("end at once with a verdict, and start anew after an accident", () => {
        for (const job of JOBS) {
            const { backoffLimit, podFailurePolicy } = specOf(plan, job);
            assert.equal(backoffLimit, 3);
            assert.deepEqual(podFailurePolicy.rules, [
                { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
                { action: "FailJob", onExitCodes: { operator: "In", values: [1, 2] } },
            ]);
            // Without it Kubernetes refuses a podFailurePolicy.
            assert.equal(specOf(plan, job).template.spec.restartPolicy, "Never");
        }
    });

    it("are made anew when they have failed, and keep their result otherwise", () => {
        for (const job of JOBS) {
            assert.equal(plan.only(job).metadata.annotations?.["pulumi.com/replaceUnready"], "true");
            assert.ok(!("ttlSecondsAfterFinished" in specOf(plan, job)));
        }
    });

    it("run the program on the API's own image of their colour, with its configuration", () => {
        const digests = { api: `sha256:${"a".repeat(64)}`, worker: "", frontend: "" };
        const release = releaseConfig({ live: "green", green: { tag: "2.1.0", digests } });
        const pinned = planOf({ release });
        for (const [job, colour, command] of [
            ["blue-migrate", "blue", "migrate"],
            ["green-migrate", "green", "migrate"],
            ["switch", "green", "switch"],
        ] as const) {
            const container = containerOf(pinned, job);
            const api = pinned.objects().get(`Deployment leanvibe-api-${colour}`);
            const [own] = (api?.spec as JobSpec).template.spec.containers;
            assert.ok(own);
            assert.equal(container.image, own.image);
            assert.deepEqual(container.envFrom, own.envFrom);
            assert.deepEqual(container.env.slice(0, own.env.length), own.env);
            assert.deepEqual(container.command, ["python3", "-m", "leanvibe_release", command]);
        }
    });

    it("find the program where Python looks for it", () => {
        for (const job of JOBS) {
            const { env, volumeMounts } = containerOf(plan, job);
            assert.equal(env.find(({ name }) => name === "PYTHONPATH")?.value, "/opt/leanvibe");
            assert.deepEqual(volumeMounts, [
                { name: "program", mountPath: "/opt/leanvibe/leanvibe_release", readOnly: true },
                { name: "tmp", mountPath: "/tmp" },
            ]);
            const [program] = specOf(plan, job).template.spec.volumes;
            const { name } = program?.configMap as { name: string };
            assert.deepEqual(plan.objects().get(`ConfigMap ${name}`)?.data, MODULES);
        }
    });

    it("keep to the restricted Pod Security Standard, with a read-only root and limits", () => {
        for (const job of JOBS) {
            const { securityContext } = specOf(plan, job).template.spec;
            assert.deepEqual(securityContext.seccompProfile, { type: "RuntimeDefault" });
            const container = containerOf(plan, job);
            assert.deepEqual(container.securityContext, {
                allowPrivilegeEscalation: false,
                privileged: false,
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
                runAsUser: 1000,
                runAsGroup: 1000,
                capabilities: { drop: ["ALL"] },
                seccompProfile: { type: "RuntimeDefault" },
            });
            assert.deepEqual(Object.keys(container.resources.limits), ["cpu", "memory", "ephemeral-storage"]);
        }
    });

    it("have their account's token, and show the last lines of their log where they fail", () => {
        for (const job of JOBS) {
            const { serviceAccountName, automountServiceAccountToken } = specOf(plan, job).template.spec;
            assert.ok(plan.objects().has(`ServiceAccount ${serviceAccountName}`));
            assert.equal(automountServiceAccountToken, true);
            assert.equal(containerOf(plan, job).terminationMessagePolicy, "FallbackToLogsOnError");
        }
    });

    it("pull their image as the API does", () => {
        const request = requestOf(valuesRequest());
        const secrets = [{ name: "registry" }];
        const withSecrets = (object: (typeof request.charts.blue)[number]) => {
            const copy = structuredClone(object);
            if (copy.kind === "Deployment") {
                Object.assign((copy.spec as JobSpec).template.spec, { imagePullSecrets: secrets });
            }
            return copy;
        };
        const charts = { ...request.charts, blue: request.charts.blue.map(withSecrets) };
        const steps = planRelease({ ...request, charts });
        const podOf = (name: string) =>
            (steps.find((step) => step.name === name)?.objects[0]?.spec as JobSpec).template.spec;
        assert.deepEqual(podOf("blue-migrate").imagePullSecrets, secrets);
        assert.equal(podOf("green-migrate").imagePullSecrets, undefined);
    });

    it("have an environment of their own alone where the API has none", () => {
        const request = requestOf(valuesRequest());
        const blue = structuredClone(request.charts.blue);
        const api = blue.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "leanvibe-api-blue");
        const { containers } = (api?.spec as JobSpec).template.spec;
        for (const container of containers) {
            Reflect.deleteProperty(container, "env");
            Reflect.deleteProperty(container, "envFrom");
        }
        const container = containerOf(new Plan({ ...request, charts: { ...request.charts, blue } }), "switch");
        assert.deepEqual(
            container.env.map(({ name }) => name),
            ["PYTHONPATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "RELEASE_SETTINGS"],
        );
        assert.ok(!("envFrom" in container));
    });

    it("refuse an API without a container, on whose image they would run", () => {
        const request = requestOf(valuesRequest());
        const blue = structuredClone(request.charts.blue);
        const api = blue.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "leanvibe-api-blue");
        Object.assign((api?.spec as JobSpec).template.spec, { containers: [] });
        assert.throws(
            () => planRelease({ ...request, charts: { ...request.charts, blue } }),
            /the chart's API has no container/,
        );
    });

    it("take over what the real chart gives the API", () => {
        const real = new Plan(requestOf(valuesRequest(), rendered));
        const { image, env, envFrom } = containerOf(real, "switch");
        assert.match(image, /\/leanvibe\/api:2\.0\.0$/);
        assert.ok(env.some(({ name }) => name === "POD_NAME"));
        assert.match(JSON.stringify(envFrom), /"leanvibe-config-blue-[0-9a-f]{10}".*"leanvibe-platform"/);
    });
});

describe("the Jobs' program", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "program-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    it("is every module of the package and nothing else, in the order of their names", () => {
        for (const file of ["walk.py", "__init__.py", "notes.md"]) {
            writeFileSync(path.join(folder, file), `# ${file}\n`);
        }
        mkdirSync(path.join(folder, "__pycache__"));
        assert.deepEqual(Object.entries(readProgram(folder)), [
            ["__init__.py", "# __init__.py\n"],
            ["walk.py", "# walk.py\n"],
        ]);
    });

    it("is the one of this repository where no other is named", () => {
        const modules = Object.keys(readProgram());
        for (const module of ["__main__.py", "migrate.py", "switch.py"]) assert.ok(modules.includes(module), module);
    });

    it("is kept in a ConfigMap that cannot change, and that has another name for another text", () => {
        const names = [MODULES, { ...MODULES, "walk.py": "print('run')\n" }, { ...MODULES, "new.py": "" }].map(
            (modules) => {
                const program = planProgram("leanvibe", modules);
                assert.equal(program.immutable, true);
                assert.deepEqual(program.data, modules);
                return program.metadata.name;
            },
        );
        assert.equal(new Set(names).size, 3);
        for (const name of names) {
            assert.match(name, /^leanvibe-release-[0-9a-f]{10}$/);
        }
    });
});
