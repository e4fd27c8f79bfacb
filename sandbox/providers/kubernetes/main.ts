import { version } from "@pulumi/kubernetes/package.json";

import { runPlugin } from "../protocol/plugin";
import { ProviderService } from "../protocol/service";
import { hasRealCluster } from "./apply/cluster-file";
import { KubernetesProvider } from "./provider";

/** Without a real cluster nothing that speaks to one is loaded: it takes time, and could do harm. */
async function provider(): Promise<ProviderService> {
    if (!hasRealCluster()) {
        return new KubernetesProvider(version);
    }
    const [{ ClusterProvider }, { progressTo }] = await Promise.all([
        import("./apply/provider.js"),
        import("./apply/progress.js"),
    ]);
    return new ClusterProvider(version, progressTo(process.argv[2]));
}

void provider().then(runPlugin);
