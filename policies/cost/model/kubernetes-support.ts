/**
 * When Amazon EKS ends standard support of a Kubernetes version; from that day (UTC) the cluster costs the extended
 * price. From AWS's release calendar, https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html, as
 * held by awsdocs/amazon-eks-user-guide latest/ug/versioning/kubernetes-versions.adoc @01385604 (1.29 to 1.34),
 * aws-samples/sample-apex-skills references/cluster-lifecycle (read 2026-04-24; 1.29 to 1.35), and two public readings
 * of the same page of 2026-09 (1.33 to 1.36).
 */
const STANDARD_SUPPORT_ENDS: Readonly<Record<string, string>> = {
    "1.29": "2025-03-23",
    "1.30": "2025-07-23",
    "1.31": "2025-11-26",
    "1.32": "2026-03-23",
    "1.33": "2026-07-29",
    "1.34": "2026-12-02",
    "1.35": "2027-03-27",
    "1.36": "2027-08-02",
};

/** What is known about a version on a day. */
export type KubernetesSupport =
    { readonly state: "standard" | "extended"; readonly ends: string } | { readonly state: "unknown" };

/** The versions of the table, for messages. */
export const KNOWN_VERSIONS: readonly string[] = Object.keys(STANDARD_SUPPORT_ENDS);

/**
 * @param version Kubernetes minor version such as `1.34`
 * @param date the day to judge (ISO date)
 */
export function kubernetesSupport(version: string, date: string): KubernetesSupport {
    const ends = STANDARD_SUPPORT_ENDS[version];
    if (ends === undefined) {
        return { state: "unknown" };
    }
    return { state: date < ends ? "standard" : "extended", ends };
}

/** The versions that are in standard support on a day, oldest first. */
export function supportedVersions(date: string): string[] {
    return KNOWN_VERSIONS.filter((version) => kubernetesSupport(version, date).state === "standard");
}
