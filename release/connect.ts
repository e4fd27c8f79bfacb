/** The cluster that a stack's application runs on. */
import * as fs from "node:fs";
import { NAMESPACE } from "../components/platform";
import { kubeconfigOf } from "../sandbox/cluster-target";
import { ReleaseCluster } from "./cluster";
import type { ReleaseEngine } from "./engine";
import type { CommonOptions } from "./options";

/**
 * Connects to the cluster: the sandbox's is named on the command line, the operator's own is what the last update put out.
 *
 * @param open opens the engine, which takes seconds and is asked for only where the cluster is not named
 * @returns undefined where the cluster is simulated, or was never made
 */
export async function connectToCluster(
    options: CommonOptions,
    open: () => Promise<ReleaseEngine>,
): Promise<ReleaseCluster | undefined> {
    const kubeconfig = await kubeconfigText(options, open);
    return kubeconfig === undefined ? undefined : ReleaseCluster.connect(kubeconfig, NAMESPACE);
}

async function kubeconfigText(
    { sandbox, cluster }: CommonOptions,
    open: () => Promise<ReleaseEngine>,
): Promise<string | undefined> {
    if (sandbox) return cluster === undefined ? undefined : fs.readFileSync(kubeconfigOf(cluster), "utf8");
    const { kubeconfig } = await (await open()).outputs();
    return typeof kubeconfig === "string" ? kubeconfig : undefined;
}
