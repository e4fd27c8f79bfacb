import * as pulumi from "@pulumi/pulumi";

import { describeMistakes, nearest, printable, removeKey, UNKNOWN_KEY, type Mistake } from "./config/mistakes";
import { foreignKeys } from "./config/namespaces";
import { parsePlatform } from "./config/parse";
import { checkRules } from "./config/rules";
import { platformSchema, type PlatformConfig } from "./config/schema";

export type {
    ApplicationConfig,
    AwsConfig,
    CacheConfig,
    ClusterConfig,
    DatabaseConfig,
    Environment,
    GatewayConfig,
    NetworkConfig,
    NodePoolConfig,
    PlatformConfig,
    ReleaseConfig,
    ServiceScale,
} from "./config/schema";

/**
 * The one door through which configuration comes into the program. Nothing else reads `pulumi.Config`.
 */

/** The project's name in Pulumi.yaml. */
const PROJECT = "leanvibe-agent-hive";

/** The top-level keys of a stack's configuration. */
export const CONFIG_KEYS: readonly string[] = Object.keys(platformSchema.shape);

/** What `loadConfig` needs to know beside the values. */
export interface LoadOptions {
    /**
     * Every key that is set, with its namespace (`leanvibe-agent-hive:cache`, `aws:region`), so that a misspelt one and
     * one that nothing reads are found. Default: none but the known ones.
     */
    readonly keys?: readonly string[];
    /** The project's name, which is the namespace of its keys. Default: `leanvibe-agent-hive`. */
    readonly project?: string;
    /**
     * Keys, with their namespace, whose values are encrypted in the stack's file. That is a mistake, and no message tells
     * what they hold. Default: none.
     */
    readonly secrets?: readonly string[];
    /** The stack's name, which must be the environment's. Default: not checked. */
    readonly stack?: string;
}

/**
 * Turns raw configuration into typed values with defaults.
 *
 * @param get The raw value of a key as Pulumi hands it over: text, with objects as JSON; undefined when it is not set.
 * @throws pulumi.RunError that lists every mistake, a line each. Pulumi prints it without a stack trace.
 */
export function loadConfig(get: (key: string) => string | undefined, options: LoadOptions = {}): PlatformConfig {
    const { keys = [], project = PROJECT, secrets = [] } = options;
    const hidden = CONFIG_KEYS.filter((key) => secrets.includes(`${project}:${key}`));
    const raw = Object.fromEntries(
        CONFIG_KEYS.map((key) => [key, hidden.includes(key) ? undefined : decode(get(key))]),
    );
    const parsed = parsePlatform(raw);
    const mistakes: Mistake[] = [
        ...foreignKeys(keys, project, CONFIG_KEYS),
        ...unknownKeys(keys, project),
        ...hidden.map(secretKey),
        // What is missing below a key that was not read is not missing.
        ...parsed.mistakes.filter(({ path }) => !hidden.includes(/^\w*/.exec(path)?.[0] ?? "")),
        ...checkRules(parsed.values, options.stack),
    ];
    if (mistakes.length > 0) {
        throw new pulumi.RunError(describeMistakes(mistakes));
    }
    // Without a mistake every field of the schema is there.
    return parsed.values as PlatformConfig;
}

/** The configuration of the stack that runs. Throws as `loadConfig` does. */
export function readConfig(): PlatformConfig {
    const config = new pulumi.Config();
    const keys = Object.keys(pulumi.runtime.allConfig());
    const secrets = keys.filter((key) => isConfigSecret(key));
    return loadConfig((key) => config.get(key), { keys, secrets, project: config.name, stack: pulumi.getStack() });
}

// The SDK's own function, which Config itself asks, but marked as internal and left out of its typings.
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret: (key: string) => boolean };

function secretKey(path: string): Mistake {
    const allowed = "plain values: secrets are kept in AWS Secrets Manager, not in the stack's file";
    return { path, given: "a secret", allowed, fix: "set it again, without --secret" };
}

function unknownKeys(keys: readonly string[], project: string): Mistake[] {
    const prefix = `${project}:`;
    return keys
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length))
        .filter((key) => !CONFIG_KEYS.includes(key))
        .map((key) => {
            const meant = nearest(key, CONFIG_KEYS);
            const fix = meant ? `did you mean ${meant}?` : removeKey(key);
            return { path: printable(key), given: UNKNOWN_KEY, allowed: CONFIG_KEYS.join(", "), fix };
        });
}

/** Text as it was, JSON as its value: Pulumi hands over objects, lists, numbers and booleans as JSON. */
function decode(text: string | undefined): unknown {
    if (text === undefined) {
        return undefined;
    }
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}
