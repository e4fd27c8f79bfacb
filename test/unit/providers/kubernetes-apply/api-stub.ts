import { once } from "node:events";
import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { AddressInfo } from "node:net";

import { ApiClient } from "../../../../sandbox/providers/kubernetes/apply/client";
import { connect } from "../../../../sandbox/providers/kubernetes/apply/connection";

/** How one request is answered; nothing at all cuts the connection. */
export type Reply = { readonly code: number; readonly body: object } | undefined;

/** A server on loopback that answers as a test wants, for what a real API server does rarely. */
export class ApiStub {
    /** What was asked: method and path. */
    public readonly asked: string[] = [];
    /** The headers of the last request. */
    public headers: IncomingMessage["headers"] = {};

    private constructor(
        private readonly server: Server,
        private readonly replies: Reply[],
    ) {
        server.on("request", (request: IncomingMessage, response: ServerResponse) => {
            this.asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
            this.headers = request.headers;
            request.resume().once("end", () => {
                this.answer(response);
            });
        });
    }

    /** @param replies one for each request, the last one for all further ones */
    public static async start(...replies: Reply[]): Promise<ApiStub> {
        const server = createServer().listen(0, "127.0.0.1");
        await once(server, "listening");
        return new ApiStub(server, replies);
    }

    public get url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    public kubeconfig(user: object = {}): string {
        return JSON.stringify({
            apiVersion: "v1",
            kind: "Config",
            "current-context": "stub",
            // client-node speaks plain HTTP only to a server whose certificate nobody looks at.
            clusters: [{ name: "stub", cluster: { server: this.url, "insecure-skip-tls-verify": true } }],
            contexts: [{ name: "stub", context: { cluster: "stub", user: "somebody" } }],
            users: [{ name: "somebody", user }],
        });
    }

    public async client(user: object = {}): Promise<ApiClient> {
        return new ApiClient(await connect(this.kubeconfig(user)));
    }

    public stop(): void {
        this.server.closeAllConnections();
        this.server.close();
    }

    private answer(response: ServerResponse): void {
        const reply = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
        if (reply === undefined) {
            response.destroy();
            return;
        }
        response.writeHead(reply.code, { "content-type": "application/json" });
        response.end(JSON.stringify(reply.body));
    }
}

/** A refusal in the API server's form. */
export function status(code: number, reason: string, more: object = {}): Reply {
    return { code, body: { kind: "Status", code, reason, message: `${reason} it is`, ...more } };
}

/** An answer in the API server's form. */
export function ok(body: object): Reply {
    return { code: 200, body };
}
