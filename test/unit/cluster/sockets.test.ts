import * as assert from "node:assert/strict";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { activated, withSockets } from "../../../sandbox/cluster/sockets";

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    return port;
}

describe("a socket that is handed to a program", () => {
    it("is served by that program alone, also by one that starts a moment later", async () => {
        const port = await freePort();
        const program = `require("node:net").createServer((c) => c.end("program")).listen({ fd: 3 })`;
        let child: ChildProcess | undefined;
        try {
            child = await withSockets([{ name: "web", port }], ([descriptor = -1]) =>
                spawn(process.execPath, ["-e", program], { stdio: ["ignore", "inherit", "inherit", descriptor] }),
            );
            // It is still starting: the connection waits for it in the socket's queue.
            const connection = connect(port, "127.0.0.1");
            const words: Buffer[] = [];
            connection.on("data", (chunk: Buffer) => words.push(chunk));
            await once(connection, "close");
            assert.equal(Buffer.concat(words).toString(), "program");
        } finally {
            child?.kill("SIGKILL");
            if (child?.exitCode === null) await once(child, "exit");
        }
        // Nobody else holds it: who connects is refused.
        const late = connect(port, "127.0.0.1");
        const [error] = (await once(late, "error")) as [NodeJS.ErrnoException];
        assert.equal(error.code, "ECONNREFUSED");
    });

    it("cannot be had when another program listens: the sentence names the port and what to do", async () => {
        const server = createServer().listen(0, "127.0.0.1");
        await once(server, "listening");
        const { port } = server.address() as AddressInfo;
        try {
            await assert.rejects(
                withSockets([{ name: "web", port }], () => undefined),
                { message: new RegExp(`another program listens on 127\\.0\\.0\\.1:${String(port)}.*ss -ltnp`) },
            );
        } finally {
            server.close();
        }
    });

    it("is announced in systemd's way, by the program's own number", () => {
        const sockets = [
            { name: "api", port: 1 },
            { name: "redis", port: 2 },
        ];
        const [command = "", ...args] = activated(sockets, [
            "sh",
            "-c",
            'echo "$LISTEN_PID=$$ $LISTEN_FDS $LISTEN_FDNAMES $1"',
            "sh",
            "an argument",
        ]);
        const [, own, announced, rest] =
            /^(\d+)=(\d+) (.*)$/.exec(execFileSync(command, args, { encoding: "utf8" }).trim()) ?? [];
        assert.equal(announced, own);
        assert.equal(rest, "2 api:redis an argument");
        assert.deepEqual(activated([], ["etcd", "--flag"]), ["etcd", "--flag"]);
    });
});
