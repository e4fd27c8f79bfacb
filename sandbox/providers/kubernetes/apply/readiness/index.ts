import { PropertyMap } from "../../../protocol/value";
import { GroupVersionKind } from "../../kinds";
import { wishes } from "../annotations";
import { definition, wishedReadiness } from "./conditions";
import { job } from "./job";
import { ingress, service } from "./network";
import { pod } from "./pods";
import { claim, volume } from "./storage";
import { Readiness } from "./verdict";
import { daemonSet, deployment, statefulSet } from "./workloads";

/** The kinds that are waited for; any other is ready once it exists. */
const BY_KIND: Readonly<Record<string, Readiness>> = {
    "apiextensions.k8s.io/CustomResourceDefinition": definition,
    "apps/DaemonSet": daemonSet,
    "apps/Deployment": deployment,
    "apps/StatefulSet": statefulSet,
    "batch/Job": job,
    "core/PersistentVolume": volume,
    "core/PersistentVolumeClaim": claim,
    "core/Pod": pod,
    "core/Service": service,
    "networking.k8s.io/Ingress": ingress,
};

/** How an object shows that it is ready; undefined where nobody waits for it. */
export function readinessOf(gvk: GroupVersionKind, inputs: PropertyMap): Readiness | undefined {
    if (wishes(inputs, "skipAwait")) {
        return undefined;
    }
    const usual = gvk.isPatch ? undefined : BY_KIND[`${gvk.group}/${gvk.kind}`];
    const wished = wishedReadiness(inputs);
    return wished === undefined ? usual : { ...wished, ...(usual?.explain && { explain: usual.explain }) };
}

/** Kinds whose deletion is not waited for either under `pulumi.com/skipAwait`. */
const LEAVES_QUIETLY: ReadonlySet<string> = new Set([
    "apps/Deployment",
    "apps/StatefulSet",
    "batch/Job",
    "core/Namespace",
    "core/Pod",
    "core/ReplicationController",
]);

/** True if the update goes on while the object is still being deleted. */
export function leavesQuietly(gvk: GroupVersionKind, object: PropertyMap): boolean {
    return wishes(object, "skipAwait") && LEAVES_QUIETLY.has(`${gvk.group}/${gvk.kind}`);
}
