/** A real cluster that a command applies Kubernetes objects to, while AWS is simulated. */
import * as fs from "node:fs";
import * as path from "node:path";
import { isMap, parseDocument } from "yaml";
import { layoutIn } from "./cluster/layout";
import { sandboxFolder } from "./engine/paths";
import { UserError } from "./errors";

/** The cluster that `make cluster` starts. */
const local = layoutIn();

/** What a stack says otherwise while it runs on such a cluster. */
const overlay = path.join(__dirname, "stack-on-cluster.yaml");

/** The variable in which the stand-in plugins find the kubeconfig; without it they touch no cluster. */
const variable = "LEANVIBE_CLUSTER_KUBECONFIG";

/**
 * The kubeconfig that `--cluster` names.
 *
 * @param given `local` for the cluster of `make cluster`, or a kubeconfig file, for example of kind or k3d
 * @throws UserError when there is no such file
 */
export function kubeconfigOf(given: string): string {
    const file = given === "local" ? local.kubeconfig : path.resolve(given);
    if (fs.existsSync(file)) return file;
    throw new UserError(
        given === "local"
            ? "the local cluster is not running: start it with `make cluster`."
            : `there is no kubeconfig ${file}: name a file, or local for the cluster of \`make cluster\`.`,
    );
}

/**
 * Where the engine keeps the state of commands on a real cluster: what is in it exists, unlike what is in the sandbox's usual state.
 *
 * @param given as for {@link kubeconfigOf}
 */
export function clusterStateOf(given: string): string {
    return given === "local" ? local.engineState : path.join(sandboxFolder, "cluster-state");
}

/** What the stand-ins must know of the cluster. */
export function clusterEnvironment(kubeconfig: string): Record<string, string> {
    return { [variable]: kubeconfig };
}

/** A stack file with what differs on such a cluster laid over its config; text of another form is left to the engine. */
export function onCluster(stackFile: string): string {
    const stack = parseDocument(stackFile);
    const changes = parseDocument(fs.readFileSync(overlay, "utf8")).get("config");
    const config = stack.get("config");
    if (!isMap(config) || !isMap(changes)) return stackFile;
    const laidOver = merge(config.toJSON(), changes.toJSON());
    stack.set("config", stack.createNode(laidOver));
    return stack.toString();
}

/** Maps by key, everything else replaced. */
function merge(base: unknown, over: unknown): unknown {
    const isObject = (value: unknown): value is Record<string, unknown> =>
        typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isObject(base) || !isObject(over)) return over;
    const keys = [...new Set([...Object.keys(base), ...Object.keys(over)])];
    return Object.fromEntries(keys.map((key) => [key, key in over ? merge(base[key], over[key]) : base[key]]));
}
