import { readFileSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";

import { parse } from "yaml";

import { ProviderError } from "../../protocol/service";

/**
 * Names the kubeconfig (an absolute path) of the one real cluster that the plugins may touch. The sandbox sets it;
 * without it nothing here speaks to any cluster.
 */
const VARIABLE = "LEANVIBE_CLUSTER_KUBECONFIG";

/** Fields of a kubeconfig that may hold a path relative to its file. */
const PATHS = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

type Json = Record<string, unknown>;

/**
 * The real cluster's kubeconfig, with paths made absolute; undefined where the sandbox works without a cluster.
 *
 * @throws ProviderError if the file cannot be read or is no kubeconfig
 */
export function realKubeconfig(): object | undefined {
    const file = process.env[VARIABLE] ?? "";
    return file === "" ? undefined : readKubeconfig(file);
}

/** True if the sandbox works with a real cluster. */
export function hasRealCluster(): boolean {
    return (process.env[VARIABLE] ?? "") !== "";
}

function readKubeconfig(file: string): object {
    if (!isAbsolute(file)) {
        throw new ProviderError(
            `${VARIABLE} is ${JSON.stringify(file)}, a relative path: give the absolute path of a kubeconfig`,
        );
    }
    const config = parseFile(file);
    if (!Array.isArray(config.clusters) || !Array.isArray(config.contexts)) {
        throw new ProviderError(
            `${file} is no kubeconfig (it has no clusters or no contexts): let ${VARIABLE} name one, or start the local cluster again`,
        );
    }
    const absolute = (list: unknown, key: string) => asList(list).map((item) => withAbsolutePaths(item, key, file));
    return { ...config, clusters: absolute(config.clusters, "cluster"), users: absolute(config.users, "user") };
}

function parseFile(file: string): Json {
    let text;
    try {
        text = readFileSync(file, "utf8");
    } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? "unknown reason";
        throw new ProviderError(
            `${VARIABLE} names ${file}, which cannot be read (${code}): start the local cluster first, or give another kubeconfig`,
        );
    }
    try {
        return asObject(parse(text));
    } catch {
        // A parser's message quotes the text, which holds credentials.
        throw new ProviderError(
            `${file} is not YAML: let ${VARIABLE} name a kubeconfig, or start the local cluster again`,
        );
    }
}

function withAbsolutePaths(item: Json, key: string, file: string): Json {
    const inner = { ...asObject(item[key]) };
    for (const name of PATHS) {
        const path = inner[name];
        if (typeof path === "string" && path !== "") {
            inner[name] = resolve(dirname(file), path);
        }
    }
    return { ...item, [key]: inner };
}

function asList(value: unknown): Json[] {
    return Array.isArray(value) ? value.map(asObject) : [];
}

function asObject(value: unknown): Json {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
