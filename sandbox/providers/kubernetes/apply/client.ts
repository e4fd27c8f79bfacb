import { setTimeout as sleep } from "node:timers/promises";

import { request } from "undici";

import { ProviderError } from "../../protocol/service";
import { isMap, PropertyMap, PropertyValue } from "../../protocol/value";
import { ApiError } from "./api-error";
import { Connection } from "./connection";
import { textAt } from "./live";
import { CancelledError, Patience } from "./patience";
import { pauseAfter } from "./retry";

/** One question to the API server. */
export interface Call {
    readonly method: "DELETE" | "GET" | "PATCH" | "POST";
    /** Path with its leading slash. */
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: PropertyValue;
    readonly contentType?: string;
    /** False for what must not happen twice: it is not sent again when its answer was lost. */
    readonly isRepeatable?: boolean;
}

/** A single answer takes no longer than this; then the connection counts as dead. */
const ANSWER_MS = 30_000;

/** A server that never answered is no server that restarts: how long it is waited for, in seconds. */
const FIRST_ANSWER_SECONDS = 15;

/** The API server over HTTP: JSON in, JSON out, and patience with what passes by itself. */
export class ApiClient {
    private hasAnswered = false;

    public constructor(private readonly connection: Connection) {}

    /**
     * @returns the answer's object
     * @throws ApiError what the server refuses
     * @throws ProviderError when it cannot be reached for so long
     */
    public async ask(call: Call, patience: Patience): Promise<PropertyMap> {
        return (await this.persist(call, patience, parseObject)).answer;
    }

    /** The same for an answer that is text, e.g. a pod's log. */
    public async askText(call: Call, patience: Patience): Promise<string> {
        return (await this.persist(call, patience, (text) => text)).answer;
    }

    /**
     * The same for a write that may have been done although its answer was lost.
     *
     * @param onRefusal answers a refusal of what was sent once more
     */
    public async askOnce(
        call: Call,
        patience: Patience,
        onRefusal: (error: ApiError) => Promise<PropertyMap | undefined>,
    ): Promise<PropertyMap> {
        const sent = { isLost: false };
        try {
            const { answer } = await this.persist(call, patience, parseObject, () => {
                sent.isLost = true;
            });
            return answer;
        } catch (error) {
            const found = sent.isLost && error instanceof ApiError ? await onRefusal(error) : undefined;
            if (found === undefined) {
                throw error;
            }
            return found;
        }
    }

    private async persist<Answer>(
        call: Call,
        patience: Patience,
        read: (text: string) => Answer,
        onLost?: () => void,
    ): Promise<{ readonly answer: Answer }> {
        for (let attempt = 0; ; attempt++) {
            const allowed = this.hasAnswered ? patience : patience.atMost(FIRST_ANSWER_SECONDS);
            const outcome = await this.send(call, allowed);
            if (!(outcome instanceof Error)) {
                return { answer: read(outcome) };
            }
            const isLost = !(outcome instanceof ApiError);
            if ((!isLost && !outcome.isTransient) || (isLost && call.isRepeatable === false)) {
                throw isLost ? this.unreachable(outcome, allowed) : outcome;
            }
            onLost?.();
            if (allowed.left === 0) {
                throw isLost ? this.unreachable(outcome, allowed) : outcome;
            }
            const advised = isLost ? undefined : outcome.retryAfter;
            await allowed.rest(pauseAfter(attempt, advised));
        }
    }

    /** The answer's text, or what went wrong. */
    private async send({ method, path, query, body, contentType }: Call, patience: Patience): Promise<string | Error> {
        patience.check();
        try {
            const response = await request(`${this.connection.server}${path}`, {
                method,
                query: { ...query },
                headers: {
                    ...(await this.connection.headers()),
                    accept: "application/json",
                    ...(body === undefined ? {} : { "content-type": contentType ?? "application/json" }),
                },
                body: body === undefined ? null : JSON.stringify(body),
                dispatcher: this.connection.dispatcher,
                signal: patience.signal(ANSWER_MS),
            });
            const text = await response.body.text();
            this.hasAnswered = true;
            return response.statusCode < 400 ? text : new ApiError(response.statusCode, parseStatus(text));
        } catch (error) {
            if (patience.isCancelled) {
                throw new CancelledError();
            }
            if (error instanceof ProviderError || !(error instanceof Error)) {
                throw error;
            }
            return error;
        }
    }

    private unreachable(error: Error, patience: Patience): ProviderError {
        const code = (error as NodeJS.ErrnoException).code ?? error.name;
        const { server } = this.connection;
        return new ProviderError(
            this.hasAnswered
                ? `the API server ${server} stopped answering (${code}) and did not come back within ${Math.round(patience.seconds)} s: see that it runs, then repeat the command`
                : `the API server ${server} cannot be reached (${code}): start the cluster, or check the kubeconfig`,
        );
    }

    /** Lets go of idle connections. */
    public async close(): Promise<void> {
        await Promise.race([this.connection.dispatcher.close(), sleep(1000, undefined, { ref: false })]);
    }
}

function parseObject(text: string): PropertyMap {
    const value = JSON.parse(text) as PropertyValue;
    return isMap(value) ? value : {};
}

/** The Status object of a refusal; a proxy in between may have answered with something else. */
function parseStatus(text: string): PropertyMap {
    try {
        const status = parseObject(text);
        return textAt(status, "kind") === "Status" ? status : {};
    } catch {
        return {};
    }
}
