import { ProviderError } from "../../protocol/service";
import { PropertyMap } from "../../protocol/value";
import { readSettings, serverOf } from "../config";
import { ApiClient } from "./client";
import { realKubeconfig } from "./cluster-file";
import { connect } from "./connection";
import { Objects } from "./objects";
import { WritePolicy } from "./policy";
import { Preview } from "./preview";
import { Progress } from "./progress";
import { Reading } from "./reading";
import { Removal } from "./removal";
import { Writer } from "./writer";

/** What speaks to the cluster for one configuration of the provider. */
export interface Session {
    readonly preview: Preview;
    readonly reading: Reading;
    readonly removal: Removal;
    readonly writer: Writer;
}

/** Settings of the provider that choose a cluster in a kubeconfig with several. */
const CHOICES = ["context", "cluster"];

/**
 * Makes sure that a configuration is about the one cluster that may be touched.
 *
 * @returns the text of its kubeconfig
 * @throws ProviderError if it is about another one
 */
export function refuseOtherClusters(config: PropertyMap): string {
    const allowed = serverOf(JSON.stringify(realKubeconfig() ?? {}));
    const { kubeconfig } = config;
    if (typeof kubeconfig !== "string") {
        throw new ProviderError(
            "the kubernetes provider has no kubeconfig: in the sandbox with a real cluster each object needs a provider with the cluster's own (the output of eks.Cluster)",
        );
    }
    const chosen = CHOICES.find((name) => config[name] !== undefined);
    if (chosen !== undefined) {
        throw new ProviderError(
            `the kubernetes provider sets ${chosen}: in the sandbox with a real cluster only the kubeconfig's current-context counts; remove it`,
        );
    }
    const server = serverOf(kubeconfig);
    if (server === undefined || server !== allowed) {
        throw new ProviderError(
            `the kubernetes provider's kubeconfig names the server ${server ?? "(none)"}, but the sandbox may touch ${allowed ?? "(none)"} only: ` +
                "use a stack that was made with this cluster, or remove the old stack without a cluster first",
        );
    }
    return kubeconfig;
}

/** Opens a session with the cluster that the configuration names. */
export async function openSession(config: PropertyMap, cancelled: AbortSignal, progress: Progress): Promise<Session> {
    const client = new ApiClient(await connect(refuseOtherClusters(config)));
    const { namespace, upsertExistingObjects } = readSettings(config);
    const objects = new Objects(client, namespace);
    const policy: WritePolicy = {
        upsert: upsertExistingObjects,
        force: config.enablePatchForce === true || config.enablePatchForce === "true",
    };
    return {
        preview: new Preview(objects, policy, cancelled),
        reading: new Reading(objects, cancelled),
        removal: new Removal(objects, cancelled, progress),
        writer: new Writer(objects, policy, cancelled, progress),
    };
}
