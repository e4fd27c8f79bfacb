import { parse } from "yaml";

import { diffProperties } from "../protocol/diff";
import { CheckResult, DiffResult } from "../protocol/service";
import { PropertyMap, PropertyValue, reveal, sameValue } from "../protocol/value";
import { Mutability } from "./replacements";

/** What of the provider's configuration matters without a cluster. */
export interface Settings {
    /** For objects that name none. */
    readonly namespace: string;
    readonly mutability: Mutability;
    /** Take over an object that exists instead of refusing to create it. */
    readonly upsertExistingObjects: boolean;
}

/** Reads the configuration; booleans come as text. */
export function readSettings(config: PropertyMap): Settings {
    const namespace = config.namespace;
    return {
        namespace: typeof namespace === "string" && namespace !== "" ? namespace : "default",
        mutability: {
            configMaps: isOn(config.enableConfigMapMutable),
            secrets: isOn(config.enableSecretMutable),
        },
        upsertExistingObjects: isOn(config.upsertExistingObjects),
    };
}

function isOn(value: PropertyValue | undefined): boolean {
    return value === true || value === "true";
}

/** Refuses a kubeconfig that is neither YAML nor a path; unknown and absent ones pass. */
export function checkConfig(news: PropertyMap): CheckResult {
    const kubeconfig = reveal(news.kubeconfig ?? null);
    const isBroken = typeof kubeconfig === "string" && serverOf(kubeconfig) === undefined;
    const failures = isBroken
        ? [
              {
                  property: "kubeconfig",
                  reason: "expected the text of a kubeconfig (YAML or JSON) with a cluster that has a server",
              },
          ]
        : [];
    return { inputs: news, failures };
}

/**
 * A change of cluster replaces the provider and with it every object. `clusterIdentifier` says which cluster it is;
 * without it the kubeconfig's server does, and an unknown kubeconfig counts as another cluster.
 */
export function diffConfig(olds: PropertyMap, news: PropertyMap): DiffResult {
    const [oldIdentifier, identifier] = [olds, news].map((config) => config.clusterIdentifier);
    const isIdentified = identifier !== undefined;
    const movesByIdentifier = isIdentified && oldIdentifier !== undefined && !sameValue(oldIdentifier, identifier);
    const movesByServer = !isIdentified && !isSameCluster(olds.kubeconfig, news.kubeconfig);
    const changes = diffProperties(olds, news, (path) => {
        switch (path) {
            case "clusterIdentifier":
                return movesByIdentifier;
            case "kubeconfig":
                return movesByServer;
            default:
                return ["context", "cluster", "renderYamlToDirectory"].includes(path) && !isIdentified;
        }
    });
    return { changes, deleteBeforeReplace: false };
}

/** An unknown is not text, so it is no cluster that one could be sure of. */
function isSameCluster(before: PropertyValue | undefined, after: PropertyValue | undefined): boolean {
    const [left, right] = [before, after].map((value) => reveal(value ?? null));
    return (
        left === right || (typeof left === "string" && typeof right === "string" && serverOf(left) === serverOf(right))
    );
}

/** The server of the current context's cluster; undefined if the text is no kubeconfig. */
export function serverOf(kubeconfig: string): string | undefined {
    const config = parseObject(kubeconfig);
    const current = config["current-context"];
    const context = inList(config.contexts, current, "context");
    const cluster = inList(config.clusters, context.cluster, "cluster");
    return typeof cluster.server === "string" ? cluster.server : undefined;
}

type Json = Readonly<Record<string, unknown>>;

function inList(list: unknown, name: unknown, key: string): Json {
    const items: unknown[] = Array.isArray(list) ? list : [];
    const found = items.map(asObject).find((item) => item.name === name);
    return asObject(found?.[key]);
}

function parseObject(text: string): Json {
    try {
        return asObject(parse(text));
    } catch {
        return {};
    }
}

function asObject(value: unknown): Json {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
