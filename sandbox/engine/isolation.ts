import { delimiter, dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { paths } from "./paths";

/** What a process in the sandbox may know of the user's environment: nothing that names an account or a cluster. */
const inherited = ["LANG", "LC_ALL", "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TZ", "CI"];

/**
 * The whole environment of the engine, its plugins, the policy packs and the program.
 *
 * It is built from a list of what is let in, so that credentials, profiles, kubeconfigs and Pulumi settings of the user
 * stay out whatever they are called. Plugins on PATH and plugin downloads are off: only the stand-ins can answer.
 *
 * @param ambient the user's environment
 * @param toolPath directories of the toolchain, joined as PATH is; searched before the user's PATH
 */
export function isolatedEnvironment(ambient: NodeJS.ProcessEnv, toolPath: string): Record<string, string> {
    const environment: Record<string, string> = {};
    for (const name of inherited) {
        const value = ambient[name];
        if (value !== undefined) environment[name] = value;
    }
    return {
        ...environment,
        PATH: [toolPath, dirname(process.execPath), ambient.PATH ?? ""].filter(Boolean).join(delimiter),
        HOME: paths.home,
        // The engine leaves logs and pipes in the temporary folder.
        TMPDIR: paths.temporary,
        PULUMI_HOME: paths.pulumiHome,
        PULUMI_BACKEND_URL: pathToFileURL(paths.state).href,
        // The state holds made-up values only; a passphrase that everyone knows keeps secrets marked as secrets.
        PULUMI_CONFIG_PASSPHRASE: "sandbox",
        PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        AWS_CONFIG_FILE: "/dev/null",
        AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
        AWS_EC2_METADATA_DISABLED: "true",
        KUBECONFIG: "/dev/null",
    };
}

/** Makes `environment` the environment of this process, so that every child inherits it and nothing else. */
export function enterIsolation(environment: Record<string, string>): void {
    for (const name of Object.keys(process.env)) {
        if (!(name in environment)) Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, environment);
}
