import { defineRule, resources } from "../../kit";

const NODE_POOL = "kubernetes:karpenter.sh/v1:NodePool";
const CLUSTER = "aws:eks/cluster:Cluster";

export const boundedAutoscaling = defineRule({
    name: "bounded-autoscaling",
    title: "Every autoscaler has a maximum, and every NodePool a CPU limit",
    severity: "high",
    why: "Without a limit there is no worst case: a traffic peak or a loop in a worker spends until someone looks.",
    catalogues: {},
    tags: ["cost"],
    remediation:
        "Set spec.maxReplicas of the autoscaler, spec.limits.cpu of the NodePool; leave the cluster's built-in node pools off " +
        "(computeConfig.nodePools: []), as they cannot be limited.",
    url: "https://karpenter.sh/docs/concepts/nodepools/#speclimits",
    appliesTo: resources(
        "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
        NODE_POOL,
        CLUSTER,
    ),
    check({ type, props }, report) {
        if (type === CLUSTER) {
            const pools = props.at("computeConfig", "nodePools");
            report.require(pools, (value) => !Array.isArray(value) || value.length === 0, "be empty");
        } else if (type === NODE_POOL) {
            report.require(
                props.at("spec", "limits", "cpu"),
                (value) =>
                    (typeof value === "string" && /^[1-9]\d*m?$/.test(value)) ||
                    (typeof value === "number" && value > 0),
                "be a number of vCPU: nothing else bounds what the pool costs",
            );
        } else {
            report.require(
                props.at("spec", "maxReplicas"),
                (value) => typeof value === "number" && value > 0,
                "be a number: nothing else bounds the pods, and with them the nodes",
            );
        }
    },
});
