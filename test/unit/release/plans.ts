/** Plans of releases for tests: from charts that are made up and so take no time, or from those that helm renders. */
import assert from "node:assert/strict";

import {
    COLOURS,
    objectName,
    planValues,
    releaseName,
    WORKLOADS,
    type ChartValues,
    type Colour,
    type Workload,
} from "../../../components/application/plan";
import { CHART, renderChart, type KubernetesObject } from "../../../components/application/render";
import { planRecovery } from "../../../components/database/recovery";
import { platformOf } from "../../../components/platform";
import { planRelease, type ReleaseRequest, type Step } from "../../../components/release/plan";
import { shortHash } from "../../../components/release/version";
import { valuesRequest, type AppConfig } from "../application/application";

/** A program for the Jobs; what it says is no matter here. */
export const MODULES: Readonly<Record<string, string>> = { "__init__.py": "", "walk.py": "print('walk')\n" };

const aws = { accountId: "111111111111", region: "us-east-1" };

/** A request for a plan; each chart is what `chartOf` makes of its colour's values. */
export function requestOf(
    values: AppConfig,
    chartOf: (values: ChartValues) => readonly KubernetesObject[] = fabricated,
): ReleaseRequest {
    const platform = platformOf("leanvibe-agent-hive", { environment: values.environment, aws, protect: false });
    const chart = (colour: Colour) => chartOf(planValues(colour, values));
    return {
        ...values,
        namespace: "leanvibe",
        recovery: planRecovery(platform, values.release),
        charts: { blue: chart("blue"), green: chart("green") },
        modules: MODULES,
    };
}

/** The chart as helm renders it. */
export function rendered(values: ChartValues): KubernetesObject[] {
    const release = releaseName(values.colour);
    return renderChart({ chart: CHART, release, namespace: "leanvibe", kubernetesVersion: "1.35", values });
}

/** The chart's objects with as much in them as a release looks at, in no time. */
export function fabricated(values: ChartValues): KubernetesObject[] {
    const { colour } = values;
    const config = shortHash(JSON.stringify([values.image, values.environment, values.gateway]), 10);
    const object = (apiVersion: string, kind: string, name: string, rest: object = {}): KubernetesObject => ({
        apiVersion,
        kind,
        metadata: { name, namespace: "leanvibe" },
        ...rest,
    });
    return [
        object("networking.k8s.io/v1", "NetworkPolicy", `leanvibe-default-deny-${colour}`),
        object("v1", "ConfigMap", `leanvibe-config-${colour}-${config}`),
        object("v1", "ConfigMap", `leanvibe-nginx-${colour}-${config}`),
        object("v1", "Service", `leanvibe-api-pods-${colour}`),
        ...WORKLOADS.flatMap((workload) => fabricatedWorkload(values, workload, config)),
    ];
}

function fabricatedWorkload(values: ChartValues, workload: Workload, config: string): KubernetesObject[] {
    const { colour, image } = values;
    const { autoscaling, podDisruptionBudget, replicas, image: pinned } = values[workload];
    const name = objectName(workload, colour);
    const metadata = { name, namespace: "leanvibe", labels: { "app.kubernetes.io/component": workload } };
    const digest = pinned.digest === "" ? "" : `@${pinned.digest}`;
    const container = {
        name: workload,
        image: `${image.repository}/${workload}:${image.tag}${digest}`,
        imagePullPolicy: "IfNotPresent",
        env: [{ name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
        envFrom: [{ configMapRef: { name: `leanvibe-config-${colour}-${config}` } }],
    };
    const { minReplicas, maxReplicas } = autoscaling;
    const object = (apiVersion: string, kind: string, spec: object, at = metadata) => ({
        apiVersion,
        kind,
        metadata: at,
        spec,
    });
    return [
        object("networking.k8s.io/v1", "NetworkPolicy", {}),
        object("v1", "ServiceAccount", {}),
        object("apps/v1", "Deployment", {
            ...(autoscaling.enabled ? {} : { replicas }),
            template: { spec: { containers: [container] } },
        }),
        ...(workload === "worker" ? [] : [object("v1", "Service", {})]),
        ...(autoscaling.enabled
            ? [
                  object(
                      "autoscaling/v2",
                      "HorizontalPodAutoscaler",
                      { minReplicas, maxReplicas },
                      { ...metadata, name: `leanvibe-${workload}-hpa-${colour}` },
                  ),
              ]
            : []),
        ...(podDisruptionBudget.enabled ? [object("policy/v1", "PodDisruptionBudget", podDisruptionBudget)] : []),
    ];
}

/** A plan with its steps by name. */
export class Plan {
    readonly steps: readonly Step[];

    constructor(readonly request: ReleaseRequest) {
        this.steps = planRelease(request);
    }

    step(name: string): Step {
        const [only, ...more] = this.steps.filter((step) => step.name === name);
        assert.ok(only && more.length === 0, `${more.length + (only ? 1 : 0)} steps are called ${name}`);
        return only;
    }

    /** Names of all steps that come before this one, whether it names them or one that it names does. */
    before(name: string): Set<string> {
        const found = new Set<string>();
        const open = [name];
        for (let at = open.pop(); at !== undefined; at = open.pop()) {
            for (const earlier of this.step(at).after.filter((one) => !found.has(one))) {
                found.add(earlier);
                open.push(earlier);
            }
        }
        return found;
    }

    /** The only object of a step. */
    only(step: string): KubernetesObject {
        const [only, ...more] = this.step(step).objects;
        assert.ok(only && more.length === 0, `the step ${step} has one object`);
        return only;
    }

    /** Every object by `Kind name`. */
    objects(): Map<string, KubernetesObject> {
        const all = this.steps.flatMap(({ objects }) => objects);
        const named = new Map(all.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
        assert.equal(named.size, all.length, "no object stands in two steps");
        return named;
    }

    /** The Jobs by their steps' names. */
    jobs(): Record<string, KubernetesObject> {
        const names = ["switch", ...COLOURS.map((colour) => `${colour}-migrate`)];
        return Object.fromEntries(names.map((name) => [name, this.only(name)]));
    }
}

/** A plan with charts that are made up. */
export function planOf(values: Partial<AppConfig> = {}): Plan {
    return new Plan(requestOf(valuesRequest(values)));
}
