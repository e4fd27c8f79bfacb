import { once } from "node:events";
import { connect } from "node:net";
import type { Faults } from "../image";

/** Sets, or removes, the key in which the sample application looks for its faults. */
export async function setFaults(port: number, version: string, faults: Faults | undefined): Promise<void> {
    const key = `leanvibe:faults:${version}`;
    await askRedis(port, faults === undefined ? ["DEL", key] : ["SET", key, JSON.stringify(faults)]);
}

/** One command of Redis' protocol: https://redis.io/docs/latest/develop/reference/protocol-spec/ */
async function askRedis(port: number, words: readonly string[]): Promise<void> {
    const socket = connect(port, "127.0.0.1");
    try {
        const parts = words.map((word) => `$${String(Buffer.byteLength(word))}\r\n${word}\r\n`);
        socket.write(`*${String(words.length)}\r\n${parts.join("")}`);
        const [answer] = (await once(socket, "data")) as [Buffer];
        if (answer.toString().startsWith("-")) throw new Error(`Redis refuses ${words[0] ?? ""}: ${answer.toString()}`);
    } finally {
        socket.destroy();
    }
}
