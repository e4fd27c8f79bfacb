import { Reference } from "../definition";
import { matches, Rule } from "../rules";

/** The type that all others of EKS belong to. */
export const CLUSTER = "aws:eks/cluster:Cluster";

const FORM = /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/;

/** What EKS takes as a cluster's name, at this path. */
export function clusterName(path: string): Rule {
    return matches(path, FORM, "expected 1 to 100 letters, digits, - and _, beginning with a letter or digit");
}

/** The rule for resources that name their cluster. */
export const CLUSTER_NAME: Rule = clusterName("clusterName");

/** The cluster that such a resource needs. */
export const onCluster: readonly Reference[] = [{ path: "clusterName", type: CLUSTER, by: "name" }];
