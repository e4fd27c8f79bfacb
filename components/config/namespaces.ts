import { nearest, printable, removeKey, type Mistake } from "./mistakes";

/**
 * Keys of the engine's that change nothing of the platform: tags of the stack itself, which Pulumi Cloud shows. Its other
 * keys (`pulumi:autonaming`, `pulumi:disable-default-providers`) change names and providers, which the program decides.
 */
const ALLOWED: readonly string[] = ["pulumi:tags"];

/** What to do instead, for keys that somebody may well write. The program's providers are explicit and read none of them. */
const INSTEAD: Readonly<Record<string, (project: string) => string>> = {
    "aws:region": (project) => `region is set by ${project}:aws`,
    "aws:allowedAccountIds": (project) => `accountId is set by ${project}:aws`,
    "aws:defaultTags": () => "tags are set by the program",
    "aws:profile": () => "name the profile in the environment, AWS_PROFILE",
    "aws:accessKey": () => "credentials come from the environment",
    "aws:secretKey": () => "credentials come from the environment",
    "aws:token": () => "credentials come from the environment",
    "aws:assumeRole": () => "assume the role in the environment, before pulumi starts",
};

/**
 * Keys of other namespaces than the project's. Nothing reads them, so that what they ask for would silently not happen; a
 * misspelt namespace would leave a default in force. Their values are never repeated.
 *
 * @param keys every key that is set, with its namespace
 * @param project the project's name
 * @param known the keys that the project has
 */
export function foreignKeys(keys: readonly string[], project: string, known: readonly string[]): Mistake[] {
    return keys
        .filter((key) => !key.startsWith(`${project}:`) && !ALLOWED.includes(key))
        .map((key) => ({
            path: printable(key),
            given: "a key that nothing reads",
            allowed: `keys of ${project}, and ${ALLOWED.join(", ")}`,
            fix: fixFor(key, project, known),
        }));
}

function fixFor(key: string, project: string, known: readonly string[]): string {
    const remove = removeKey(key);
    const instead = Object.hasOwn(INSTEAD, key) ? INSTEAD[key]?.(project) : undefined;
    if (instead !== undefined) {
        return `${instead}; ${remove}`;
    }
    const [namespace = "", ...rest] = key.split(":");
    const name = rest.join(":");
    const meant =
        nearest(namespace, [project]) === undefined ? known.find((one) => one === name) : nearest(name, known);
    return meant === undefined ? remove : `did you mean ${project}:${meant}?`;
}
