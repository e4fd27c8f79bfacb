import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import {
    DaemonSet,
    Deployment,
    DeploymentList,
    DeploymentPatch,
    ReplicaSet,
    StatefulSet,
} from "@pulumi/kubernetes/apps/v1";
import { CronJob, Job } from "@pulumi/kubernetes/batch/v1";
import { Pod, PodList, PodTemplate, ReplicationController } from "@pulumi/kubernetes/core/v1";
import type { core } from "@pulumi/kubernetes/types/input";
import { parse } from "@pulumi/kubernetes/yaml";
import type { CustomResourceOptions } from "@pulumi/pulumi";

/** A pod as the SDK types it. */
export type PodSpec = core.v1.PodSpec;

/** A kind of resource that holds a pod. */
export interface Holder {
    readonly name: string;
    /** The path of the pod's spec in the resource. */
    readonly at: string;
    readonly make: (name: string, spec: PodSpec, options: CustomResourceOptions) => void;
    /** The type token, for kinds whose cost nobody knows: rule unknown-price refuses them however hardened they are. */
    readonly unpriced?: string;
    /** True for a patch, which leaves what it does not set to the object that it changes. */
    readonly partial?: boolean;
}

const labels = { app: "specimen" };
const selector = { matchLabels: labels };

function template(spec: PodSpec) {
    return { metadata: { labels }, spec };
}

/** A controller of a custom kind; `spec` is the custom resource's. */
function custom(name: string, apiVersion: string, kind: string, at: string, spec: (pod: PodSpec) => object): Holder {
    const make: Holder["make"] = (resource, pod, options) => {
        new CustomResource(resource, { apiVersion, kind, spec: spec(pod) }, options);
    };
    return { name, at, make, unpriced: `kubernetes:${apiVersion}:${kind}` };
}

/** The ways to run a pod: every kind that the policies say they know, and custom ones of each shape in use. */
export const holders: readonly Holder[] = [
    { name: "pod", at: "spec", make: (name, spec, options) => new Pod(name, { spec }, options) },
    {
        name: "pod-template",
        at: "template.spec",
        make: (name, spec, options) => new PodTemplate(name, { template: template(spec) }, options),
    },
    {
        name: "replication-controller",
        at: "spec.template.spec",
        make: (name, spec, options) => new ReplicationController(name, { spec: { template: template(spec) } }, options),
    },
    {
        name: "deployment",
        at: "spec.template.spec",
        make: (name, spec, options) => new Deployment(name, { spec: { selector, template: template(spec) } }, options),
    },
    {
        name: "deployment-patch",
        at: "spec.template.spec",
        partial: true,
        make: (name, spec, options) =>
            new DeploymentPatch(name, { metadata: { name }, spec: { template: template(spec) } }, options),
    },
    {
        name: "stateful-set",
        at: "spec.template.spec",
        make: (name, spec, options) =>
            new StatefulSet(name, { spec: { selector, serviceName: name, template: template(spec) } }, options),
    },
    {
        name: "daemon-set",
        at: "spec.template.spec",
        make: (name, spec, options) => new DaemonSet(name, { spec: { selector, template: template(spec) } }, options),
    },
    {
        name: "replica-set",
        at: "spec.template.spec",
        make: (name, spec, options) => new ReplicaSet(name, { spec: { selector, template: template(spec) } }, options),
    },
    {
        name: "job",
        at: "spec.template.spec",
        make: (name, spec, options) => new Job(name, { spec: { template: template(spec) } }, options),
    },
    {
        name: "cron-job",
        at: "spec.jobTemplate.spec.template.spec",
        make: (name, spec, options) =>
            new CronJob(
                name,
                { spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: template(spec) } } } },
                options,
            ),
    },
    {
        name: "pod-list",
        at: "items[0].spec",
        make: (name, spec, options) => new PodList(name, { items: [{ metadata: { name }, spec }] }, options),
    },
    {
        name: "deployment-list",
        at: "items[0].spec.template.spec",
        make: (name, spec, options) =>
            new DeploymentList(
                name,
                { items: [{ metadata: { name }, spec: { selector, template: template(spec) } }] },
                options,
            ),
    },
    {
        name: "list-of-any-kinds",
        at: "items[0].spec.jobTemplate.spec.template.spec",
        unpriced: "kubernetes:v1:List",
        make: (name, spec, options) => {
            const item = {
                apiVersion: "batch/v1",
                kind: "CronJob",
                spec: { jobTemplate: { spec: { template: template(spec) } } },
            };
            new CustomResource(name, { apiVersion: "v1", kind: "List", items: [item] }, options);
        },
    },
    {
        name: "rendered-yaml",
        at: "spec.template.spec",
        make: (name, spec, options) => {
            const object = {
                apiVersion: "apps/v1",
                kind: "Deployment",
                metadata: { name },
                spec: { selector, template: template(spec) },
            };
            parse({ objs: [object] }, options);
        },
    },
    custom("old-deployment", "extensions/v1beta1", "Deployment", "spec.template.spec", (pod) => ({
        selector,
        template: template(pod),
    })),
    custom("argo-rollout", "argoproj.io/v1alpha1", "Rollout", "spec.template.spec", (pod) => ({
        selector,
        template: template(pod),
    })),
    custom("keda-scaled-job", "keda.sh/v1alpha1", "ScaledJob", "spec.jobTargetRef.template.spec", (pod) => ({
        jobTargetRef: { template: template(pod) },
    })),
    custom("knative-service", "serving.knative.dev/v1", "Service", "spec.template.spec", (pod) => ({
        template: template(pod),
    })),
    custom("ray-cluster", "ray.io/v1", "RayCluster", "spec.workerGroupSpecs[0].template.spec", (pod) => ({
        workerGroupSpecs: [{ groupName: "workers", template: template(pod) }],
    })),
    custom(
        "job-set",
        "jobset.x-k8s.io/v1alpha2",
        "JobSet",
        "spec.replicatedJobs[0].template.spec.template.spec",
        (pod) => ({
            replicatedJobs: [{ name: "jobs", template: { spec: { template: template(pod) } } }],
        }),
    ),
    custom(
        "cassandra",
        "cassandra.datastax.com/v1beta1",
        "CassandraDatacenter",
        "spec.podTemplateSpec.spec",
        (pod) => ({
            podTemplateSpec: template(pod),
        }),
    ),
    custom("agent-sandbox", "agents.x-k8s.io/v1alpha1", "Sandbox", "spec.podTemplate.spec", (pod) => ({
        podTemplate: template(pod),
    })),
];
