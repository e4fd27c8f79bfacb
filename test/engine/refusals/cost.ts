import { LogGroup, MetricAlarm } from "@pulumi/aws/cloudwatch";
import { Eip, NatGateway } from "@pulumi/aws/ec2";
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { HorizontalPodAutoscaler as OldAutoscaler } from "@pulumi/kubernetes/autoscaling/v1";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import { StorageClass } from "@pulumi/kubernetes/storage/v1";
import type { Input } from "@pulumi/pulumi";
import { cluster, database } from "./aws/good";
import { roleArn } from "./aws/values";
import { offender, ofTheStack, twin, unclear, type Specimen, type World } from "./specimen";

type Later = World["later"];

function natGateway(name: string, { aws }: World): void {
    new NatGateway(name, { subnetId: "subnet-1", allocationId: "eipalloc-1" }, aws);
}

/** A NodePool of EKS Auto Mode with these limits, which may have one type of instance. */
function nodePool(spec: (later: Later) => object, instanceTypes: readonly string[] = ["m7g.large"]): Specimen["make"] {
    const requirement = { key: "node.kubernetes.io/instance-type", operator: "In", values: instanceTypes };
    const nodeClassRef = { group: "eks.amazonaws.com", kind: "NodeClass", name: "default" };
    const requirements = instanceTypes.length === 0 ? [] : [requirement];
    return (name, { cluster: options, later }) => {
        const template = { spec: { nodeClassRef, requirements } };
        const args = { apiVersion: "karpenter.sh/v1", kind: "NodePool", metadata: { name } };
        new CustomResource(name, { ...args, spec: { template, ...spec(later) } }, options);
    };
}

function autoscaler(maxReplicas: (later: Later) => Input<number>): Specimen["make"] {
    return (name, { cluster: options, later }) => {
        const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "some" };
        new HorizontalPodAutoscaler(name, { spec: { scaleTargetRef, maxReplicas: maxReplicas(later) } }, options);
    };
}

function oldAutoscaler(maxReplicas: number): Specimen["make"] {
    return (name, { cluster: options }) => {
        const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "some" };
        new OldAutoscaler(name, { spec: { scaleTargetRef, maxReplicas } }, options);
    };
}

function storageClass(provisioner: string, type?: (later: Later) => Input<string>): Specimen["make"] {
    return (name, { cluster: options, later }) => {
        const parameters: Record<string, Input<string>> = type === undefined ? {} : { type: type(later) };
        new StorageClass(name, { provisioner, parameters }, options);
    };
}

const ebs = "ebs.csi.eks.amazonaws.com";
const unbounded = "it must be a number: nothing else bounds the pods, and with them the nodes.";

