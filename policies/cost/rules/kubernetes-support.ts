import { defineRule, resources } from "../../kit";
import type { ResourceSubject, Rule } from "../../kit";
import { kubernetesSupport, supportedVersions } from "../model/kubernetes-support";
import { quotePrice } from "./references";

const CALENDAR = "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html";
const DAY = 24 * 60 * 60 * 1000;

function surcharge(): string {
    return `extended support costs ${quotePrice("AmazonEKS", "cluster/extended-support-surcharge")} on top`;
}

/** The cluster's Kubernetes version is in standard support. */
export function kubernetesStandardSupport(date: () => string): Rule {
    return defineRule({
        name: "kubernetes-standard-support",
        title: "Clusters run a Kubernetes version in standard support",
        severity: "high",
        why: "From the end of standard support the control plane costs six times as much, and the version's end is one year off.",
        catalogues: { fsbp: ["EKS.2"], checkov: ["CKV_AWS_339"] },
        tags: ["cost"],
        remediation:
            "Set cluster.version to a version in standard support; EKS upgrades one minor version at a time. A newer version " +
            "than these is added to policies/cost/model/kubernetes-support.ts first.",
        url: CALENDAR,
        appliesTo: resources("aws:eks/cluster:Cluster"),
        check({ props }, report) {
            const day = date();
            report.require(
                props.at("version"),
                (value) => typeof value === "string" && kubernetesSupport(value, day).state === "standard",
                `be in standard support on ${day} (${supportedVersions(day).join(", ")}); ${surcharge()}`,
            );
        },
    });
}

/** Standard support of the cluster's version does not end soon. */
export function kubernetesSupportEnding(date: () => string): Rule {
    return defineRule<ResourceSubject, { noticeDays: number }>({
        name: "kubernetes-support-ending",
        title: "Standard support of the cluster's Kubernetes version does not end soon",
        severity: "medium",
        enforcement: "advisory",
        why: "An upgrade takes planning, and from the last day on rule kubernetes-standard-support refuses the stack. Advisory, because nothing costs more yet.",
        catalogues: {},
        tags: ["cost"],
        remediation: "Plan the upgrade to the next minor version.",
        url: CALENDAR,
        settings: {
            noticeDays: {
                schema: {
                    type: "integer",
                    minimum: 0,
                    description: "How many days before the end the rule begins to say so.",
                },
                // AWS announces an end of support at least 60 days before.
                default: 60,
            },
        },
        appliesTo: resources("aws:eks/cluster:Cluster"),
        check({ props }, report, { noticeDays }) {
            const version = props.at("version").read();
            const support = typeof version === "string" ? kubernetesSupport(version, date()) : undefined;
            if (support?.state !== "standard") {
                return;
            }
            const days = Math.round((Date.parse(support.ends) - Date.parse(date())) / DAY);
            if (days <= noticeDays) {
                report.violation(
                    props.at("version"),
                    `be left before ${support.ends}, in ${days} days: from then on ${surcharge()}`,
                );
            }
        },
    });
}
