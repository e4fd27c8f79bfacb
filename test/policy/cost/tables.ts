/** The tables of the rules that judge one resource at a time. */
import { UNKNOWN } from "../../../policies/kit/testing";
import type { CaseResource, RuleTable } from "../../../policies/kit/testing";
import { boundedAutoscaling } from "../../../policies/cost/rules/bounded-autoscaling";
import { kubernetesStandardSupport, kubernetesSupportEnding } from "../../../policies/cost/rules/kubernetes-support";
import { logRetentionBounded } from "../../../policies/cost/rules/log-retention-bounded";
import { noGp2Volumes } from "../../../policies/cost/rules/no-gp2-volumes";

const cluster = (props: object): CaseResource => ({ type: "aws:eks/cluster:Cluster", props });
const nodePool = (limits: object): CaseResource => ({
    type: "kubernetes:karpenter.sh/v1:NodePool",
    props: { spec: limits },
});
const autoscaler = (spec: object): CaseResource => ({
    type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    props: { spec },
});
const volume = (props: object): CaseResource => ({ type: "aws:ebs/volume:Volume", props });
const database = (props: object): CaseResource => ({ type: "aws:rds/instance:Instance", props });
const storageClass = (props: object): CaseResource => ({ type: "kubernetes:storage.k8s.io/v1:StorageClass", props });
const logGroup = (props: object): CaseResource => ({ type: "aws:cloudwatch/logGroup:LogGroup", props });

const ON_2026_11_21 = (): string => "2026-11-21";

const boundedAutoscalingTable: RuleTable = {
    rule: boundedAutoscaling,
    good: [
        { name: "an autoscaler with a maximum", given: autoscaler({ minReplicas: 2, maxReplicas: 10 }) },
        { name: "a NodePool with a CPU limit", given: nodePool({ limits: { cpu: "16", memory: "64Gi" } }) },
        ...["1", "160", "1500m", 0.5].map((cpu) => ({
            name: `a NodePool with the CPU limit ${JSON.stringify(cpu)}`,
            given: nodePool({ limits: { cpu } }),
        })),
        { name: "a NodePool whose limit is a number", given: nodePool({ limits: { cpu: 16 } }) },
        {
            name: "a cluster without built-in node pools",
            given: cluster({ computeConfig: { enabled: true, nodePools: [] } }),
        },
        { name: "a cluster without Auto Mode", given: cluster({ version: "1.35" }) },
    ],
    bad: [
        { name: "an autoscaler without a maximum", given: autoscaler({ minReplicas: 2 }), at: "spec.maxReplicas" },
        {
            name: "an autoscaler of the older version without a maximum",
            given: { type: "kubernetes:autoscaling/v1:HorizontalPodAutoscaler", props: { spec: { minReplicas: 2 } } },
            at: "spec.maxReplicas",
        },
        ...[0, -1, "10"].map((maxReplicas) => ({
            name: `an autoscaler with the maximum ${JSON.stringify(maxReplicas)}`,
            given: autoscaler({ maxReplicas }),
            at: "spec.maxReplicas",
        })),
        ...["x16", "16x", "16mm", "016", 0, -1, [16]].map((cpu) => ({
            name: `a NodePool with the CPU limit ${JSON.stringify(cpu)}`,
            given: nodePool({ limits: { cpu } }),
            at: "spec.limits.cpu",
        })),
        { name: "a NodePool without limits", given: nodePool({}), at: "spec.limits.cpu" },
        {
            name: "a NodePool that limits memory alone",
            given: nodePool({ limits: { memory: "64Gi" } }),
            at: "spec.limits.cpu",
        },
        {
            name: "a NodePool with a limit of nothing",
            given: nodePool({ limits: { cpu: "0" } }),
            at: "spec.limits.cpu",
        },
        {
            name: "a cluster with built-in node pools",
            given: cluster({ computeConfig: { enabled: true, nodePools: ["general-purpose", "system"] } }),
            at: "computeConfig.nodePools",
        },
    ],
    unknown: [
        { name: "a maximum that is not known", given: autoscaler({ maxReplicas: UNKNOWN }), at: "spec.maxReplicas" },
        { name: "a spec that is not known", given: nodePool(UNKNOWN as unknown as object), at: "spec.limits.cpu" },
        {
            name: "a cluster's unknown compute configuration",
            given: cluster({ computeConfig: UNKNOWN }),
            at: "computeConfig.nodePools",
        },
    ],
};

