import assert from "node:assert/strict";

import { RunError } from "@pulumi/pulumi";

import { loadConfig, type LoadOptions, type PlatformConfig } from "../../../components/config";

/** Raw configuration as a stack file holds it. */
export type Raw = Record<string, unknown>;

const dev: Raw = {
    environment: "dev",
    aws: { accountId: "111111111111", region: "us-east-1", zones: ["us-east-1a", "us-east-1b"] },
    network: { cidr: "10.10.0.0/16" },
    cluster: {
        nodePools: [
            { name: "general", instanceTypes: ["m7g.large"], capacity: "spot", cpuLimit: 16, memoryLimitGiB: 64 },
        ],
    },
    application: { imageRepository: "111111111111.dkr.ecr.us-east-1.amazonaws.com/leanvibe" },
    release: { live: "blue", generation: 1, blue: { tag: "2.0.0" }, green: { tag: "2.0.0" } },
};

const prod: Raw = {
    ...dev,
    environment: "prod",
    aws: { accountId: "111111111111", zones: ["us-east-1a", "us-east-1b", "us-east-1c"] },
    network: { cidr: "10.10.0.0/16", natGateways: "per-zone" },
    cluster: {
        nodePools: [
            { name: "general", instanceTypes: ["m7g.large"], capacity: "on-demand", cpuLimit: 16, memoryLimitGiB: 64 },
        ],
    },
    database: { multiAz: true },
    cache: { replicas: 1 },
    protect: true,
};

/** The least that a dev stack must say, with these values in place of others; undefined removes one. */
export function devWith(changes: Record<string, unknown> = {}): Raw {
    return withChanges(dev, changes);
}

/** The least that a prod stack must say, with these values in place of others; undefined removes one. */
export function prodWith(changes: Record<string, unknown> = {}): Raw {
    return withChanges(prod, changes);
}

/** Changes by path, e.g. `{"cluster.nodePools.0.cpuLimit": 1}`. */
function withChanges(base: Raw, changes: Record<string, unknown>): Raw {
    const copy = structuredClone(base);
    for (const [path, value] of Object.entries(changes)) {
        const keys = path.split(".");
        const last = String(keys.pop());
        let at = copy;
        for (const key of keys) {
            at[key] ??= {};
            at = at[key] as Raw;
        }
        at[last] = value;
    }
    return copy;
}

/** Loads raw configuration the way Pulumi hands it over: text as it is, everything else as JSON. */
export function load(raw: Raw, options: LoadOptions = {}): PlatformConfig {
    const get = (key: string) => {
        const value = raw[key];
        return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
    };
    return loadConfig(get, { keys: Object.keys(raw).map((key) => `leanvibe-agent-hive:${key}`), ...options });
}

/** The lines of the error that this configuration ends with, without their heading; none when it is right. */
export function mistakesOf(raw: Raw, options: LoadOptions = {}): string[] {
    try {
        load(raw, options);
        return [];
    } catch (error) {
        assert.ok(RunError.isInstance(error), `not a RunError: ${String(error)}`);
        const [heading, ...lines] = error.message.split("\n");
        assert.match(heading ?? "", /^The stack's configuration has \d+ mistakes?:$/);
        return lines.map((line) => line.trim());
    }
}
