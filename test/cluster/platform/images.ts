import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { LocalCluster } from "../../../sandbox/cluster";
import { buildImages, type BuiltImage, type Version } from "../image";

/** What the images are called; sandbox/stack-on-cluster.yaml says the same. */
const REPOSITORY = "leanvibe.local/leanvibe";

/** Builds the sample application's images of some versions, and brings them onto a cluster's node. */
export async function bringImages(cluster: LocalCluster, versions: readonly Version[]): Promise<BuiltImage[]> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "leanvibe-images-"));
    try {
        const { archive, images } = await buildImages({ repository: REPOSITORY, versions: [...versions], directory });
        await cluster.importImage(
            archive,
            images.flatMap(({ names }) => names),
        );
        return images;
    } finally {
        fs.rmSync(directory, { recursive: true, force: true });
    }
}
