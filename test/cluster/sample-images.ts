/**
 * Brings the sample application's images into the cluster of `make cluster`, so that `make up CLUSTER=local` has something to run
 * and `npm run release` something to release.
 */
import { startCluster } from "../../sandbox/cluster";
import { bringImages } from "./platform/images";

const GOOD = ["2.0.0", "2.1.0"];
/** Passes its verification, and fails one request in two that come from users: a release takes it back by itself. */
const BAD = "2.2.0";

async function main(): Promise<void> {
    // A cluster that runs is taken as it is.
    const cluster = await startCluster();
    const bad = { version: BAD, faults: { errorRatio: 0.5, onlyThroughGateway: true } };
    await bringImages(cluster, [...GOOD.map((version) => ({ version })), bad]);
    const names = `${GOOD.join(" and ")}, and ${BAD}, which is wrong to users`;
    process.stdout.write(`Sample application on its node: ${names}. Next: make up CLUSTER=local\n`);
}

main().catch((error: unknown) => {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
