import * as fs from "node:fs";
import { findBox } from "./box";
import type { Layout } from "./layout";
import { LOOPBACK_PORTS } from "./addresses";
import { partsOf, type PartName } from "./parts";
import { clusterProcesses } from "./processes";

/** What there is of a checkout's cluster. */
export interface ClusterStatus {
    state: "running" | "degraded" | "down";
    parts: { name: PartName; running: boolean; /** Numbers of its processes. */ pids: number[] }[];
    kubeconfig: string;
    logs: string;
}

/** Looks what runs. Needs no lock, and changes nothing. */
export function clusterStatus(layout: Layout): ClusterStatus {
    const processes = clusterProcesses().filter(({ folder }) => folder === layout.folder);
    const parts = partsOf(layout).map(({ name }) => {
        const pids = processes
            .filter(({ part, program }) => part === name && program !== "nsenter")
            .map(({ pid }) => pid);
        return { name, running: pids.length > 0, pids };
    });
    const up = findBox(layout.folder) !== undefined && fs.existsSync(layout.kubeconfig);
    const state = !up ? "down" : parts.every(({ running }) => running) ? "running" : "degraded";
    return { state, parts, kubeconfig: layout.kubeconfig, logs: layout.logs };
}

/** The status for a person. */
export function formatStatus(status: ClusterStatus, versions: Readonly<Record<string, string>> = {}): string {
    if (status.state === "down") return "The local cluster is down: `make cluster` starts it.";
    const width = Math.max(...status.parts.map(({ name }) => name.length));
    const lines = status.parts.map(
        ({ name, running, pids: [pid] }) =>
            `  ${name.padEnd(width)}  ${running ? `runs (process ${String(pid)})` : "has ended: `make cluster` starts it again"}`,
    );
    const words = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    return [
        `The local cluster is ${status.state}:`,
        ...lines,
        "",
        ...(words.length > 0 ? [`  Versions    ${words.join(", ")}`] : []),
        `  Kubeconfig  ${status.kubeconfig}`,
        `  Gateway     http://127.0.0.1:${String(LOOPBACK_PORTS.gateway)}`,
        `  Logs        ${status.logs}`,
    ].join("\n");
}
