/** The sandbox's command line; `make` calls it through run.mjs. One file per command in commands/, loaded when asked for. */
import "./compile/without-closures";
import { Command } from "commander";
import type { StackOptions } from "./commands/stack";
import { faultOf } from "./errors";

const program = new Command("sandbox")
    .description("Runs the whole platform in the real Pulumi engine, offline: no cloud account, no credentials.")
    .enablePositionalOptions();

function onStack(name: string, description: string): Command {
    const stack = "which stack: there is a Pulumi.<name>.yaml for each";
    return program.command(name).description(description).option("-s, --stack <name>", stack, "dev");
}

function onStackAndCluster(name: string, description: string): Command {
    const cluster =
        "apply to a real cluster: local for that of `make cluster`, or a kubeconfig (kind, k3d); AWS stays simulated";
    const refresh = "look first what became of the resources";
    return onStack(name, description).option("--cluster <which>", cluster).option("--refresh", refresh, false);
}

onStackAndCluster("up", "preview, then provision a stack with both policy packs; ends with a summary").action(
    async (options: StackOptions) => (await import("./commands/up.js")).up(options),
);
onStackAndCluster("preview", "show what `up` would change, what the policies say and what it costs").action(
    async (options: StackOptions) => (await import("./commands/preview.js")).preview(options),
);
onStackAndCluster("down", "destroy a stack's resources in the sandbox").action(async (options: StackOptions) =>
    (await import("./commands/down.js")).down(options),
);
onStack("graph", "write the resource graph that a preview of the empty stack gives, as reviewable YAML")
    .requiredOption("-o, --output <file>", "the file to write")
    .action(async (options: { stack: string; output: string }) => (await import("./commands/graph.js")).graph(options));
program
    .command("doctor")
    .description("what was found on this machine, and what to install")
    .action(async () => (await import("./commands/doctor.js")).doctor());
program
    .command("cluster")
    .description("a real one-node Kubernetes on this machine (root on Linux)")
    .argument("<up|down|status>")
    .action(async (action: string) => (await import("./commands/cluster.js")).cluster(action));
program
    .command("exec")
    .description("run a command with the toolchain (pulumi, helm) on PATH")
    .argument("<command>")
    .argument("[args...]")
    .passThroughOptions()
    .action(async (command: string, args: string[]) => (await import("./commands/exec.js")).exec(command, args));

// A reader that goes away, such as `head`, is no reason to stop in the middle of an update.
process.stdout.on("error", () => undefined);

program.parseAsync().catch((error: unknown) => {
    const fault = faultOf(error);
    if (!fault) throw error;
    process.stderr.write(`error: ${fault.message}\n`);
    process.exitCode = fault.exitCode;
});
