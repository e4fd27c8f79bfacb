/** Clients that ask the local cluster from outside, as simply as can be. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { request } from "undici";

/**
 * Sends requests one after the other, each on a connection of its own.
 *
 * @returns how often each answer came: its status and text, or the code of an error
 */
export async function answersOf(url: string, count: number): Promise<Record<string, number>> {
    const seen: Record<string, number> = {};
    for (let number = 0; number < count; number++) {
        const answer = await ask(url);
        seen[answer] = (seen[answer] ?? 0) + 1;
    }
    return seen;
}

async function ask(url: string): Promise<string> {
    try {
        const { statusCode, body } = await request(url, { reset: true });
        const text = (await body.text()).trim();
        return `${String(statusCode)} ${text}`;
    } catch (error) {
        return error instanceof Error && "code" in error ? String(error.code) : String(error);
    }
}

async function opened(port: number): Promise<Socket> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return socket;
}

/** What a 32-bit number is on PostgreSQL's wire. */
function int32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
}

/**
 * Opens a session over TLS in PostgreSQL's way (https://www.postgresql.org/docs/16/protocol-flow.html#PROTOCOL-FLOW-SSL).
 *
 * @returns whether the server let the user in
 */
export async function databaseAnswersOverTls(database: {
    loopbackPort: number;
    user: string;
    name: string;
}): Promise<boolean> {
    const plain = await opened(database.loopbackPort);
    try {
        plain.write(Buffer.concat([int32(8), int32(80877103)]));
        const [offer] = (await once(plain, "data")) as [Buffer];
        if (offer.toString() !== "S") return false;
        const secure = connectTls({ socket: plain, rejectUnauthorized: false });
        await once(secure, "secureConnect");
        const words = Buffer.from(`user\0${database.user}\0database\0${database.name}\0\0`);
        secure.write(Buffer.concat([int32(words.length + 8), int32(196608), words]));
        const [answer] = (await once(secure, "data")) as [Buffer];
        // "R" with the number 0: authenticated.
        return answer.subarray(0, 1).toString() === "R" && answer.readInt32BE(5) === 0;
    } finally {
        plain.destroy();
    }
}

/** What Redis answers to a command of one word. */
export async function redisSays(word: string, port: number, tls: boolean): Promise<string> {
    const plain = await opened(port);
    try {
        const socket = tls ? connectTls({ socket: plain, rejectUnauthorized: false }) : plain;
        if (tls) await once(socket, "secureConnect");
        socket.write(`${word}\r\n`);
        const [answer] = (await once(socket, "data")) as [Buffer];
        return answer.toString().trim();
    } finally {
        plain.destroy();
    }
}
