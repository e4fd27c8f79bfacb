import * as path from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const repository = path.resolve(__dirname, "..", "..");

/** All that the sandbox writes beside its tool cache; git ignores it. */
export const sandboxFolder = path.join(repository, ".sandbox");

/** Where things live inside the sandbox's folder; two checkouts have two of everything. */
export const paths = {
    /** The engine's home: the stand-in plugins, nothing of the user's. */
    pulumiHome: path.join(sandboxFolder, "pulumi-home"),
    /** The same for commands on a real cluster, which the user's own kubernetes plugin may speak to. */
    pulumiHomeOnCluster: path.join(sandboxFolder, "pulumi-home-on-cluster"),
    /** HOME of every process in the sandbox, so that no tool finds the user's credentials. */
    home: path.join(sandboxFolder, "home"),
    /** The project as the engine sees it: copies of Pulumi.yaml and the stack files, and the compiled program. */
    project: path.join(sandboxFolder, "project"),
    /** The compiled policy packs, and what starts them. */
    packs: path.join(sandboxFolder, "packs"),
    /** The engine's state: an ordinary file backend. */
    state: path.join(sandboxFolder, "state"),
    /** Locks that make a command the only one on its stack. */
    locks: path.join(sandboxFolder, "locks"),
    /** Temporary files of the engine and its plugins. */
    temporary: path.join(sandboxFolder, "tmp"),
    /** The engine's own words of the last run of each command. */
    logs: path.join(sandboxFolder, "logs"),
};

/** The folder of the state that this process's engine uses: {@link paths}.state, unless a command chose another. */
export function stateInUse(): string {
    const url = process.env.PULUMI_BACKEND_URL;
    return url?.startsWith("file:") ? fileURLToPath(url) : paths.state;
}

/** The folders of the policy packs that judge every preview and update. */
export const policyPacks = ["security", "cost"].map((pack) => path.join(repository, "policies", pack));
