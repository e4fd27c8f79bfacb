import type { EngineConfig } from "../../components/support/program";
import type { HandedOver } from "./stacks";

/** A random stack's configuration in the form in which the engine hands it to the program: by key with namespace. */
export function engineConfigOf({ values, keys }: HandedOver): EngineConfig {
    const foreign = keys.map((key) => [key, ""] as const);
    const own = Object.entries(values).map(([key, value]) => [`leanvibe-agent-hive:${key}`, value] as const);
    return Object.fromEntries([...foreign, ...own]);
}