export const costOffenders: readonly Specimen[] = [
    ofTheStack("a stack over its limits, idle and in the worst case, and with something that nothing bounds", {
        "monthly-limit": [
            "a month, idle (every autoscaler at its minimum): $",
            "a month, worst case (every autoscaler and NodePool at its limit, spot at the on-demand price): $",
            "Stack 'dev' has no worst case to compare with its limit of $950.00 a month.",
        ],
    }),
    offender(
        "pool-unlimited",
        "a NodePool without a limit",
        nodePool(() => ({})),
        {
            "bounded-autoscaling": "spec.limits.cpu is not set; it must be a number of vCPU",
        },
    ),
    offender(
        "pool-limited-to-text",
        "a NodePool whose limit is no number",
        nodePool(() => ({ limits: { cpu: "all" } })),
        {
            "bounded-autoscaling": 'spec.limits.cpu is "all"; it must be a number of vCPU',
        },
        { "monthly-limit": "spec.limits.cpu" },
    ),
    offender(
        "autoscaler-unlimited",
        "an autoscaler without a maximum",
        autoscaler(() => 0),
        {
            "bounded-autoscaling": `spec.maxReplicas is 0; ${unbounded}`,
        },
    ),
    offender("old-autoscaler-unlimited", "an autoscaler of the older kind without a maximum", oldAutoscaler(0), {
        "bounded-autoscaling": `spec.maxReplicas is 0; ${unbounded}`,
    }),
    offender(
        "cluster-built-in-pools",
        "a cluster with built-in node pools, which cannot be limited",
        cluster(() => ({
            computeConfig: {
                enabled: true,
                nodePools: ["general-purpose"],
                nodeRoleArn: roleArn,
            },
        })),
        { "bounded-autoscaling": "computeConfig.nodePools is a list of 1; it must be empty." },
    ),
    offender(
        "cluster-old",
        "a cluster in extended support",
        cluster(() => ({ version: "1.33" })),
        {
            "kubernetes-standard-support": 'version is "1.33"; it must be in standard support on',
        },
    ),
    offender(
        "cluster-ageing",
        "a cluster whose standard support ends soon",
        cluster(() => ({ version: "1.34" })),
        {
            "kubernetes-support-ending":
                'version is "1.34"; it must be left before 2026-12-02, in 17 days: from then on extended support costs 1 × $',
        },
    ),
    offender(
        "database-gp2",
        "a database on gp2",
        database(() => ({ storageType: "gp2" })),
        {
            "no-gp2-volumes": 'storageType is "gp2"; it must be gp3.',
        },
    ),
    offender(
        "storage-gp2",
        "a storage class of gp2",
        storageClass(ebs, () => "gp2"),
        {
            "no-gp2-volumes": 'parameters.type is "gp2"; it must be gp3: 100 GiB cost 100 × $',
        },
    ),
    offender(
        "storage-in-tree",
        "a storage class of the old driver, which makes gp2",
        storageClass("kubernetes.io/aws-ebs"),
        {
            "no-gp2-volumes": "parameters.type is not set; it must be gp3: 100 GiB cost 100 × $",
        },
    ),
    offender(
        "logs-too-long",
        "a log group that keeps logs for two years",
        (name, { aws }) => {
            new LogGroup(name, { retentionInDays: 731 }, aws);
        },
        { "log-retention-bounded": "retentionInDays is 731; it must be from 1 to 400: each 100 GB kept cost 100 × $" },
    ),
    ofTheStack("a stack with two NAT gateways", {
        "single-nat-gateway": "Stack 'dev' has 2 NAT gateways, each 1 × $0.045 × 730 h = $32.85",
    }),
    { name: "nat-one", what: "", make: natGateway, says: {}, notKnown: {} },
    { name: "nat-two", what: "", make: natGateway, says: {}, notKnown: {} },
    offender(
        "type-unpriced",
        "a type of which no price is known",
        (name, { aws }) => {
            const args = {
                comparisonOperator: "LessThanThreshold",
                evaluationPeriods: 1,
                metricName: "CPUUtilization",
            };
            new MetricAlarm(
                name,
                { ...args, namespace: "AWS/RDS", period: 60, statistic: "Average", threshold: 1 },
                aws,
            );
        },
        { "unknown-price": "nothing is known about the cost of type aws:cloudwatch/metricAlarm:MetricAlarm." },
    ),
    offender(
        "class-unpriced",
        "an instance class of which no price is known",
        database(() => ({ instanceClass: "db.x2g.16xlarge" })),
        {
            "unknown-price": "AmazonRDS db.x2g.16xlarge/postgres/single-az: no price in the table of us-east-1.",
        },
    ),
    offender(
        "region-unpriced",
        "something in a region without a price table",
        (name, { aws }) => {
            new Eip(name, { domain: "vpc", region: "eu-central-1" }, aws);
        },
        { "unknown-price": "AmazonVPC public-ipv4/in-use: there is no price table for region eu-central-1." },
    ),
    offender(
        "pool-of-any-type",
        "a NodePool that may use any instance type",
        nodePool(() => ({ limits: { cpu: "4" } }), []),
        {
            "unknown-price": "the NodePool does not say which instance types it may use",
        },
    ),
];

export const costTwins: readonly Specimen[] = [
    twin(
        "pool",
        nodePool(() => ({ limits: { cpu: "4", memory: "16Gi" } })),
    ),
    twin(
        "autoscaler",
        autoscaler(() => 4),
    ),
    twin("old-autoscaler", oldAutoscaler(4)),
    twin(
        "storage",
        storageClass(ebs, () => "gp3"),
    ),
    twin("storage-by-default", storageClass(ebs)),
    { name: "nat", what: "", make: natGateway, says: {}, notKnown: {} },
];

export const costUnclear: readonly Specimen[] = [
    unclear(
        "pool-unknown",
        "a NodePool whose limit is not known yet",
        nodePool((later) => ({ limits: { cpu: later("all") } })),
        {
            "bounded-autoscaling": "spec.limits.cpu",
            "monthly-limit": "spec.limits.cpu",
        },
    ),
    unclear(
        "autoscaler-unknown",
        "an autoscaler whose maximum is not known yet",
        autoscaler((later) => later(0)),
        {
            "bounded-autoscaling": "spec.maxReplicas",
        },
    ),
    unclear(
        "version-unknown",
        "a cluster whose version is not known yet",
        cluster((later) => ({ version: later("1.20") })),
        {
            "kubernetes-standard-support": "version",
            "kubernetes-support-ending": "version",
            "monthly-limit": "version",
        },
    ),
    unclear(
        "storage-unknown",
        "a storage class whose volume type is not known yet",
        storageClass(ebs, (later) => later("gp2")),
        {
            "no-gp2-volumes": "parameters.type",
        },
    ),
];
