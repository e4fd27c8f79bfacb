/** The release command: `npm run release -- --stack prod --tag 2.1.0`, `… rollback`, `… status`. */
import "../sandbox/compile/without-closures";
import { Command } from "commander";
import { faultOf } from "../sandbox/errors";
import type { ChangeOptions, CommonOptions, ReleaseOptions } from "./options";
import { parseCanary, parseDigest } from "./options";

const program = new Command("release")
    .description("Releases a version by blue-green, rolls back, and says what is live.")
    .enablePositionalOptions();

/** Options that every command has. */
function common(command: Command): Command {
    return command
        .option("-s, --stack <name>", "which stack: there is a Pulumi.<name>.yaml for each", "dev")
        .option("--sandbox", "run in the sandbox, where AWS is simulated", false)
        .option("--cluster <which>", "with --sandbox: a real cluster, local or a kubeconfig");
}

/** Options of a command that changes something. */
function changing(command: Command): Command {
    return common(command)
        .option("--dry-run", "show the edit of the stack's file, and stop", false)
        .option("--no-commit", "leave the edit of the stack's file uncommitted")
        .option("--resume", "take over from a run that was killed, after making sure that it is dead", false);
}

changing(program.command("release", { isDefault: true }).description("release a version (the default command)"))
    .option("-t, --tag <tag>", "tag of the images")
    .option("--digest <image=sha256>", "pin an image (api, worker, frontend); may be repeated", parseDigest, {})
    .option("--canary <percentages>", "shares of the traffic before all of it, such as 5,25,50, or none", parseCanary)
    .option("--contract", "let migrations run that remove something; makes a snapshot first", false)
    .action(async (options: ReleaseOptions) => (await import("./release.js")).release(options));
changing(program.command("rollback").description("make the other colour live again")).action(
    async (options: ChangeOptions) => (await import("./rollback.js")).rollback(options),
);
common(program.command("status").description("what is live, and what a rollback would do")).action(
    async (options: CommonOptions) => (await import("./status.js")).status(options),
);

program.parseAsync().catch((error: unknown) => {
    const fault = faultOf(error);
    if (!fault) throw error;
    process.stderr.write(`error: ${fault.message}\n`);
    process.exitCode = fault.exitCode;
});
