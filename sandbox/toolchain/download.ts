import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EnvHttpProxyAgent, fetch } from "undici";
import { isFileSystemFault } from "./cache";
import { codeOf, reasonOf, SourceFailure } from "./errors";

/** Time limits of a download, in milliseconds. They are short, so that a machine without the internet goes on at once. */
export interface DownloadLimits {
    /** Until a connection stands. */
    connectMs: number;
    /** Until the server's answer begins. */
    answerMs: number;
    /** Between two pieces of the answer. */
    stallMs: number;
}

export const defaultLimits: DownloadLimits = { connectMs: 4_000, answerMs: 8_000, stallMs: 15_000 };

/** The answer's body as pieces, through the proxy that the environment names; `consume` reads it within the time limits. */
async function get<T>(
    url: string,
    env: NodeJS.ProcessEnv,
    limits: DownloadLimits,
    stop: AbortSignal | undefined,
    consume: (body: Readable, length: number | undefined) => Promise<T>,
): Promise<T> {
    const agent = new EnvHttpProxyAgent({
        connect: { timeout: limits.connectMs },
        httpProxy: env.http_proxy ?? env.HTTP_PROXY ?? "",
        httpsProxy: env.https_proxy ?? env.HTTPS_PROXY ?? "",
        noProxy: env.no_proxy ?? env.NO_PROXY ?? "",
    });
    const abort = new AbortController();
    const signal = stop === undefined ? abort.signal : AbortSignal.any([abort.signal, stop]);
    let late: string | undefined;
    const expire = (ms: number, reason: string) =>
        setTimeout(() => {
            late = reason;
            abort.abort();
        }, ms);
    let timer = expire(limits.answerMs, `no answer within ${limits.answerMs / 1000} s`);
    try {
        const response = await fetch(url, { dispatcher: agent, signal });
        if (!response.ok || !response.body) {
            throw new SourceFailure(`${new URL(url).host} answered ${response.status} for ${url}`);
        }
        const stalled = `nothing came for ${limits.stallMs / 1000} s`;
        const watch = new Transform({
            transform(chunk: Buffer, _encoding, done) {
                clearTimeout(timer);
                timer = expire(limits.stallMs, stalled);
                done(undefined, chunk);
            },
        });
        clearTimeout(timer);
        timer = expire(limits.stallMs, stalled);
        const length = Number(response.headers.get("content-length"));
        const body = Readable.fromWeb(response.body);
        body.on("error", (error) => watch.destroy(error));
        return await consume(body.pipe(watch), length > 0 ? length : undefined);
    } catch (error) {
        if (error instanceof SourceFailure || isFileSystemFault(error)) throw error;
        throw new SourceFailure(`${new URL(url).host}: ${late ?? explain(error)}`);
    } finally {
        clearTimeout(timer);
        await agent.destroy();
    }
}

/** A network error in a few words. */
function explain(error: unknown): string {
    switch (codeOf(error)) {
        case "ECONNREFUSED":
            return "connection refused";
        case "ENOTFOUND":
        case "EAI_AGAIN":
            return "the name cannot be resolved";
        case "UND_ERR_CONNECT_TIMEOUT":
            return "no connection in time";
        case "ECONNRESET":
        case "UND_ERR_SOCKET":
            return "the connection broke off";
        default: {
            const deepest = reasonOf(rootCause(error));
            const refusal = /^Proxy response \((\d+)\)/.exec(deepest)?.[1];
            return refusal === undefined ? deepest : `the proxy answered ${refusal}`;
        }
    }
}

function rootCause(error: unknown): unknown {
    return error instanceof Error && error.cause !== undefined ? rootCause(error.cause) : error;
}

/** Fetches a small text. Throws SourceFailure with a short reason. */
export function downloadText(
    url: string,
    env: NodeJS.ProcessEnv,
    limits: DownloadLimits,
    stop?: AbortSignal,
): Promise<string> {
    return get(url, env, limits, stop, async (body) => {
        let text = "";
        for await (const chunk of body) {
            text += String(chunk);
            if (text.length > 1_000_000) throw new SourceFailure(`${url} is far longer than a list of checksums`);
        }
        return text;
    });
}

/**
 * Fetches a file and returns its SHA-256 in hexadecimal. Throws SourceFailure with a short reason.
 *
 * @param onBytes called as bytes arrive: how many so far, and how many there will be if the server says so
 */
export function downloadFile(
    url: string,
    file: string,
    env: NodeJS.ProcessEnv,
    limits: DownloadLimits,
    onBytes: (received: number, total: number | undefined) => void,
    stop?: AbortSignal,
): Promise<string> {
    return get(url, env, limits, stop, async (body, length) => {
        const hash = createHash("sha256");
        let received = 0;
        const meter = new Transform({
            transform(chunk: Buffer, _encoding, done) {
                hash.update(chunk);
                received += chunk.length;
                onBytes(received, length);
                done(undefined, chunk);
            },
        });
        await pipeline(body, meter, createWriteStream(file));
        return hash.digest("hex");
    });
}
