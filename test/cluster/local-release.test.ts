/** Types in what docs/local-release.md shows, and compares what is printed. `UPDATE_GOLDEN=1` writes the page anew. */
import * as assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { layoutIn, stopCluster } from "../../sandbox/cluster";
import { requireNone } from "../../sandbox/cluster/preflight";
import { Checkout } from "../engine/checkout";

const page = path.resolve(__dirname, "..", "..", "docs", "local-release.md");
const blocks = /```console\n\$ (.*)\n([^]*?)```/g;

/** A shell, as a person has one: what is started in it goes on while the next command runs. */
class Shell {
    private readonly child: ChildProcess;
    private text = "";

    constructor(private readonly folder: string) {
        const env = { ...process.env, CI: "true", NO_COLOR: "1", MAKELEVEL: "", MAKEFLAGS: "" };
        this.child = spawn("bash", ["--norc"], { cwd: folder, env, stdio: "pipe", detached: true });
        for (const stream of [this.child.stdout, this.child.stderr]) {
            stream?.setEncoding("utf8").on("data", (data: string) => {
                this.text += data;
                this.child.emit("text");
            });
        }
    }

    /** What a command prints, with a home folder that could be anybody's. */
    async type(command: string): Promise<string> {
        const mark = "that was all of it";
        this.text = "";
        this.child.stdin?.write(`${command}\n echo; echo ${mark}; echo ${mark} >&2\n`);
        while (this.text.split(mark).length < 3) await once(this.child, "text");
        const text = this.text.replaceAll(mark, "").replaceAll(this.folder, "~/leanvibe-agent-hive");
        return `${text.trim()}\n`.replace(/^\n$/, "");
    }

    /** Ends it with what still runs in it. */
    end(): void {
        if (this.child.pid !== undefined) process.kill(-this.child.pid, "SIGKILL");
    }
}

/**
 * What is the same in each run: not seconds, processes, names that the API server gives, or how many requests it took to see
 * that a version is wrong. Steps are only told when they take long, and versions of tools are their packagers'.
 */
function comparable(output: string): string {
    return output
        .replaceAll(
            /^(?:still at work|tools|install| *Versions| *[\d.]+ s {2}(?:weights:|canary .* allowed$)).*\n/gm,
            "",
        )
        .replaceAll(/5xx ratio \S+ of .* began/g, "5xx ratio …")
        .replaceAll(/\d+(?:\.\d+)?(?= (?:s|ms|min|%))/g, "…")
        .replaceAll(/(?<=process )\d+/g, "…")
        .replaceAll(/(?<=-[0-9a-f]{10}-)[a-z0-9]{5}\b/g, "…")
        .replaceAll(/─+/g, "─")
        .replaceAll(/ +/g, " ");
}

describe("a release on this machine", function () {
    this.timeout(3_600_000);

    it("prints what its page shows", async () => {
        requireNone(layoutIn());
        const checkout = new Checkout();
        const shell = new Shell(checkout.folder);
        const shown = fs.readFileSync(page, "utf8");
        const printed = new Map<number, string>();
        try {
            for (const { index, 1: command = "" } of shown.matchAll(blocks)) {
                printed.set(index, await shell.type(command));
            }
        } finally {
            shell.end();
            await stopCluster(layoutIn(checkout.path(".sandbox", "cluster")));
            checkout.remove();
        }
        const real = shown.replaceAll(blocks, (_, command: string, __, index: number) => {
            return `\`\`\`console\n$ ${command}\n${printed.get(index) ?? ""}\`\`\``;
        });
        if (process.env.UPDATE_GOLDEN === "1") fs.writeFileSync(page, real);
        assert.equal(comparable(fs.readFileSync(page, "utf8")), comparable(real));
    });
});
