import { count, flag, optionalString } from "../read";
import { KNOWN_VERSIONS, kubernetesSupport } from "../kubernetes-support";
import type { Sheet } from "../sheet";

/**
 * A control plane: by the hour, with a surcharge from the day on which the version's standard support ends. Its nodes
 * are priced by their NodePools.
 *
 * @param date day to judge the version on (ISO date)
 */
export function cluster(sheet: Sheet, date: string): void {
    sheet.line("control plane", "AmazonEKS", "cluster/standard-support");
    sheet.part(() => {
        const version = optionalString(sheet.props.at("version"));
        const support = version === undefined ? undefined : kubernetesSupport(version, date);
        if (support === undefined || support.state === "unknown") {
            sheet.unknownPrice(
                version === undefined
                    ? "the cluster sets no version, so its support phase and price are not known"
                    : `Kubernetes ${version}: end of standard support not known (known: ${KNOWN_VERSIONS.join(", ")})`,
                "Set a version whose end of standard support is listed in policies/cost/model/kubernetes-support.ts, or add it there.",
            );
        } else if (support.state === "extended") {
            sheet.line(
                `extended support of Kubernetes ${version ?? ""} since ${support.ends}`,
                "AmazonEKS",
                "cluster/extended-support-surcharge",
            );
        }
    });
    sheet.part(() => {
        const compute = sheet.props.at("computeConfig");
        if (flag(compute.at("enabled")) && count(compute.at("nodePools")) > 0) {
            sheet.finding(
                "unbounded",
                "computeConfig.nodePools names built-in node pools, which have no limit",
                "Set computeConfig.nodePools to an empty list and define NodePools with spec.limits.cpu.",
            );
        }
    });
}
