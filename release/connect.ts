/** The cluster that a stack's application runs on. */
import * as fs from "node:fs";
import { COLOURS } from "../components/application/plan";
import { NAMESPACE } from "../components/platform";
import { kubeconfigOf } from "../sandbox/cluster-target";
import { UserError } from "../sandbox/errors";
import type { ReleaseCluster, RouteState } from "./cluster";
import type { ReleaseEngine } from "./engine";
import type { Change } from "./next";
import type { CommonOptions } from "./options";
import { say } from "./run";

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
    if (kubeconfig === undefined) return undefined;
    // Loaded only where it is used: the Kubernetes client takes most of a second.
    const { ReleaseCluster } = await import("./cluster.js");
    return ReleaseCluster.connect(kubeconfig, NAMESPACE);
}

/**
 * Makes sure that what is to be said at the end is what the cluster shows, not what was asked for; a simulated cluster shows nothing.
 *
 * @throws UserError when another version has the traffic
 */
export async function confirmLive(
    { live, identity }: Pick<Change, "live" | "identity">,
    options: CommonOptions,
    open: () => Promise<ReleaseEngine>,
): Promise<void> {
    const route = await routeOf(options, open).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        // The update went well, which is no less true when this machine cannot reach the cluster.
        say(`not confirmed, because the cluster cannot be asked from here: ${error.message}`);
        return undefined;
    });
    if (!route || (route.weights[live] === 100 && route.identities[live] === identity)) return;
    const shares = COLOURS.map(
        (colour) => `${route.identities[colour] ?? "no version"} ${String(route.weights[colour])} %`,
    );
    throw new UserError(
        `the update ended well, but ${identity} in ${live} has not all of the traffic (${shares.join(", ")}): see \`npm run release -- status --stack ${options.stack}\`, and run this again with --resume.`,
    );
}

async function routeOf(options: CommonOptions, open: () => Promise<ReleaseEngine>): Promise<RouteState | undefined> {
    return (await connectToCluster(options, open))?.route();
}

async function kubeconfigText(
    { sandbox, cluster }: CommonOptions,
    open: () => Promise<ReleaseEngine>,
): Promise<string | undefined> {
    if (sandbox) return cluster === undefined ? undefined : fs.readFileSync(kubeconfigOf(cluster), "utf8");
    const { kubeconfig } = await (await open()).outputs();
    return typeof kubeconfig === "string" ? kubeconfig : undefined;
}
