/** A process that starts a load on the URL that it is given, tells its process id, and waits to be ended. */
import { Load } from "../../cluster/load/index";

async function main(): Promise<void> {
    const { pid, result } = await Load.start({ url: process.argv[2] ?? "", requestsPerSecond: 10, sockets: 0 });
    process.stdout.write(`${String(pid)}\n`);
    await result;
}

void main();