const standardSupportTable: RuleTable = {
    rule: kubernetesStandardSupport(ON_2026_11_21),
    good: [
        { name: "a version in standard support", given: cluster({ version: "1.35" }) },
        { name: "a version on its last days of standard support", given: cluster({ version: "1.34" }) },
    ],
    bad: [
        { name: "a version in extended support", given: cluster({ version: "1.33" }), at: "version" },
        { name: "a version of which nothing is known", given: cluster({ version: "1.99" }), at: "version" },
        { name: "a version that is no text", given: cluster({ version: 1.35 }), at: "version" },
        { name: "a cluster that sets no version", given: cluster({}), at: "version" },
    ],
    unknown: [{ name: "a version that is not known", given: cluster({ version: UNKNOWN }), at: "version" }],
};

const supportEndingTable: RuleTable = {
    rule: kubernetesSupportEnding(ON_2026_11_21),
    good: [
        { name: "a version with months of standard support left", given: cluster({ version: "1.35" }) },
        { name: "versions that are none, which the other rule refuses", given: cluster({ version: "1.99" }) },
        { name: "a version that is no text", given: cluster({ version: 1.34 }) },
        {
            name: "a version whose support has ended, which the other rule refuses",
            given: cluster({ version: "1.33" }),
        },
        {
            name: "a version that ends after the days of notice",
            given: cluster({ version: "1.34" }),
            config: { noticeDays: 10 },
        },
    ],
    bad: [
        { name: "a version that ends in 11 days", given: cluster({ version: "1.34" }), at: "version" },
        {
            name: "a version that ends on the last day of notice",
            given: cluster({ version: "1.34" }),
            config: { noticeDays: 11 },
            at: "version",
        },
    ],
    unknown: [{ name: "a version that is not known", given: cluster({ version: UNKNOWN }), at: "version" }],
};

const gp2Table: RuleTable = {
    rule: noGp2Volumes,
    good: [
        { name: "a gp3 volume", given: volume({ type: "gp3", size: 20 }) },
        { name: "an io2 volume", given: volume({ type: "io2", size: 20 }) },
        { name: "a database on gp3", given: database({ storageType: "gp3" }) },
        {
            name: "a gp3 storage class of the old driver",
            given: storageClass({ provisioner: "kubernetes.io/aws-ebs", parameters: { type: "gp3" } }),
        },
        {
            name: "a gp3 storage class",
            given: storageClass({ provisioner: "ebs.csi.eks.amazonaws.com", parameters: { type: "gp3" } }),
        },
        {
            name: "a storage class of the EBS driver, which makes gp3",
            given: storageClass({ provisioner: "ebs.csi.eks.amazonaws.com" }),
        },
    ],
    bad: [
        { name: "a gp2 volume of a size in words", given: volume({ type: "gp2", size: "large" }), at: "type" },
        { name: "a gp2 volume", given: volume({ type: "gp2", size: 20 }), at: "type" },
        { name: "a volume without a type, which EC2 makes gp2", given: volume({ size: UNKNOWN }), at: "type" },
        {
            name: "a database without a storage type, which RDS makes gp2",
            given: database({ allocatedStorage: 20 }),
            at: "storageType",
        },
        {
            name: "a gp2 storage class",
            given: storageClass({ provisioner: "ebs.csi.eks.amazonaws.com", parameters: { type: "gp2" } }),
            at: "parameters.type",
        },
        {
            name: "a storage class of the old driver, which makes gp2",
            given: storageClass({ provisioner: "kubernetes.io/aws-ebs" }),
            at: "parameters.type",
        },
    ],
    unknown: [
        { name: "a volume type that is not known", given: volume({ type: UNKNOWN, size: 20 }), at: "type" },
        { name: "a storage type that is not known", given: database({ storageType: UNKNOWN }), at: "storageType" },
    ],
};

const logRetentionTable: RuleTable = {
    rule: logRetentionBounded,
    good: [
        { name: "30 days", given: logGroup({ retentionInDays: 30 }) },
        { name: "the longest that is allowed", given: logGroup({ retentionInDays: 400 }) },
        {
            name: "more than the default, where the configuration allows it",
            given: logGroup({ retentionInDays: 731 }),
            config: { maxDays: 731 },
        },
    ],
    bad: [
        { name: "no retention, which keeps logs for ever", given: logGroup({}), at: "retentionInDays" },
        { name: "0, which keeps logs for ever", given: logGroup({ retentionInDays: 0 }), at: "retentionInDays" },
        { name: "days as text", given: logGroup({ retentionInDays: "30" }), at: "retentionInDays" },
        { name: "more than is allowed", given: logGroup({ retentionInDays: 545 }), at: "retentionInDays" },
        {
            name: "more than the configuration allows",
            given: logGroup({ retentionInDays: 30 }),
            config: { maxDays: 14 },
            at: "retentionInDays",
        },
    ],
    unknown: [
        { name: "a retention that is not known", given: logGroup({ retentionInDays: UNKNOWN }), at: "retentionInDays" },
    ],
};

export const tables: readonly RuleTable[] = [
    boundedAutoscalingTable,
    standardSupportTable,
    supportEndingTable,
    gp2Table,
    logRetentionTable,
];
