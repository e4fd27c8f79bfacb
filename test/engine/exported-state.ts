import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import type { Checkout } from "./checkout";

/** A resource as the engine exports it. */
type Exported = Record<string, unknown> & { urn: string; type: string; id?: string };

interface Deployment {
    resources?: Exported[];
    pending_operations?: { type: string; resource: Exported }[];
}

/** What differs from run to run without any meaning: when a resource was written down. */
const volatile = new Set(["created", "modified"]);

/** Lists of which the engine keeps no order. */
const unordered = new Set(["dependencies", "aliases", "propertyDependencies"]);

/** Puts in order by their text. */
function byText(a: unknown, b: unknown): number {
    return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

/** The value with the keys of every object in order, and with its lists in order where theirs means nothing. */
function normal(value: unknown, ordered: boolean): unknown {
    if (Array.isArray(value)) {
        const items = value.map((item) => normal(item, ordered));
        return ordered ? items : items.sort(byText);
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, held]) => [key, normal(held, ordered && !unordered.has(key))]),
    );
}

/**
 * The state that a checkout's engine exports, secrets shown, without what means nothing: times, the order of resources,
 * and the random ids that the engine gives to providers. Two equal ones are the same stack.
 */
export function exportedState(checkout: Checkout, stack = "dev"): { resources: unknown[]; pending: string[] } {
    const text = execFileSync("pulumi", ["stack", "export", "--show-secrets", "--stack", stack, "--non-interactive"], {
        cwd: checkout.path(".sandbox", "project"),
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
        env: {
            PATH: process.env.PATH,
            HOME: checkout.path(".sandbox", "home"),
            PULUMI_HOME: checkout.path(".sandbox", "pulumi-home"),
            PULUMI_BACKEND_URL: pathToFileURL(checkout.path(".sandbox", "state")).href,
            PULUMI_CONFIG_PASSPHRASE: "sandbox",
            PULUMI_SKIP_UPDATE_CHECK: "true",
        },
    });
    const { deployment } = JSON.parse(text) as { deployment: Deployment };
    const providers = (deployment.resources ?? []).filter(({ type }) => type.startsWith("pulumi:providers:"));
    const withoutRandomIds = providers.reduce(
        (state, { urn, id }) => (id === undefined ? state : state.replaceAll(id, `id of ${urn}`)),
        JSON.stringify(deployment.resources ?? []),
    );
    const resources = (JSON.parse(withoutRandomIds) as Exported[])
        .map((resource) => Object.fromEntries(Object.entries(resource).filter(([key]) => !volatile.has(key))))
        .map((resource) => normal(resource, true))
        .sort(byText);
    const pending = (deployment.pending_operations ?? []).map(({ type, resource }) => `${type} ${resource.urn}`);
    return { resources, pending };
}
