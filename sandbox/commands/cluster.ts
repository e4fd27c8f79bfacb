import { clusterStatus, formatStatus, layoutIn, startCluster, stopCluster } from "../cluster";
import { requireRootOnLinux } from "../cluster/preflight";
import { UserError } from "../errors";

/** Starts this checkout's local Kubernetes, and says where it is. */
async function up(): Promise<void> {
    const { versions } = await startCluster();
    process.stdout.write(`${formatStatus(clusterStatus(layoutIn()), versions)}\n`);
}

/** Ends it and takes away all that it has made on this machine. */
async function down(): Promise<void> {
    const found = await stopCluster(layoutIn());
    process.stdout.write(found ? "The local cluster is down; its logs are kept.\n" : "No local cluster was running.\n");
}

/** Says what runs of it. */
function status(): void {
    process.stdout.write(`${formatStatus(clusterStatus(layoutIn()))}\n`);
}

/** Starts, ends or looks at this checkout's local Kubernetes. */
export async function cluster(action: string): Promise<void> {
    requireRootOnLinux();
    if (action === "up") await up();
    else if (action === "down") await down();
    else if (action === "status") status();
    else throw new UserError(`"${action}" is no command of the local cluster: say up, down or status.`);
}
