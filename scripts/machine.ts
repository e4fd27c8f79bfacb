import * as os from "node:os";

/** The machine that something was measured on, for pages of results: `2 × AMD EPYC, 24 GiB, Linux 6.18, Node.js 20.20.2`. */
export function describeMachine(): string {
    const cores = os.cpus();
    const cpu = `${String(cores.length)} × ${cores[0]?.model.trim() ?? "unknown processor"}`;
    const memory = `${(os.totalmem() / 2 ** 30).toFixed(0)} GiB`;
    return `${cpu}, ${memory}, ${os.type()} ${os.release()} ${os.arch()}, Node.js ${process.versions.node}`;
}
