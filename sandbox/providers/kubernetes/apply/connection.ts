import type { RequestOptions } from "node:https";

// Not the whole package: its index loads the models of every kind, which takes more than a second.
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js" with { "resolution-mode": "import" };
import { Agent, Dispatcher, ProxyAgent } from "undici";

import { ProviderError } from "../../protocol/service";

/** Where an API server is, and how to be let in. */
export interface Connection {
    /** Base URL without a slash at its end. */
    readonly server: string;
    readonly dispatcher: Dispatcher;
    /** The headers that say who asks; a token may be a new one each time. */
    readonly headers: () => Promise<Record<string, string>>;
}

/**
 * Connects as a kubeconfig says: client certificates, tokens and exec plugins are client-node's business.
 *
 * @param kubeconfig its text
 * @throws ProviderError if it has no usable current context
 */
export async function connect(kubeconfig: string): Promise<Connection> {
    const { KubeConfig } = await import("@kubernetes/client-node/dist/config.js");
    const config = new KubeConfig();
    try {
        config.loadFromString(kubeconfig);
    } catch {
        // The message may quote the text, which holds credentials.
        throw new ProviderError("the kubeconfig cannot be read: give one with clusters, users and contexts");
    }
    const cluster = config.getCurrentCluster();
    if (cluster === null) {
        throw new ProviderError("the kubeconfig's current-context names no cluster: set it to one of its contexts");
    }
    const options = await credentials(config);
    const tls = {
        ca: options.ca,
        cert: options.cert,
        key: options.key,
        passphrase: options.passphrase,
        rejectUnauthorized: options.rejectUnauthorized,
        servername: options.servername,
    };
    const dispatcher =
        cluster.proxyUrl === undefined
            ? new Agent({ connect: tls })
            : new ProxyAgent({ uri: cluster.proxyUrl, requestTls: tls });
    const headers = async () => headersOf(changes(config) ? await credentials(config) : options);
    return { server: cluster.server.replace(/\/+$/, ""), dispatcher, headers };
}

/** True if the user's credentials may be others the next time. */
function changes(config: KubeConfig): boolean {
    const user = config.getCurrentUser();
    return user?.exec !== undefined || user?.authProvider !== undefined;
}

async function credentials(config: KubeConfig): Promise<RequestOptions> {
    const options: RequestOptions = {};
    try {
        await config.applyToHTTPSOptions(options);
    } catch (error) {
        const reason = error instanceof Error ? error.message : "unknown reason";
        throw new ProviderError(`the kubeconfig's user cannot be logged in: ${reason}`);
    }
    return options;
}

function headersOf({ headers, auth }: RequestOptions): Record<string, string> {
    const named: Record<string, string> = Object.fromEntries(
        Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const basic = typeof auth === "string" ? `Basic ${Buffer.from(auth).toString("base64")}` : undefined;
    return basic === undefined ? named : { ...named, authorization: basic };
}
