import { spawn } from "node:child_process";
import { once } from "node:events";
import { UserError } from "../errors";
import type { Layout } from "./layout";
import type { Programs } from "./programs";

/** Runs kubectl on the local cluster. */
export class Kubectl {
    constructor(
        private readonly layout: Layout,
        private readonly programs: Programs,
    ) {}

    /**
     * Runs one command, e.g. `["get", "nodes"]`.
     *
     * @param input what it reads on standard input
     * @returns what it prints
     * @throws UserError with its own words when it fails
     */
    async run(args: readonly string[], input = ""): Promise<string> {
        const child = spawn(this.programs.path("kubectl"), ["--kubeconfig", this.layout.kubeconfig, ...args], {
            env: { ...this.programs.environment, HOME: this.layout.temporary },
            stdio: ["pipe", "pipe", "pipe"],
        });
        const output: Buffer[] = [];
        const complaints: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
        // It may end without having read everything.
        child.stdin.on("error", () => undefined);
        child.stdin.end(input);
        const [code] = (await once(child, "close")) as [number | null];
        if (code === 0) return Buffer.concat(output).toString("utf8");
        const said = Buffer.concat(complaints).toString("utf8").trim().replace(/\s+/g, " ");
        throw new UserError(`kubectl ${args.join(" ")} failed in the local cluster: ${said.slice(0, 600)}`);
    }

    /** Applies objects, given as YAML, by server-side apply. */
    async apply(yaml: string): Promise<void> {
        await this.run(["apply", "--server-side", "--force-conflicts", "--filename=-"], yaml);
    }
}
