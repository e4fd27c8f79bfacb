import { defineRule, resources } from "../../../kit";
import { securityHubControl } from "../references";

/** All types of control-plane logs that EKS has. */
const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export const clusterLogsEnabled = defineRule({
    name: "cluster-logs-enabled",
    title: "EKS writes all five control-plane logs",
    severity: "medium",
    why: "Who did what in the cluster is only known from these logs, and they cannot be had for the past.",
    catalogues: { fsbp: ["EKS.8"], cisEks: ["2.1.1"], checkov: ["CKV_AWS_37"] },
    remediation: `Set enabledClusterLogTypes to ${LOG_TYPES.join(", ")}.`,
    url: securityHubControl("EKS.8"),
    appliesTo: resources("aws:eks/cluster:Cluster"),
    check({ props }, report) {
        const enabled = props.at("enabledClusterLogTypes");
        for (const type of LOG_TYPES) {
            report.require(enabled, () => enabled.contains(type), `contain "${type}"`);
        }
    },
});
