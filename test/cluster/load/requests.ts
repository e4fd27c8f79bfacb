import { randomUUID } from "node:crypto";
import { Pool } from "undici";
import type { Kind, Options } from "./options";
import { isOwn, type Recorder } from "./recorder";
import type { Failure } from "./result";
import { planned } from "./schedule";

/** A request as it is sent, and what must come back. */
interface Call {
    method: "GET" | "POST";
    path: string;
    body?: string;
    /** The one right status. */
    status: number;
    /** Takes note of the right answer; says what is wrong with one that has the right status only. */
    take?: (text: string) => string | undefined;
}

const json = { "content-type": "application/json" };

/**
 * Sends requests over kept-alive and fresh connections, and remembers what was acknowledged.
 *
 * Nothing is tried again. RFC 9110, section 9.2.2, lets a client repeat an idempotent request on a connection that the
 * server closed, and browsers do; gateways and many libraries do not, and undici's pool does not once it was sent. So a
 * kept-alive connection that is closed under a request is a failure: a server that drains well closes none.
 */
export class Requests {
    readonly events: string[] = [];
    readonly tasks: string[] = [];
    private readonly kept: Pool;
    private readonly fresh: Pool;
    private readonly headers: Record<string, string>;
    private underWay = 0;

    constructor(
        private readonly options: Options,
        private readonly recorder: Recorder,
    ) {
        const { url, host, connections, timeoutMilliseconds: timeout } = options;
        const shared = { pipelining: 1, headersTimeout: timeout, bodyTimeout: timeout, connect: { timeout } };
        this.kept = new Pool(url, { ...shared, connections });
        this.fresh = new Pool(url, { ...shared, connections: 200 });
        this.headers = host === undefined ? {} : { host };
    }

    /** Begins the n-th request. */
    begin(n: number, lateMs: number): void {
        const { kind, fresh } = planned(n, this.options);
        this.recorder.begun(kind, lateMs);
        if (this.underWay >= this.options.mostUnderWay) {
            const error = `${this.underWay} requests are under way, which is mostUnderWay`;
            this.recorder.fail({ ...this.failure(kind, fresh, Date.now()), error, own: true });
            return;
        }
        this.underWay += 1;
        void this.send(kind, fresh).finally(() => (this.underWay -= 1));
    }

    /** Waits until all requests have ended, and closes the connections. */
    async end(): Promise<void> {
        await Promise.all([this.kept.close(), this.fresh.close()]);
    }

    private async send(kind: Kind, fresh: boolean): Promise<void> {
        const { method, path, body, status: right, take } = this.callOf(kind);
        const began = Date.now();
        const startedAt = performance.now();
        const fail = (what: Partial<Failure>) => {
            this.recorder.fail({ ...this.failure(kind, fresh, began), ...what });
        };
        try {
            const answer = await (fresh ? this.fresh : this.kept).request({
                ...{ method, path, body, reset: fresh },
                headers: body === undefined ? this.headers : { ...this.headers, ...json },
            });
            const text = await answer.body.text();
            const version = versionOf(answer.headers);
            this.recorder.answered(kind, performance.now() - startedAt, version);
            const { statusCode: status } = answer;
            const wrong = status === right ? take?.(text) : `answered ${text.slice(0, 200)}`;
            if (wrong !== undefined) fail({ status, version, error: wrong });
        } catch (error) {
            const { code, message } = error as NodeJS.ErrnoException;
            fail({ error: `${code ?? "error"}: ${message}`, own: isOwn(code) });
        }
    }

    private failure(kind: Kind, fresh: boolean, began: number): Failure {
        return { at: Date.now(), began, kind, connection: fresh ? "fresh" : "kept", own: false };
    }

    private callOf(kind: Kind): Call {
        switch (kind) {
            case "read": {
                const id = this.events[Math.floor(Math.random() * this.events.length)];
                // Nothing is written yet (or ever, when writes have no share).
                if (id === undefined) return this.callOf("version");
                return { method: "GET", path: `/api/events/${id}`, status: 200 };
            }
            case "write": {
                const id = randomUUID();
                const take = () => void this.events.push(id);
                const body = JSON.stringify({ id, body: `event ${id}` });
                return { method: "POST", path: "/api/events", body, status: 201, take };
            }
            case "similar":
                return { method: "GET", path: `/api/similar?text=${randomUUID()}`, status: 200 };
            case "task": {
                const take = (text: string) => this.takeTask(text);
                return { method: "POST", path: "/api/tasks", body: '{"payload":"load"}', status: 202, take };
            }
            case "version":
                return { method: "GET", path: "/api/version", status: 200 };
        }
    }

    private takeTask(text: string): string | undefined {
        try {
            const { id } = JSON.parse(text) as { id?: unknown };
            if (typeof id !== "string") return `acknowledged without an id: ${text}`;
            this.tasks.push(id);
            return undefined;
        } catch {
            return `acknowledged without JSON: ${text.slice(0, 200)}`;
        }
    }
}

/** `2.0.0 blue`, from what the application adds to every answer. A gateway's own answers have none. */
function versionOf(headers: Record<string, string | string[] | undefined>): string | undefined {
    const version = headers["x-leanvibe-version"];
    const colour = headers["x-leanvibe-colour"];
    return typeof version === "string" ? `${version} ${String(colour)}` : undefined;
}
