import { WebSocket } from "ws";
import type { Options } from "./options";
import { isOwn, type Recorder } from "./recorder";

/** How long a client waits before it connects anew: after a close frame, and after a failure. */
const afterFrameMs = 50;
const afterFailureMs = 500;

/** RFC 6455, section 7.1.5: what a client notes when a connection ended without a close frame. */
const withoutFrame = 1006;

/**
 * One agent: keeps a WebSocket open, sends messages, and expects each back.
 *
 * A close frame is the server's right, and answered by a new connection, on which an unanswered message is sent again. An end
 * without one, a refused handshake and an answer that does not come in time are failures.
 */
export class Agent {
    private socket?: WebSocket;
    private timer?: NodeJS.Timeout;
    private waiting?: { text: string; timer: NodeJS.Timeout };
    private began = 0;
    private count = 0;
    private stopping = false;
    private readonly ended: Promise<void>;
    private end: () => void = () => undefined;

    constructor(
        private readonly options: Options,
        private readonly recorder: Recorder,
    ) {
        this.ended = new Promise((resolve) => (this.end = resolve));
        this.connect();
    }

    /** Closes the connection in good order. */
    stop(): Promise<void> {
        this.stopping = true;
        clearTimeout(this.timer);
        clearTimeout(this.waiting?.timer);
        if (this.socket?.readyState === WebSocket.OPEN) this.socket.close(1000);
        else if (this.socket?.readyState === WebSocket.CONNECTING) this.socket.terminate();
        else if (this.socket?.readyState !== WebSocket.CLOSING) this.end();
        return this.ended;
    }

    private connect(): void {
        const { url, host, timeoutMilliseconds } = this.options;
        const headers = host === undefined ? {} : { host };
        const socket = new WebSocket(new URL("/ws", url.replace(/^http/, "ws")), {
            ...{ headers, handshakeTimeout: timeoutMilliseconds, perMessageDeflate: false },
        });
        this.socket = socket;
        this.began = Date.now();
        let failure: string | undefined;
        socket.on("open", () => {
            this.recorder.sockets.opened += 1;
            if (this.waiting) this.recorder.sockets.resent += 1;
            this.send(this.waiting?.text);
        });
        socket.on("message", (data: Buffer) => {
            this.take(data.toString());
        });
        socket.on("error", (error: NodeJS.ErrnoException) => {
            failure = `${error.code ?? "error"}: ${error.message}`;
            if (!this.stopping) this.fail(failure, isOwn(error.code));
        });
        socket.on("close", (code) => {
            clearTimeout(this.timer);
            clearTimeout(this.waiting?.timer);
            if (this.stopping) {
                this.end();
                return;
            }
            const proper = failure === undefined && code !== withoutFrame;
            if (proper) {
                this.recorder.sockets.reconnected += 1;
                this.recorder.sockets.closed[code] = (this.recorder.sockets.closed[code] ?? 0) + 1;
            } else if (failure === undefined) this.fail("the connection ended without a close frame");
            // Spread, so that a pod's agents do not come back all in one moment.
            const pause = (proper ? afterFrameMs : afterFailureMs) * (0.5 + Math.random());
            this.timer = setTimeout(() => {
                this.connect();
            }, pause);
        });
    }

    private send(again?: string): void {
        clearTimeout(this.waiting?.timer);
        const text = again ?? `message ${++this.count}`;
        const timer = setTimeout(() => {
            this.waiting = undefined;
            this.fail(`no answer within ${this.options.timeoutMilliseconds} ms`);
            // The connection is of no use: give it up, and the close handler makes a new one.
            this.socket?.close(1000);
        }, this.options.timeoutMilliseconds);
        this.waiting = { text, timer };
        this.socket?.send(text);
    }

    private take(answer: string): void {
        if (!this.waiting) return;
        clearTimeout(this.waiting.timer);
        const { text } = this.waiting;
        this.waiting = undefined;
        if (echoOf(answer) === text) this.recorder.sockets.messages += 1;
        else this.fail(`"${text}" was answered ${answer.slice(0, 200)}`);
        const pause = this.options.messageMilliseconds * (0.9 + 0.2 * Math.random());
        this.timer = setTimeout(() => {
            if (this.socket?.readyState === WebSocket.OPEN) this.send();
        }, pause);
    }

    private fail(error: string, own = false): void {
        const { began } = this;
        this.recorder.fail({ at: Date.now(), began, kind: "socket", connection: "socket", error, own });
    }
}

function echoOf(answer: string): unknown {
    try {
        return (JSON.parse(answer) as { echo?: unknown }).echo;
    } catch {
        return undefined;
    }
}
