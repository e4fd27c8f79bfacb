import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

/** Answers a request in place of the usual way; true when it has (or never will). */
export type Trick = (request: IncomingMessage, response: ServerResponse, body: string) => boolean;

/** A server that answers as the sample application does, except where a test has it misbehave. */
export class FakeApplication {
    readonly requests: string[] = [];
    readonly connections = new Set<string>();
    readonly sockets = new Set<WebSocket>();
    /** Called for each WebSocket message; default: the echo. */
    onMessage = (socket: WebSocket, text: string): void => {
        socket.send(JSON.stringify({ version: "2.0.0", echo: text }));
    };
    private readonly events = new Set<string>();
    private readonly tasks = new Set<string>();
    private readonly server: Server;
    private readonly webSockets: WebSocketServer;

    constructor(
        private readonly trick: Trick = () => false,
        private readonly version: () => string = () => "2.0.0",
    ) {
        this.server = createServer((request, response) => {
            this.take(request, response);
        });
        this.webSockets = new WebSocketServer({ server: this.server, path: "/ws" });
        this.webSockets.on("connection", (socket) => {
            this.sockets.add(socket);
            socket.on("close", () => this.sockets.delete(socket));
            socket.on("message", (data: Buffer) => {
                this.onMessage(socket, data.toString());
            });
        });
    }

    async listen(): Promise<string> {
        await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    async close(): Promise<void> {
        for (const socket of this.sockets) socket.terminate();
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    /** Forgets an acknowledged event, as a server does that answers before its commit. */
    lose(): void {
        const [first] = this.events;
        if (first !== undefined) this.events.delete(first);
    }

    private take(request: IncomingMessage, response: ServerResponse): void {
        const { method = "", url = "" } = request;
        this.requests.push(`${method} ${url}`);
        this.connections.add(String(request.socket.remotePort));
        response.setHeader("x-leanvibe-version", this.version()).setHeader("x-leanvibe-colour", "blue");
        let body = "";
        request.setEncoding("utf8").on("data", (text: string) => (body += text));
        request.on("end", () => {
            if (this.trick(request, response, body)) return;
            const [status, answer] = this.answer(`${method} ${url.split("?")[0] ?? ""}`, body);
            response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
        });
    }

    private answer(what: string, body: string): [number, object] {
        switch (what) {
            case "POST /api/events":
                this.events.add((JSON.parse(body) as { id: string }).id);
                return [201, {}];
            case "POST /api/tasks": {
                const id = `${this.tasks.size + 1}-0`;
                this.tasks.add(id);
                return [202, { id }];
            }
            case "POST /api/events/missing":
                return [200, { missing: (JSON.parse(body) as string[]).filter((id) => !this.events.has(id)) }];
            case "POST /api/tasks/missing":
                return [
                    200,
                    { missing: (JSON.parse(body) as string[]).filter((id) => !this.tasks.has(id)), duplicates: 3 },
                ];
            default:
                if (!what.startsWith("GET /api/events/")) return [200, {}];
                return [this.events.has(what.slice("GET /api/events/".length)) ? 200 : 404, {}];
        }
    }
}
