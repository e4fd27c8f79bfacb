import * as assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync } from "node:fs";
import * as path from "node:path";
import * as fc from "fast-check";
import { BOX, markOf, readMark } from "../../../sandbox/cluster/mark";
import { clusterProcesses, parseStatus, partProcesses, signal, until } from "../../../sandbox/cluster/processes";
import { listeningPorts } from "../../../sandbox/cluster/supervisor";
import { findOnPath } from "../../../sandbox/toolchain/probe";
import { folder, removeFolders } from "./fixtures";

describe("the mark of the local cluster's processes", () => {
    it("is read as it was written, whatever else stands in the environment", () => {
        const word = fc.string({ minLength: 1 }).filter((text) => !text.includes("\0"));
        fc.assert(
            fc.property(word, word, fc.array(word), (folderName, part, others) => {
                const environment = Object.entries(markOf({ folder: folderName, part })).map(
                    ([name, value]) => `${name}=${value}`,
                );
                const noise = others.filter((entry) => !entry.startsWith("LEANVIBE_CLUSTER"));
                assert.deepEqual(readMark([...noise, ...environment]), { folder: folderName, part });
                assert.equal(readMark(noise), undefined);
            }),
        );
    });

    it("finds a process of one part of one folder's cluster, and leaves other folders' and pods' shims alone", async () => {
        const state = folder();
        const other = folder();
        // The kernel names a process after its program's file.
        const shim = path.join(state, "containerd-shim-runc-v2");
        copyFileSync(findOnPath("sleep", process.env) ?? "", shim);
        const start = (program: string, where: string, part: string) =>
            spawn(program, ["30"], { env: { PATH: process.env.PATH, ...markOf({ folder: where, part }) } });
        const children = [
            start("sleep", state, "containerd"),
            start("sleep", other, "containerd"),
            start("sleep", state, BOX),
            start(shim, state, "containerd"),
        ];
        try {
            await until(
                () => clusterProcesses().filter(({ folder: at }) => [state, other].includes(at)).length === 4,
                5000,
            );
            assert.deepEqual(
                partProcesses(state, "containerd").map(({ pid }) => pid),
                [children[0]?.pid],
            );
            signal(children[0]?.pid ?? 0, "SIGKILL");
            assert.ok(await until(() => partProcesses(state, "containerd").length === 0, 5000));
            assert.equal(partProcesses(other, "containerd").length, 1);
        } finally {
            for (const child of children) child.kill("SIGKILL");
            removeFolders();
        }
    });
});

describe("what the kernel tells of processes", () => {
    const status = (state: string, numbers: string, memory = "VmSize:\t  1234 kB\n") =>
        `Name:\tcontainerd-shim\nUmask:\t0022\nState:\t${state}\nPid:\t4711\nPPid:\t1\nNSpid:\t${numbers}\n${memory}`;

    it("gives their name, their innermost number and the depth of their namespace", () => {
        assert.deepEqual(parseStatus(status("S (sleeping)", "4711\t1")), {
            program: "containerd-shim",
            parent: 1,
            innerPid: 1,
            depth: 2,
        });
        assert.deepEqual(parseStatus(status("R (running)", "4711")), {
            program: "containerd-shim",
            parent: 1,
            innerPid: 4711,
            depth: 1,
        });
    });

    it("counts those that are ending, or have ended and wait for their parent, as gone", () => {
        assert.equal(parseStatus(status("Z (zombie)", "4711\t1", "")), undefined);
        assert.equal(parseStatus(status("S (sleeping)", "4711\t1", "")), undefined);
        assert.equal(parseStatus(""), undefined);
    });

    it("names the ports that listen, and none that is merely connected", () => {
        const table = [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:094B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0",
            "   1: 0100F40A:192B 0100F40A:B5A2 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1",
            "",
        ].join("\n");
        assert.deepEqual(listeningPorts(table), [2379]);
    });
});
