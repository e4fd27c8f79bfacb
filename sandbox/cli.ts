/** The sandbox's command line; `make` calls it through run.mjs. One file per command in commands/. */
import { Command } from "commander";
import { doctor } from "./commands/doctor";
import { down } from "./commands/down";
import { exec } from "./commands/exec";
import { preview } from "./commands/preview";
import { up } from "./commands/up";
import { UserError } from "./errors";

const program = new Command("sandbox")
    .description("Runs the whole platform in the real Pulumi engine, offline: no cloud account, no credentials.")
    .enablePositionalOptions();

for (const [name, description, action] of [
    ["up", "preview, then provision a stack with both policy packs; ends with a summary", up],
    ["preview", "show what `up` would change, what the policies say and what it costs", preview],
    ["down", "destroy a stack's resources in the sandbox", down],
] as const) {
    program
        .command(name)
        .description(description)
        .option("-s, --stack <name>", "which stack: there is a Pulumi.<name>.yaml for each", "dev")
        .action(action);
}
program
    .command("exec")
    .description("run a command with the toolchain (pulumi, helm) on PATH")
    .argument("<command>")
    .argument("[args...]")
    .passThroughOptions()
    .action(exec);
program.command("doctor").description("what was found on this machine, and what to install").action(doctor);

program.parseAsync().catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 1;
});
