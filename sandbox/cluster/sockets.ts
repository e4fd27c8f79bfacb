import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { UserError } from "../errors";

/** A listening socket that is handed to a program, under the name that the program knows it by. */
export interface NamedSocket {
    readonly name: string;
    readonly port: number;
}

/**
 * Opens sockets on this machine's loopback, lets `use` hand them to another process, and closes them here. A program in a
 * network namespace can take connections from outside of it by a socket that was opened outside.
 *
 * Nobody who connects meanwhile is answered by this process: it closes its copies before it looks for connections.
 *
 * @param use given the sockets' file descriptors, in order; must not wait for anything
 * @throws UserError when another program listens on one of the ports
 */
export async function withSockets<T>(sockets: readonly NamedSocket[], use: (descriptors: number[]) => T): Promise<T> {
    const servers: Server[] = [];
    try {
        for (const { port } of sockets) servers.push(await open(port));
        return use(servers.map(descriptorOf));
    } finally {
        for (const server of servers) server.close();
    }
}

async function open(port: number): Promise<Server> {
    const server = createServer((connection) => connection.destroy());
    server.listen(port, "127.0.0.1");
    try {
        await once(server, "listening");
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== "EADDRINUSE") throw error;
        throw new UserError(
            `another program listens on 127.0.0.1:${String(port)}, which the local cluster needs: end it (\`ss -ltnp\` names it) and run this again.`,
        );
    }
    return server;
}

/** Node.js has no public way to pass a listening socket to a program that is not Node.js. */
function descriptorOf(server: Server): number {
    const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
    return fd;
}

/**
 * The command line that gives a program open sockets, which begin at descriptor 3, in systemd's way
 * (https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html): the shell learns its own number first.
 */
export function activated(sockets: readonly NamedSocket[], command: readonly string[]): string[] {
    if (sockets.length === 0) return [...command];
    const names = sockets.map(({ name }) => name).join(":");
    const variables = `LISTEN_PID=$$ LISTEN_FDS=${String(sockets.length)} LISTEN_FDNAMES=${names}`;
    return ["sh", "-c", `${variables} exec "$0" "$@"`, ...command];
}
