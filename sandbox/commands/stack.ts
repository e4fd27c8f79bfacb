import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { clusterEnvironment, clusterStateOf, kubeconfigOf, onCluster } from "../cluster-target";
import { compilePacks } from "../compile/packs";
import { compileProgram } from "../compile/program";
import { enterIsolation, isolatedEnvironment } from "../engine/isolation";
import { SandboxStack, type OnProgress } from "../engine/engine";
import { paths, stateInUse } from "../engine/paths";
import { prepareProjectFile, prepareStackFile } from "../engine/project";
import { markRun } from "../engine/recovery/run-mark";
import { UserError } from "../errors";
import { Progress } from "../progress";
import { installPlugins, officialKubernetesPlugin } from "../providers/install";
import { countChanges, listChanges } from "../summary/changes";
import { countFindings, listFindings } from "../summary/findings";
import type { EngineRun } from "../summary/model";
import { resolveToolchain } from "../toolchain";

/** What every command on a stack is told. */
export interface StackOptions {
    /** The stack's name: there is a Pulumi.<name>.yaml for each. */
    stack: string;
    /** A real cluster to apply to: `local`, or a kubeconfig. Default: none, the cluster is simulated too. */
    cluster?: string;
    /** Whether to look first what became of the resources. Default: no. */
    refresh?: boolean;
}

/**
 * The whole set-up, done only where it is missing: toolchain, stand-in plugins, isolation, project, stack.
 *
 * @param state where the engine keeps its state; default: the sandbox's own, one for a simulated and one for a real cluster
 */
export async function openStack({ stack, cluster }: StackOptions, state = stateOf(cluster)): Promise<SandboxStack> {
    // First what a person may have mistaken: it needs no tool, and a toolchain may take minutes to build.
    const kubeconfig = cluster === undefined ? undefined : kubeconfigOf(cluster);
    prepareStackFile(stack, kubeconfig === undefined ? undefined : onCluster);
    mkdirSync(state, { recursive: true });
    const toolchain = await resolveToolchain();
    const [program, , onRealCluster] = await Promise.all([
        compileProgram(paths.project),
        compilePacks(paths.packs),
        kubeconfig === undefined ? installPlugins(paths.pulumiHome) : setUpForCluster(kubeconfig),
    ]);
    prepareProjectFile({ program, packs: paths.packs });
    const environment = {
        ...isolatedEnvironment(process.env, toolchain.path),
        ...markRun(stack),
        ...onRealCluster,
    };
    enterIsolation({ ...environment, PULUMI_BACKEND_URL: pathToFileURL(state).href });
    return SandboxStack.open(stack, (line) => process.stdout.write(`${line}\n`));
}

/** The plugins for a real cluster, the user's own one for Kubernetes if there is one; returns what the environment has for it. */
async function setUpForCluster(kubeconfig: string): Promise<Record<string, string>> {
    const kubernetes = await officialKubernetesPlugin(process.env);
    await installPlugins(paths.pulumiHomeOnCluster, kubernetes === undefined ? {} : { kubernetes });
    if (kubernetes !== undefined) process.stdout.write(`plugin  kubernetes: ${kubernetes}\n`);
    return { ...clusterEnvironment(kubeconfig), PULUMI_HOME: paths.pulumiHomeOnCluster };
}

function stateOf(cluster: string | undefined): string {
    return cluster === undefined ? paths.state : clusterStateOf(cluster);
}

/** Runs a preview; when it is refused or fails, says why, sets the exit code and returns nothing. */
export async function previewOrExplain(
    stack: Pick<SandboxStack, "preview">,
    show: { listChanges: boolean; refresh?: boolean },
): Promise<EngineRun | undefined> {
    const run = await runOrExplain("preview", (onProgress) => stack.preview(onProgress, show.refresh));
    if (run && show.listChanges) process.stdout.write(`${listChanges(run)}\n`);
    return run;
}

/** Runs one command of the engine with progress; when it fails, says why, sets the exit code and returns nothing. */
export async function runOrExplain(
    command: "preview" | "update" | "destroy",
    start: (onProgress: OnProgress) => Promise<EngineRun>,
): Promise<EngineRun | undefined> {
    const tense = command === "preview" ? "future" : "past";
    const task = new Progress(process.stdout, process.env, "").start(command);
    const run = await start(({ steps }) => {
        task.update(`${String(steps.length)} resources`);
    }).catch((error: unknown) => {
        task.end("stopped");
        throw error;
    });
    if (run.succeeded) {
        task.end(`${String(run.steps.length)} resources, ${countChanges(run.steps, tense)}`);
        return run;
    }
    const refused = run.findings.some((finding) => finding.level === "mandatory");
    task.end(refused ? countFindings(run.findings) : "failed");
    explain(run, command);
    return undefined;
}

function explain(run: EngineRun, command: "preview" | "update" | "destroy"): void {
    process.exitCode = 1;
    const refusals = run.findings.filter((finding) => finding.level === "mandatory");
    if (refusals.length > 0) {
        const nothing = command === "preview" ? " Nothing was changed." : "";
        process.stderr.write(`${listFindings(refusals)}\n\nerror: the policies refuse this change.${nothing}\n`);
    }
    for (const error of run.errors) process.stderr.write(`error: ${error}\n`);
    if (command !== "preview" && refusals.length === 0) {
        throw new UserError(
            `the ${command} stopped; the state is kept in ${stateInUse()}: mend the cause and run it again.`,
        );
    }
}
