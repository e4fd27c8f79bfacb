import { parse, stringify } from "yaml";
import type { Checkout } from "./checkout";

/** The parts of a stack's config that tests change; the whole is typed in components/config. */
export interface StackConfig {
    environment: string;
    aws: { accountId: string; region: string; zones: string[] };
    network: { cidr: string; [key: string]: unknown };
    cluster: { nodePools: { cpuLimit: number; memoryLimitGiB: number }[]; [key: string]: unknown };
    database: Record<string, unknown>;
    cache: Record<string, unknown>;
    application: Record<string, unknown>;
    release: Record<"blue" | "green", { tag: string }>;
}

const prefix = "leanvibe-agent-hive:";

/** Changes the config of one stack file of a checkout. */
export function editStackFile(checkout: Checkout, stack: string, change: (config: StackConfig) => void): void {
    checkout.edit(`Pulumi.${stack}.yaml`, (text) => {
        const file = parse(text) as { config: Record<string, unknown> };
        const entries = Object.entries(file.config).map(([key, value]) => [key.slice(prefix.length), value]);
        const config = Object.fromEntries(entries) as unknown as StackConfig;
        change(config);
        file.config = Object.fromEntries(
            Object.entries(config).map(([key, value]) => [prefix + key, value as unknown]),
        );
        return stringify(file);
    });
}
