import { basename, join } from "node:path";
import { policyPacks } from "../engine/paths";
import { bundle } from "./bundle";
import { exists, removeOthers, sourceStamp, writeWhole } from "./output";

/** What the engine starts for each policy pack, in the pack's folder, with its own address and "." as arguments. */
const launcher = "pulumi-analyzer-policy";

/**
 * Bundles the policy packs and writes the launcher that runs them. The engine's own launcher gives the same pack, but starts Node.js
 * twice and loads a TypeScript compiler for it.
 *
 * @param folder where both go: what `plugins` in Pulumi.yaml names
 * @throws UserError when a pack does not compile
 */
export async function compilePacks(folder: string): Promise<void> {
    const stamp = await sourceStamp(["policies"]);
    await Promise.all(
        policyPacks.map(async (pack) => {
            const name = basename(pack);
            const file = `${name}-${stamp}.cjs`;
            if (await exists(join(folder, file))) return;
            await writeWhole(join(folder, file), await bundle(join("policies", name, "index.ts")));
            await removeOthers(folder, new RegExp(`^${name}-\\w{16}\\.cjs$`), file);
        }),
    );
    await writeWhole(
        join(folder, launcher),
        `#!/bin/sh\nexec node "$(dirname "$0")/$(basename "$PWD")-${stamp}.cjs" "$@"\n`,
        0o755,
    );
}
